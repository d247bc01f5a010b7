import { realpathSync } from "node:fs";
import { counted } from "../language/amount.ts";
import { format } from "../language/format.ts";
import { diagnosticsText } from "./diagnostics.ts";
import { coloured, type ExitCode, type Io, say, widthOf } from "./io.ts";
import { requireFile, shownPath } from "./load.ts";
import { readNamed } from "./read-named.ts";
import { replaceFile } from "./replace-file.ts";
import { UsageProblem } from "./usage.ts";

/**
 * `agentflow fmt FILE… [--check]`: brings files into the one style, writes those that change and names them on stdout;
 * with `--check` only names them. A file with mistakes stays as it is. `-` is stdin, whose style goes to stdout.
 *
 * 1 if a file has mistakes, or with `--check` would change.
 */
export async function fmtCommand(files: readonly string[], check: boolean, io: Io): Promise<ExitCode> {
  if (files.includes("-")) {
    if (files.length > 1) throw new UsageProblem("`-` is formatted alone, because its text goes to stdout.");
    return await formatStdin(check, io);
  }
  for (const file of files) requireFile(file);
  const named = new Map(files.map((file) => [realpathSync(file), file]));
  const changed: string[] = [];
  let refused = 0;
  for (const [path, file] of named) {
    const text = readNamed(path);
    const made = await formatted(text, shownPath(path), io);
    if (made === undefined) refused += 1;
    else if (made !== text) {
      if (!check) replaceFile(path, file, made);
      changed.push(file);
      await say(io.stdout, file);
    }
  }
  await say(io.stderr, summary(named.size, changed.length, refused, check));
  return refused > 0 || (check && changed.length > 0) ? 1 : 0;
}

async function formatStdin(check: boolean, io: Io): Promise<ExitCode> {
  const text = readNamed("-");
  const made = await formatted(text, "-", io);
  if (made === undefined) return 1;
  if (!check) await new Promise<void>((resolve) => io.stdout.write(made, () => resolve()));
  return check && made !== text ? 1 : 0;
}

/** The text in the one style; undefined where it has mistakes, which are told. */
async function formatted(text: string, file: string, io: Io): Promise<string | undefined> {
  const made = format(text, file);
  if (made.kind === "formatted") return made.text;
  const look = { color: coloured(io.stderr, io.env), width: widthOf(io.stderr) };
  const sources = new Map([[file, text]]);
  const errors = made.diagnostics.filter(({ severity }) => severity === "error");
  await say(io.stderr, diagnosticsText({ diagnostics: errors, sources, directory: "", shown: (name) => name }, look));
  return undefined;
}

function summary(all: number, changed: number, refused: number, check: boolean): string {
  const done = `${changed} of ${counted(all, "file")} ${check ? "would change" : "changed"}`;
  return refused === 0 ? done : `${done}, ${refused} left alone because of mistakes`;
}
