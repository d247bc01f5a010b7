import { accessSync, chmodSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { counted } from "../language/amount.ts";
import { format } from "../language/format.ts";
import { diagnosticsText } from "./diagnostics.ts";
import { coloured, type ExitCode, type Io, say, widthOf } from "./io.ts";
import { requireFile, shownPath } from "./load.ts";
import { readNamed } from "./read-named.ts";
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
      if (!check) replace(path, file, made);
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

/** Puts a text in the place of a file's at once, so that no reader meets half of it and a full disk loses nothing. */
function replace(path: string, file: string, text: string): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    // A rename would replace a file that must not be written.
    accessSync(path, constants.W_OK);
    writeFileSync(beside, text, { flag: "wx" });
    chmodSync(beside, statSync(path).mode);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    const why = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new UsageProblem(`\`${file}\` can't be written${why}.`, "Files that were named before it are done.");
  }
}

function summary(all: number, changed: number, refused: number, check: boolean): string {
  const done = `${changed} of ${counted(all, "file")} ${check ? "would change" : "changed"}`;
  return refused === 0 ? done : `${done}, ${refused} left alone because of mistakes`;
}
