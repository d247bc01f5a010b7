import { relative } from "node:path";
import { isWithin } from "./find-command.ts";

/** What of a program is run, planned or tested. */
export interface Target {
  /** Where the command runs. */
  readonly folder: string;
  readonly file: string;
  /** The flow or the test; the command finds the flow of a file itself, and tests are all of them. */
  readonly name?: string;
}

/** The words of `agentflow run`; `options` are those that somebody typed. */
export function runWords(target: Target, options: readonly string[], model: string): readonly string[] {
  const chosen = model === "" || options.some((word) => /^--model(?:=|$)/.test(word)) ? [] : ["--model", model];
  return ["run", ...programWords(target), ...options, ...chosen];
}

/** The words of `agentflow plan`. */
export function planWords(target: Target): readonly string[] {
  return ["plan", ...programWords(target)];
}

/** The words of `agentflow test`. */
export function testWords({ name, ...target }: Target): readonly string[] {
  return ["test", ...programWords(target), ...(name === undefined ? [] : ["--only", name])];
}

function programWords({ folder, file, name }: Target): readonly string[] {
  // Shorter to read, where it is in the folder, and never taken for an option.
  const path = isWithin(file, folder) ? relative(folder, file) : file;
  return [path.startsWith("-") ? `./${path}` : path, ...(name === undefined ? [] : [name])];
}
