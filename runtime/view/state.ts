import type { Json } from "../../compiler/graph/expression.ts";
import type { NodeKind } from "../../compiler/graph/graph.ts";
import type { Failure, GrownText, RunOutcome, WaitReason } from "../events/event.ts";
import type { Path } from "../path.ts";
import { type Buckets, entryAt, noEntries } from "./buckets.ts";

/** What a person can see of a run at one moment. Made from events alone by `reduceView`. */
export interface ViewState {
  readonly flow: string;
  readonly run: string;
  readonly seed: number;
  /** Milliseconds of the last event, since the run began. */
  readonly now: number;
  readonly outcome?: RunOutcome;
  /** By the model's name; empty until one loads. */
  readonly models: ReadonlyMap<string, ModelView>;
  /** By path. */
  readonly nodes: Buckets<NodeView>;
  /** Paths of the nodes directly in the flow. */
  readonly roots: readonly Path[];
  /** By id: what contexts are made of, as far as events have told. */
  readonly contexts: Buckets<ContextView>;
  readonly warnings: readonly string[];
  readonly totals: Totals;
}

export interface ModelView {
  readonly title: string;
  /** From 0 to 1, 1 when it is ready. */
  readonly progress: number;
  /** What is done where that is not loading it. */
  readonly doing?: string;
  readonly engine?: EngineView;
  /** Passes so far and tokens that were written, over the last seconds: what rates are made of. */
  readonly passes: readonly Sample[];
  readonly wrote: readonly Sample[];
}

/** A count and when it was told. */
export interface Sample {
  readonly t: number;
  readonly count: number;
}

/** What a context has more than the one it grew from. */
export interface ContextView {
  readonly before?: string;
  readonly texts: readonly GrownText[];
  readonly tokens: number;
}

/** The last tick that was told of an engine. */
export interface EngineView {
  readonly cells: number;
  readonly shared: number;
  readonly limit: number;
  readonly branches: number;
  readonly waiting: number;
}

export interface NodeView {
  readonly path: Path;
  /** The nearest node around it that is shown; absent directly in the flow. */
  readonly parent?: Path;
  readonly children: readonly Path[];
  readonly kind: NodeKind;
  /** As written, shortened to one line. */
  readonly label: string;
  /** What the path says between the parent and the node itself: `[2]`, `draft`, `~1`. */
  readonly place: string;
  readonly items?: number;
  readonly started: number;
  readonly ended?: number;
  readonly phase: Phase;
  /** Tokens that it wrote on the current spine. */
  readonly shared?: number;
  readonly agent?: AgentView;
  /** What a tool that the flow itself calls was given. */
  readonly given?: Json;
}

export type Phase =
  | { readonly kind: "running" }
  | { readonly kind: "done"; readonly preview?: string }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "halted" };

export interface AgentView {
  readonly name: string;
  /** The path of its running attempt, by which the run can be told to halt it. */
  readonly steer: Path;
  readonly model: string;
  readonly attempt: number;
  /** Turns begun. */
  readonly turns: number;
  readonly activity: Activity;
  /** Tokens that it wrote, sampled and forced. */
  readonly sampled: number;
  readonly forced: number;
  /** Tokens that stood before what it wrote: all, and those that the cache had already. */
  readonly read: number;
  readonly reused: number;
  /** The context that its running attempt forked, if it is that far. */
  readonly base?: string;
  /** Tokens of the running turn and when it began, for the rate. */
  readonly turn: { readonly began: number; readonly tokens: number; readonly last: number };
  readonly transcript: readonly Part[];
  readonly recovered: boolean;
  /** Why it was asked for the best value it has. */
  readonly concludes?: string;
  /** It was ended from outside, by a person or by what happened around it. */
  readonly halted?: true;
  /** An earlier session of the run ended it. */
  readonly restored?: true;
}

/** What an agent does right now. */
export type Activity =
  | { readonly kind: "starting" }
  | { readonly kind: "reading" }
  | { readonly kind: "writing"; readonly channel: "reason" | "answer" | "calls" }
  | { readonly kind: "tools"; readonly calls: readonly RunningCall[] }
  | { readonly kind: "waiting"; readonly why: WaitReason; readonly since: number }
  | { readonly kind: "ended" };

export interface RunningCall {
  readonly id: string;
  readonly tool: string;
  readonly arguments: Json;
  readonly since: number;
  /** It failed and is tried again. */
  readonly retry?: { readonly attempt: number; readonly error: string };
}

/** A stretch of what an agent wrote or was told, in order. */
export type Part =
  | {
      readonly kind: "text";
      readonly turn: number;
      readonly channel: "reason" | "answer" | "calls";
      readonly text: string;
      readonly sampled: number;
      readonly forced: number;
      /** Lengths of stretches of `text`, by turns sampled and forced, sampled first. */
      readonly runs: readonly number[];
    }
  | { readonly kind: "told"; readonly texts: readonly GrownText[]; readonly tokens: number }
  | {
      readonly kind: "tool";
      readonly id: string;
      readonly tool: string;
      readonly arguments: Json;
      readonly end?: { readonly ok: boolean; readonly halted?: true; readonly note: string };
    }
  | { readonly kind: "note"; readonly text: string };

/** Sums over the run, for the receipt. */
export interface Totals {
  readonly agents: number;
  readonly recovered: number;
  readonly failed: number;
  readonly halted: number;
  readonly tools: number;
  readonly joined: number;
  readonly cached: number;
  readonly refused: number;
  readonly sampled: number;
  readonly forced: number;
  readonly prefilled: number;
  readonly shared: number;
}

/** The node at a path, if it is told of already. */
export function nodeAt(state: ViewState, path: Path): NodeView | undefined {
  return entryAt(state.nodes, path);
}

/** The view before the first event. */
export const emptyView: ViewState = {
  flow: "",
  run: "",
  seed: 0,
  now: 0,
  models: new Map(),
  nodes: noEntries,
  roots: [],
  contexts: noEntries,
  warnings: [],
  totals: {
    agents: 0,
    recovered: 0,
    failed: 0,
    halted: 0,
    tools: 0,
    joined: 0,
    cached: 0,
    refused: 0,
    sampled: 0,
    forced: 0,
    prefilled: 0,
    shared: 0,
  },
};
