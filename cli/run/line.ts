import { Command, CommanderError } from "commander";
import type { FlowEntry, Graph } from "../../compiler/graph/graph.ts";
import { printType } from "../../compiler/types/print.ts";
import { suggestNear } from "../../language/index.ts";
import { commandProblem } from "../command-problem.ts";
import { helpText } from "../help-text.ts";
import { readNamed } from "../read-named.ts";
import { meant, UsageProblem } from "../usage.ts";
import { describeParameter, type ParameterOption, parameterOptions } from "./parameters.ts";
import type { GivenValues } from "./values.ts";

/** A command of a flow: `run` or `plan`. Its words are a file, perhaps a flow, the flow's parameters and options. */
export interface FlowCommand {
  readonly name: "run" | "plan";
  /** What stands above the flow's parameters in its help. */
  readonly heading: string;
  /** Says what it does, where that isn't the flow's own doc comment. */
  readonly description?: string;
  /** Puts the options that it takes for every flow on a command. */
  readonly addOptions: (command: Command) => Command;
}

/** Options by which every command of a flow is given parameters. */
interface ParameterSources {
  readonly arg?: readonly string[];
  readonly input?: string;
}

/** A command line, read with the flow's parameters known. */
export interface FlowLine<Options> {
  readonly flow: FlowEntry;
  readonly parameters: readonly ParameterOption[];
  readonly options: Options;
  readonly given: GivenValues;
}

/** Flows of the entry file, which are the ones that can be run by name. */
export function ownFlows(graph: Graph): FlowEntry[] {
  return Object.values(graph.flows).filter((flow) => flow.at.file === 0);
}

/** The flow that was named, else the graph's main one. Throws a {@link UsageProblem} where there is none such. */
export function chooseFlow(graph: Graph, name: string | undefined, file: string): FlowEntry {
  const flows = ownFlows(graph);
  const names = flows.map((flow) => flow.name);
  if (name === undefined) {
    const main = graph.main === undefined ? undefined : graph.flows[graph.main];
    if (main) return main;
    if (flows.length === 0) throw new UsageProblem(`\`${file}\` declares no flow, so there is nothing to run.`);
    throw new UsageProblem(
      `\`${file}\` declares several flows and none called \`main\`: ${list(names)}.`,
      `Name one after the file: \`agentflow run ${file} ${names[0]}\`.`,
    );
  }
  const flow = flows.find((candidate) => candidate.name === name);
  if (flow) return flow;
  const there = flows.length === 0 ? "it declares none" : `it has ${list(names)}`;
  throw new UsageProblem(`There is no flow \`${name}\` in \`${file}\`; ${there}.`, meant(suggestNear(name, names)));
}

/** Reads the words after `run` or `plan`. Throws a {@link UsageProblem} for the first that is wrong. */
export function readFlowLine<Options extends ParameterSources>(
  kind: FlowCommand,
  words: readonly string[],
  { file, flow, graph }: { readonly file: string; readonly flow: FlowEntry; readonly graph: Graph },
): FlowLine<Options> {
  const { command, parameters } = commandOf(kind, "FILE", flow, graph);
  refuseOptionAsValue(words, command);
  try {
    command.parse(spellBools(words, parameters), { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw commandProblem(error, `agentflow ${kind.name} FILE --help`);
    throw error;
  }
  const named = command.args[1];
  if (named !== undefined && named !== flow.name) {
    refuseValueOfBool(named, words, parameters);
    // The flow's name came after an option whose arity only the flow knew.
    return readFlowLine(kind, words, { file, flow: chooseFlow(graph, named, file), graph });
  }
  const values: Record<string, unknown> = command.opts();
  const own = new Map<string, string | boolean>();
  for (const { parameter, options } of parameters) {
    const value = options[0] && values[options[0].attributeName()];
    if (typeof value === "string" || typeof value === "boolean") own.set(parameter.name, value);
  }
  const options = command.opts<Options>();
  const { arg = [], input } = options;
  const given = {
    args: arg,
    options: own,
    ...(input !== undefined && { input: { name: input, text: readNamed(input) } }),
  };
  return { flow, parameters, options, given };
}

/** What `run FILE [FLOW] --help` shows: the flow's own doc comment, its parameters, then the general options. */
export function flowHelp(kind: FlowCommand, file: string, flow: FlowEntry, graph: Graph): string {
  const { command, parameters } = commandOf(kind, file, flow, graph);
  const others = ownFlows(graph).filter((candidate) => candidate.id !== flow.id);
  const hidden = parameters.filter((parameter) => parameter.options.length === 0);
  const notes = [
    ...hidden.map(
      ({ parameter, type, written }) =>
        `Parameter named like an option: ${written} <${printType(type, 28)}>  ${describeParameter(parameter)}`,
    ),
    ...(others.length === 0 ? [] : [`Other flows of this file: ${others.map((other) => other.name).join(", ")}`]),
  ];
  if (notes.length > 0) command.addHelpText("after", `\n${notes.join("\n")}`);
  return helpText(command);
}

function commandOf(
  kind: FlowCommand,
  file: string,
  flow: FlowEntry,
  graph: Graph,
): { readonly command: Command; readonly parameters: readonly ParameterOption[] } {
  const command = new Command(`agentflow ${kind.name} ${file}`)
    .usage(graph.main === flow.id ? "[options]" : `${flow.name} [options]`)
    .argument("<file>")
    .argument("[flow]")
    .configureHelp({ visibleArguments: () => [] })
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .helpOption(false);
  const description = kind.description ?? flow.doc;
  if (description) command.description(description);
  const taken = new Set(["--help", ...kind.addOptions(new Command()).options.map((option) => option.long ?? "")]);
  const parameters = parameterOptions(flow, graph, taken);
  command.optionsGroup(kind.heading);
  for (const option of parameters.flatMap((parameter) => parameter.options)) command.addOption(option);
  kind.addOptions(command.optionsGroup("Options:")).helpOption("-h, --help", "shows this");
  return { command, parameters };
}

// `--strict false` is what many try first; `false` would be taken for a flow's name.
function refuseValueOfBool(word: string, words: readonly string[], parameters: readonly ParameterOption[]): void {
  const before = words[words.indexOf(word) - 1];
  const bool = parameters.find(({ options }) => options.length === 2 && options.some(({ long }) => long === before));
  if (!bool) return;
  const [yes, no] = bool.options.map((option) => `\`${option.long}\``);
  throw new UsageProblem(`\`${before}\` takes no value and got \`${word}\`.`, `Write ${yes} or ${no}.`);
}

// `--strict=false` is `--no-strict`: commander knows no values of options that take none.
function spellBools(words: readonly string[], parameters: readonly ParameterOption[]): string[] {
  return words.map((word) => {
    const [flag, value] = word.split("=", 2);
    const [yes, no] =
      parameters.find(({ options }) => options.length === 2 && options[0]?.long === flag)?.options ?? [];
    if (!yes?.long || !no?.long || value === undefined) return word;
    if (value !== "true" && value !== "false") {
      throw new UsageProblem(
        `\`${yes.long}\` is true or false and got \`${value}\`.`,
        `Write \`${yes.long}\` or \`${no.long}\`.`,
      );
    }
    return value === "true" ? yes.long : no.long;
  });
}

// `--topic --json` would make `--json` the topic: more likely the value was forgotten.
function refuseOptionAsValue(words: readonly string[], command: Command): void {
  const byFlag = new Map(command.options.map((option) => [option.long, option]));
  for (let index = 0; index + 1 < words.length && words[index] !== "--"; index++) {
    const option = byFlag.get(words[index]);
    if (!option?.required) continue;
    const value = words[index + 1] ?? "";
    index++;
    if (!byFlag.has(value) && value !== "--help") continue;
    throw new UsageProblem(
      `\`${option.long}\` needs a value, and the option \`${value}\` follows it.`,
      `Write \`${option.long}=${value}\` if that is the value.`,
    );
  }
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
