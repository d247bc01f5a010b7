import type { Scope } from "effection";
import type { Graph } from "../../compiler/graph/graph.ts";
import type { TypeTable } from "../../compiler/graph/type.ts";
import type { Emit } from "../events/emitter.ts";
import type { Journal } from "../journal/journal.ts";
import type { Path } from "../path.ts";
import type { ToolRoom } from "../tools/room.ts";
import type { EnginePool } from "./engines.ts";
import type { RunNode } from "./frame.ts";
import type { RunOptions } from "./options.ts";
import type { Pauses } from "./pauses.ts";

/** What all parts of one run have in common. */
export interface RunState {
  readonly id: string;
  /** The run's own: what shall outlive the task that started it lives here. */
  readonly scope: Scope;
  readonly graph: Graph;
  readonly options: RunOptions;
  readonly types: TypeTable;
  readonly emit: Emit;
  readonly engines: EnginePool;
  readonly tools: ToolRoom;
  /** Agents at work, by path, for whoever steers the run. */
  readonly steering: Map<Path, Steering>;
  /** What is written down of the run, and found again where it is taken up anew. */
  readonly journal: Journal | undefined;
  readonly pauses: Pauses;
  /** Carries a node out. Here, and not imported, because every kind of node runs bodies, which run nodes. */
  readonly node: RunNode;
}

/** How a person steers one agent. */
export interface Steering {
  halt(): void;
  windDown(): void;
}
