import { readFileSync, statSync } from "node:fs";
import { UsageProblem } from "./usage.ts";

/** The text of a file that the command line names; `-` is standard input. Throws a {@link UsageProblem} where none can be read. */
export function readNamed(path: string): string {
  if (path === "-") return readFileSync(0, "utf8");
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageProblem(`\`${path}\` is a folder; name a file in it.`);
  }
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageProblem(`There is no file \`${path}\` that can be read.`);
  }
}
