import { Command, InvalidArgumentError, Option } from "commander";
import type { Graph } from "../../compiler/graph/graph.ts";
import { suggestNear } from "../../language/index.ts";
import { helpText } from "../help-text.ts";
import { meant, several, UsageProblem } from "../usage.ts";

/** What `run` takes beside the flow's own parameters, as commander gives it. */
export interface GeneralOptions {
  readonly arg?: readonly string[];
  readonly input?: string;
  readonly model?: string;
  readonly seed?: number;
  readonly grant?: readonly string[];
  readonly json?: true;
  readonly plain?: true;
  readonly trace?: string;
  /** False for `--no-journal`. */
  readonly journal?: boolean;
}

/** Puts the general options of `run` on a command. */
export function addGeneralOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--arg <name=value>", "a parameter by its name, for one named like an option").argParser(several),
    )
    .addOption(new Option("--input <file>", "all parameters at once from a JSON file; `-` reads standard input"))
    .addOption(
      new Option(
        "--model <file>",
        "a GGUF file, or provider:name, in the place of the model that the program declares",
      ),
    )
    .addOption(new Option("--seed <n>", "a whole number that all randomness of the run comes from").argParser(seedOf))
    .addOption(
      new Option("--grant <tool>", "lets a protected tool run without asking; may be repeated").argParser(several),
    )
    .addOption(new Option("--json", "prints the result as JSON, also where it is a text"))
    .addOption(new Option("--plain", "a line an event instead of the live view"))
    .addOption(new Option("--trace <file>", "writes every event as a line of JSON into a file"))
    .addOption(new Option("--no-journal", "records nothing: the run can't be resumed or replayed"));
}

/** Refuses what only the program can show to be wrong. */
export function checkGeneralOptions(options: GeneralOptions, graph: Graph): void {
  const names = Object.values(graph.tools).flatMap((tool) => [tool.id, tool.name]);
  for (const grant of options.grant ?? []) {
    if (names.includes(grant)) continue;
    const there =
      names.length === 0 ? "it has none" : `it has ${[...new Set(names)].map((name) => `\`${name}\``).join(", ")}`;
    throw new UsageProblem(
      `\`--grant\` names \`${grant}\`, and the program has no such tool; ${there}.`,
      meant(suggestNear(grant, names)),
    );
  }
}

/** What `run --help` shows without a file. */
export function generalHelp(): string {
  const command = new Command("agentflow run")
    .usage("FILE [FLOW] [options]")
    .description("Runs a flow of a file: the one named, else its only one or the one called `main`.")
    .addHelpText("after", "\nThe flow's parameters are options too:  agentflow run FILE --help");
  return helpText(addGeneralOptions(command.optionsGroup("Options:")).helpOption("-h, --help", "shows this"));
}

// Beyond 2^53 two different numbers would give one seed.
function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw new InvalidArgumentError("It takes a whole number from 0 to 9007199254740991.");
  }
  return seed;
}
