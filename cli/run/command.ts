import { loadChecked } from "../checked.ts";
import { type ExitCode, type Io, say } from "../io.ts";
import { readNamed } from "../read-named.ts";
import { UsageProblem } from "../usage.ts";
import { checkGeneralOptions, generalHelp } from "./general-options.ts";
import { chooseFlow, readRunLine, runHelp } from "./line.ts";
import { type ParameterOption, tableOf } from "./parameters.ts";
import { scanRunLine } from "./scan.ts";
import { argumentsOf, type GivenValues } from "./values.ts";

/** `agentflow run FILE [FLOW] …`: compiles the file, reads the flow's parameters from the rest, and runs it. */
export async function runCommand(words: readonly string[], io: Io): Promise<ExitCode> {
  const scanned = scanRunLine(words);
  const { file } = scanned;
  if (file === undefined) {
    if (!scanned.help) throw new UsageProblem("`run` needs a file.", "Write `agentflow run FILE`.");
    await say(io.stdout, generalHelp());
    return 0;
  }
  const program = await loadChecked(file, io);
  if (program === undefined) return 1;
  const { graph } = program;
  let flow = chooseFlow(graph, scanned.flow, file);
  if (scanned.help) {
    await say(io.stdout, runHelp(file, flow, graph));
    return 0;
  }
  let line = readRunLine(words, flow, graph);
  if (line.named !== undefined && line.named !== flow.name) {
    refuseValueOfBool(line.named, words, line.parameters);
    // The flow's name came after an option whose arity only the flow knew.
    flow = chooseFlow(graph, line.named, file);
    line = readRunLine(words, flow, graph);
  }
  checkGeneralOptions(line.options, graph);
  const given: GivenValues = { args: line.options.arg ?? [], options: line.given, ...inputOf(line.options.input) };
  const values = argumentsOf(line.parameters, given, tableOf(graph), readNamed);
  const { execute } = await import("./execute.ts");
  return await execute({ file, program, flow, values, options: line.options }, io);
}

// `--strict false` is what many try first; `false` would be taken for a flow's name.
function refuseValueOfBool(word: string, words: readonly string[], parameters: readonly ParameterOption[]): void {
  const before = words[words.indexOf(word) - 1];
  const bool = parameters.find(({ options }) => options.length === 2 && options.some(({ long }) => long === before));
  if (!bool) return;
  const [yes, no] = bool.options.map((option) => `\`${option.long}\``);
  throw new UsageProblem(`\`${before}\` takes no value and got \`${word}\`.`, `Write ${yes} or ${no}.`);
}

function inputOf(name: string | undefined): Pick<GivenValues, "input"> {
  if (name === undefined) return {};
  return { input: { name, text: readNamed(name) } };
}
