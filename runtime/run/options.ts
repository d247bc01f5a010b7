/**
 * What a run needs from outside: engines, tools, time, people and somewhere for its events to go.
 */
import type { Operation } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { AgentId, At, FlowId, Graph, ModelEntry, ToolEntry, TypeEntry } from "../../compiler/graph/graph.ts";
import type { Clock } from "../clock.ts";
import type { Context } from "../context/context.ts";
import type { Engine } from "../engine/engine.ts";
import type { Event, RunOutcome } from "../events/event.ts";
import type { Journal } from "../journal/journal.ts";
import type { Path } from "../path.ts";
import type { ToolHandler } from "../tools/tool.ts";

/** Carries a flow of `graph` out. It never throws for what a user can cause: that is a `failed` outcome. */
export type Run = (graph: Graph, options: RunOptions) => Operation<RunOutcome>;

export interface RunOptions {
  /** Whose body runs; usually `graph.main`. */
  readonly flow: FlowId;
  /** By parameter name. Each is checked against its type; one left out takes its default. */
  readonly arguments: Readonly<Record<string, Json>>;
  /**
   * Opens the engine of a model, `undefined` standing for whatever runs where the program declares none. Called once a
   * distinct model, when its first agent needs it; the engine lives until the run ends. What goes wrong is thrown as an
   * {@link EngineProblem}. `report` tells how far loading is, from 0 to 1, and what is done where that is something else.
   */
  readonly engine: (
    model: ModelEntry | undefined,
    report: (progress: number, doing?: string) => void,
  ) => Operation<Engine>;
  /**
   * Agents that name no model run on `engine(undefined)`: the command line's `--model`. Without it they take the
   * program's model called `default`, else its only one, and `engine(undefined)` stands for the model that ships.
   */
  readonly modelGiven?: boolean;
  /** Finds the code of a tool. Called before anything runs, for every tool that the flow can reach. */
  readonly tools: ToolLookup;
  readonly clock: Clock;
  /** All randomness of the run comes from it and from the nodes' paths. */
  readonly seed: number;
  /** Every event, in order. Must not throw. */
  readonly onEvent: (event: Event) => void;
  /** Protected tools that may run without asking, by id or by the name a model calls them by. */
  readonly grants: ReadonlySet<string>;
  /** Agents for which a value stands in, by id, as the mocks of a test say; for tools, `tools` gives another handler. */
  readonly mocks?: ReadonlyMap<AgentId, Mock>;
  /**
   * How a person is asked. Without it nobody is there: an `ask` ends the run as `paused` once nothing else is at work, if
   * there is a journal to go on from, else it fails; a protected tool that was not granted is refused.
   */
  readonly ask?: (question: Question) => Operation<Answer>;
  /** Where the run is written down, to be resumed and replayed. One that holds an earlier session's work is gone on with. */
  readonly journal?: Journal;
  /** Whether effects are repeated of which nobody knows if they came to pass before the run ended; without it a person is asked. */
  readonly effects?: "repeat" | "skip";
  /** Texts that no event, journal or failure may hold: the values of the program's `env("…")`. */
  readonly secrets?: readonly string[];
  /** The folder that file tools may read. */
  readonly workspace: string;
  /** The folder of the entry file. */
  readonly directory: string;
  /** What the flow's own spine begins with; nothing if left out. Its entries are as good on every engine of the run. */
  readonly context?: Context;
  /** The run's id in its events; one is made from the clock and the seed if it is left out. */
  readonly run?: string;
  /** Gets the handle by which a person steers the run, before anything starts. */
  readonly onControl?: (control: RunControl) => void;
}

/** What stands in for an agent or a tool, whoever calls it. */
export type Mock =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "fail"; readonly message: string };

/** What a person can do to a run while it goes on. Paths that name no agent at work are ignored. */
export interface RunControl {
  /** Ends one agent now: its tools are aborted and its branch comes back. For the program it has failed (`refused`). */
  halt(path: Path): void;
  /** Ends one agent's turn after the pass in flight and asks it for the best value it has. */
  windDown(path: Path): void;
}

/** Gives the handler of a tool, or says in a sentence why there is none. */
export type ToolLookup = (tool: ToolEntry, graph: Graph) => Operation<ToolLoad>;

export type ToolLoad =
  | { readonly kind: "loaded"; readonly handler: ToolHandler }
  | { readonly kind: "missing"; readonly message: string; readonly hint?: string };

/** One question to a person: an `ask` of the program, or whether a protected tool may run. */
export interface Question {
  /** Unique in the run: the asking node's path; for a call, its caller's path and its own id. */
  readonly id: string;
  /** The asking node's path; for a tool's call, its agent's path. */
  readonly path: Path;
  readonly at: At;
  readonly prompt: string;
  /** What the answer must be; `bool` for a tool's call. */
  readonly type: TypeEntry;
  /** The call that waits for leave, where that is the question. */
  readonly call?: { readonly tool: string; readonly arguments: Json };
  /** What was wrong with the answer before, where the question is asked again. */
  readonly problem?: string;
}

/** What a person said. */
export type Answer =
  | { readonly kind: "answered"; readonly value: Json }
  | { readonly kind: "refused" }
  /** Nobody is there who could answer it now. */
  | { readonly kind: "nobody" };

/** Why no engine can be had, in words for the person who runs the program. */
export class EngineProblem extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "EngineProblem";
    this.hint = hint;
  }
}
