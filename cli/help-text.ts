import type { Command } from "commander";

/** All that a command's help shows, what was added to it included. */
export function helpText(command: Command): string {
  let text = "";
  const take = (part: string): void => {
    text += part;
  };
  command.configureOutput({ writeOut: take, writeErr: take });
  command.outputHelp();
  return text.trimEnd();
}
