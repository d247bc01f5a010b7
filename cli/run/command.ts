import { loadChecked } from "../checked.ts";
import { type ExitCode, type Io, say } from "../io.ts";
import { readNamed } from "../read-named.ts";
import { UsageProblem } from "../usage.ts";
import { addGeneralOptions, checkGeneralOptions, type GeneralOptions, generalHelp } from "./general-options.ts";
import { chooseFlow, type FlowCommand, flowHelp, readFlowLine } from "./line.ts";
import { tableOf } from "./parameters.ts";
import { scanRunLine } from "./scan.ts";
import { argumentsOf } from "./values.ts";

const runLine: FlowCommand = { name: "run", heading: "Parameters:", addOptions: addGeneralOptions };

/** `agentflow run FILE [FLOW] …`: compiles the file, reads the flow's parameters from the rest, and runs it. */
export async function runCommand(words: readonly string[], io: Io): Promise<ExitCode> {
  const scanned = scanRunLine(words);
  const { file } = scanned;
  if (file === undefined) {
    if (!scanned.help) throw new UsageProblem("`run` needs a file.", "Write `agentflow run FILE`.");
    await say(io.stdout, generalHelp());
    return 0;
  }
  const program = await loadChecked(file, io, { warn: !scanned.help });
  if (program === undefined) return 1;
  const { graph } = program;
  const flow = chooseFlow(graph, scanned.flow, file);
  if (scanned.help) {
    await say(io.stdout, flowHelp(runLine, file, flow, graph));
    return 0;
  }
  const line = readFlowLine<GeneralOptions>(runLine, words, { file, flow, graph });
  checkGeneralOptions(line.options, graph);
  const values = argumentsOf(line.parameters, line.given, tableOf(graph), readNamed);
  const { execute } = await import("./execute.ts");
  return await execute({ file, program, flow: line.flow, values, options: line.options }, io);
}
