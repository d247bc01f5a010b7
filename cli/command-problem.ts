import type { CommanderError } from "commander";
import { UsageProblem } from "./usage.ts";

/** What commander found wrong with a command line, as a {@link UsageProblem} in the words of all others. */
export function commandProblem(error: CommanderError, help: string): UsageProblem {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const unvalued = /^option '(\S+) <(.*)>' argument missing$/.exec(first);
  if (unvalued) return new UsageProblem(`\`${unvalued[1]}\` needs a value (${unvalued[2]}).`, `See \`${help}\`.`);
  const refused = /^option '(\S+) <.*>' argument '(.*)' is invalid\. It (.*)$/.exec(first);
  if (refused)
    return new UsageProblem(`\`${refused[1]}\` ${refused[3]?.replace(/\.$/, "")}, and got \`${refused[2]}\`.`);
  const sentence = first.replace(/'([^']*)'/g, "`$1`").replace(/\.$/, "");
  const suggestion = /\(Did you mean (?:one of )?([^?]*)\?\)/.exec(rest.join(" "))?.[1];
  const hint = suggestion === undefined ? `See \`${help}\`.` : `Did you mean ${suggestion.replace(/[^, ]+/g, "`$&`")}?`;
  return new UsageProblem(`${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`, hint);
}
