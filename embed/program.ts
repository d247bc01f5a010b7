import { fileURLToPath } from "node:url";
import { GRAPH_VERSION, type Graph } from "../compiler/graph/graph.ts";
import { suggestNear } from "../language/suggest.ts";
import { type Flow, makeFlow } from "./flow.ts";
import type { GivenSetting, ProgramSetting } from "./parts.ts";
import type { AnyProgramTypes, FlowOf, ProgramTypes } from "./types.ts";

/** A compiled program. Its flows run as often as one likes, also side by side. */
export interface Program<Types extends ProgramTypes = AnyProgramTypes> {
  /** All that is known of it, as plain JSON. */
  readonly graph: Graph;
  /** The names of the flows of its entry file. */
  readonly flows: readonly string[];
  /** The flow of that name. Throws a `RangeError` where there is none. */
  flow<Name extends keyof Types["flows"] & string>(name: Name): Flow<FlowOf<Types, Name>>;
}

/** The program of a graph, as `compile`, `agentflow graph` and `agentflow build` give it. */
export function openProgram<Types extends ProgramTypes = AnyProgramTypes>(
  graph: Graph,
  { directory, ...rest }: GivenSetting = {},
): Program<Types> {
  const setting: ProgramSetting =
    directory === undefined
      ? rest
      : { ...rest, directory: directory instanceof URL ? fileURLToPath(directory) : directory };
  if (graph.version !== GRAPH_VERSION)
    throw new RangeError(
      `This graph has version ${graph.version}, and this agentflow runs version ${GRAPH_VERSION}. Build it again.`,
    );
  const own = Object.values(graph.flows).filter(({ at }) => at.file === 0);
  return {
    graph,
    flows: own.map(({ name }) => name),
    flow(name) {
      const flow = own.find((each) => each.name === name);
      if (!flow)
        throw new RangeError(
          noFlow(
            name,
            own.map((each) => each.name),
          ),
        );
      return makeFlow({ graph, flow, setting });
    },
  };
}

function noFlow(name: string, known: readonly string[]): string {
  const near = suggestNear(name, known);
  if (near !== undefined) return `The program has no flow \`${name}\`. Did you mean \`${near}\`?`;
  return `The program has no flow \`${name}\`. ${known.length === 0 ? "It has none." : `It has ${known.join(", ")}.`}`;
}
