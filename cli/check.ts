import { resolve } from "node:path";
import { counted } from "../language/amount.ts";
import { type Diagnostic, plainDiagnostic } from "../language/index.ts";
import { diagnosticsText } from "./diagnostics.ts";
import { coloured, type ExitCode, type Io, say, widthOf } from "./io.ts";
import { type LoadedProgram, loadProgram } from "./load.ts";

/** What `check` takes beside files. */
export interface CheckOptions {
  readonly json?: true;
  /** Writes the mends that are certain into the files first. */
  readonly fix?: true;
}

/** `agentflow check FILE… [--fix] [--json]`: all problems of all files; 1 if one of them is an error. */
export async function checkCommand(files: readonly string[], { json, fix }: CheckOptions, io: Io): Promise<ExitCode> {
  // A file that is named twice is one.
  const named = [...new Map(files.map((file) => [resolve(file), file])).values()];
  const load = () => named.map((file) => loadProgram(file, { look: true }));
  if (fix) await (await import("./fix.ts")).fixAll(withoutRepeats(load()), io);
  const programs = load();
  const found = withoutRepeats(programs);
  if (json) await say(io.stdout, JSON.stringify(found.map(plainProblem), null, 2));
  else {
    const look = { color: coloured(io.stdout, io.env), width: widthOf(io.stdout) };
    for (const program of programs) {
      const own = found.filter((problem) => problem.program === program).map((problem) => problem.diagnostic);
      if (own.length > 0) await say(io.stdout, diagnosticsText({ ...program, diagnostics: own }, look));
    }
    await say(io.stdout, summary(found, named.length));
  }
  return found.some(({ diagnostic }) => diagnostic.severity === "error") ? 1 : 0;
}

/** A problem, and the program that it was found in. */
export interface FoundProblem {
  readonly program: LoadedProgram;
  readonly diagnostic: Diagnostic;
}

// A file that is imported by several of those named, or named itself, tells its problems once.
function withoutRepeats(programs: readonly LoadedProgram[]): FoundProblem[] {
  const seen = new Set<string>();
  return programs.flatMap((program) =>
    program.diagnostics.flatMap((diagnostic) => {
      const { code, file, span } = diagnostic;
      const key = `${code} ${program.shown(file)} ${span.start} ${span.end}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ program, diagnostic }];
    }),
  );
}

function plainProblem({ program, diagnostic }: FoundProblem): object {
  const { file } = diagnostic;
  return { ...plainDiagnostic(diagnostic, program.sources.get(file) ?? ""), file: program.shown(file) };
}

/** `2 errors in 1 file`, `1 error, 2 warnings in 3 files`, `3 files, no problems`. */
function summary(found: readonly FoundProblem[], files: number): string {
  if (found.length === 0) return `${counted(files, "file")}, no problems`;
  const errors = found.filter(({ diagnostic }) => diagnostic.severity === "error").length;
  const warnings = found.length - errors;
  const parts = [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""];
  const where = new Set(found.map(({ program, diagnostic }) => program.shown(diagnostic.file))).size;
  return `${parts.filter(Boolean).join(", ")} in ${counted(where, "file")}`;
}
