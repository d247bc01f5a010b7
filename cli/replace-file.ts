import { accessSync, chmodSync, constants, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageProblem } from "./usage.ts";

/**
 * Puts a text in the place of a file's at once, so that no reader meets half of it and a full disk loses nothing. Throws a
 * {@link UsageProblem} where it can't; `shown` is how the file is named in it.
 */
export function replaceFile(path: string, shown: string, text: string): void {
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
    throw new UsageProblem(`\`${shown}\` can't be written${why}.`, "Files that were named before it are done.");
  }
}
