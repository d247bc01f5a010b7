import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { counted } from "../language/amount.ts";
import { applyFixes } from "../language/apply-fixes.ts";
import { positionAt } from "../language/source.ts";
import type { FoundProblem } from "./check.ts";
import { type Io, say } from "./io.ts";
import { replaceFile } from "./replace-file.ts";

/**
 * Writes the fixes of problems into their files and says of each on stderr what was done. Where two lie over each other
 * only the first is written, and that there is more to mend is said.
 */
export async function fixAll(found: readonly FoundProblem[], io: Io): Promise<void> {
  let [mended, left] = [0, 0];
  const byFile = new Map<string, FoundProblem[]>();
  for (const problem of found) {
    const shown = problem.program.shown(problem.diagnostic.file);
    // What the library says is not the user's to change.
    if (!problem.diagnostic.file.startsWith("std/")) byFile.set(shown, [...(byFile.get(shown) ?? []), problem]);
  }
  for (const [shown, problems] of byFile) {
    const [first] = problems;
    const text = first?.program.sources.get(first.diagnostic.file);
    if (!first || text === undefined) continue;
    const diagnostics = problems.map(({ diagnostic }) => diagnostic);
    const fixed = applyFixes(text, diagnostics);
    left += fixed.left.length;
    if (fixed.mended.length === 0) continue;
    replaceFile(realpathSync(resolve(first.program.directory, first.diagnostic.file)), shown, fixed.text);
    for (const { code, span, fix } of fixed.mended) {
      const { line, column } = positionAt(text, span.start);
      await say(io.stderr, `${shown}:${line}:${column}  ${code}  ${fix?.title}`);
    }
    mended += fixed.mended.length;
  }
  const more = left === 0 ? "" : `; ${counted(left, "fix")} lay over another, run it again`;
  await say(io.stderr, `${counted(mended, "problem")} mended${more}`);
}
