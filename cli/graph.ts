import type { Graph } from "../compiler/graph/graph.ts";
import { loadChecked } from "./checked.ts";
import { type ExitCode, type Io, say } from "./io.ts";
import { chooseFlow } from "./run/line.ts";

/** `agentflow graph FILE [FLOW]`: the execution graph, with that flow as the one that runs. */
export async function graphCommand(file: string, flow: string | undefined, io: Io): Promise<ExitCode> {
  const program = await loadChecked(file, io);
  if (program === undefined) return 1;
  const graph: Graph =
    flow === undefined ? program.graph : { ...program.graph, main: chooseFlow(program.graph, flow, file).id };
  await say(io.stdout, JSON.stringify(graph, null, 2));
  return 0;
}
