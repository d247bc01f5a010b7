import { Command, type Option } from "commander";
import { addGeneralOptions } from "./general-options.ts";

/** What can be known of a command line before the file it names has been read. */
export interface ScannedLine {
  readonly file?: string;
  readonly flow?: string;
  readonly help: boolean;
}

/**
 * Finds the file, the flow and `--help` among the words after `run`. The flow's own options are not known yet, so what
 * follows the first of them can be its value: the flow's name is looked for before it only.
 */
export function scanRunLine(words: readonly string[]): ScannedLine {
  const options = addGeneralOptions(new Command()).options;
  const operands: string[] = [];
  let certain = true;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") break;
    if (!word.startsWith("-") || word === "-") {
      if (certain) operands.push(word);
      continue;
    }
    const option = options.find((candidate) => candidate.long === word.split("=", 1)[0]);
    if (option === undefined) certain &&= isHelp(word) || word.includes("=");
    else if (takesValue(option) && !word.includes("=")) index++;
  }
  const [file, flow] = operands;
  const help = words.some(isHelp);
  return { ...(file === undefined ? {} : { file }), ...(flow === undefined ? {} : { flow }), help };
}

const isHelp = (word: string): boolean => word === "--help" || word === "-h";

const takesValue = (option: Option): boolean => option.required || option.optional;
