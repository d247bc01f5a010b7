/**
 * Everything that a run tells: one closed, versioned union. The terminal view, `--trace`, the journal and every other
 * listener are reducers or sinks over it and know nothing else of a run.
 */
import type { Json } from "../../compiler/graph/expression.ts";
import type { At, NodeKind } from "../../compiler/graph/graph.ts";

export const EVENT_VERSION = 1;

export type Event = EventHeader & EventBody;

export interface EventHeader {
  readonly v: typeof EVENT_VERSION;
  /** From 0, without gaps. */
  readonly seq: number;
  /** Milliseconds since the run started. */
  readonly t: number;
  /** Path of the node that it is about: `investigate/findings[2]/researcher`; the run's own is the flow's name. */
  readonly path: string;
  /** Path of the scope it runs in; absent for the run itself. */
  readonly parent?: string;
}

export type EventBody =
  | {
      readonly kind: "run-started";
      readonly run: string;
      readonly flow: string;
      readonly arguments: Json;
      readonly graph: string;
      readonly seed: number;
      /** It goes on with what an earlier session of the run left. */
      readonly resumed?: true;
    }
  | { readonly kind: "run-ended"; readonly outcome: RunOutcome }
  /** `doing` is there for what is not loading: compiling the engine, once a machine. */
  | { readonly kind: "model-loading"; readonly model: string; readonly progress: number; readonly doing?: string }
  | {
      readonly kind: "model-ready";
      readonly model: string;
      readonly title: string;
      readonly identity: string;
      readonly cells: number;
      readonly branches: number;
      readonly milliseconds: number;
    }
  /** `label` is the node as written, shortened to one line; `items` the number of branches where it is known at the start. */
  | {
      readonly kind: "node-started";
      readonly node: NodeKind;
      readonly label: string;
      readonly at: At;
      readonly items?: number;
    }
  | { readonly kind: "node-ended"; readonly node: NodeKind; readonly outcome: NodeOutcome }
  | { readonly kind: "context-opened"; readonly context: string; readonly tokens: number; readonly shared: number }
  | {
      readonly kind: "context-grown";
      readonly context: string;
      readonly entry: "system" | "tools" | "share" | "text" | "turn" | "results";
      readonly tokens: number;
      readonly shared: number;
      /** The context that it grew from: by it a listener finds all that stood before. Absent in what old versions recorded. */
      readonly before?: string;
      /** What was written, entry by entry, as a person reads it; absent for a turn, which its deltas have told. */
      readonly texts?: readonly GrownText[];
    }
  | { readonly kind: "context-released"; readonly context: string }
  | {
      readonly kind: "agent-started";
      readonly agent: string;
      readonly model: string;
      readonly at: At;
      readonly attempt: number;
    }
  | {
      readonly kind: "agent-ended";
      readonly agent: string;
      readonly outcome: AgentOutcome;
      readonly turns: number;
      readonly tokens: number;
      /** An earlier session of the run ended it; nothing of it ran in this one. */
      readonly restored?: true;
    }
  | { readonly kind: "turn-started"; readonly turn: number }
  /** Coalesced: at most one a branch and tenth of a second. */
  | {
      readonly kind: "turn-delta";
      readonly turn: number;
      readonly channel: "reason" | "answer" | "calls";
      readonly text: string;
      readonly sampled: number;
      readonly forced: number;
      /** Lengths of stretches of `text`, by turns sampled and forced, sampled first; absent where all is sampled. */
      readonly runs?: readonly number[];
    }
  | {
      readonly kind: "turn-ended";
      readonly turn: number;
      readonly outcome: "calls" | "answer" | "stopped" | "failed";
      readonly prefilled: number;
      readonly shared: number;
      readonly sampled: number;
      readonly forced: number;
      readonly surprisal?: number;
    }
  | {
      readonly kind: "call-refused";
      readonly tool: string;
      readonly call: string;
      readonly reason: "arguments" | "unknown" | "grant" | "limit";
      readonly message: string;
    }
  | { readonly kind: "tool-started"; readonly tool: string; readonly call: string; readonly arguments: Json }
  | {
      readonly kind: "tool-retrying";
      readonly tool: string;
      readonly call: string;
      readonly attempt: number;
      readonly error: string;
      readonly delayMs: number;
    }
  | {
      readonly kind: "tool-ended";
      readonly tool: string;
      readonly call: string;
      readonly outcome: "ok" | "error";
      readonly error?: string;
      readonly cached?: true;
      readonly joined?: true;
      readonly cut?: true;
      readonly tokens?: number;
      readonly milliseconds: number;
    }
  | { readonly kind: "wait-began"; readonly why: WaitReason }
  | { readonly kind: "wait-ended"; readonly why: WaitReason }
  | { readonly kind: "attempt-failed"; readonly attempt: number; readonly error: string }
  | { readonly kind: "recovery-started"; readonly reason: string }
  | { readonly kind: "ask-opened"; readonly ask: string; readonly prompt: string; readonly schema: Json }
  | { readonly kind: "ask-answered"; readonly ask: string; readonly value: Json }
  /** At most five a second. */
  | {
      readonly kind: "engine-tick";
      readonly model: string;
      readonly ticks: number;
      readonly branches: number;
      readonly cells: number;
      readonly shared: number;
      readonly limit: number;
      readonly waiting: number;
      readonly tokensPerSecond: number;
      readonly ticksPerSecond: number;
    }
  | { readonly kind: "warning"; readonly message: string };

/** One entry by which a context grew. */
export interface GrownText {
  readonly of: "system" | "tools" | "share" | "prompt" | "note" | "turn" | "results";
  readonly text: string;
}

export type EventKind = EventBody["kind"];

export type WaitReason = "room" | "rate" | "limit" | "tool" | "person" | "backoff";

export type RunOutcome =
  | { readonly kind: "done"; readonly value: Json }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "halted" }
  | { readonly kind: "paused"; readonly ask: string };

export type NodeOutcome =
  | { readonly kind: "done" /** Shortened to one line of at most 200 characters. */; readonly preview?: string }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "halted" };

export type AgentOutcome =
  | { readonly kind: "done"; readonly value: Json; readonly recovered: boolean }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "halted" };

/** Why something ended without its value: data, and complete enough to be shown to the person who wrote the program. */
export interface Failure {
  readonly reason: FailureReason;
  /** One sentence in the user's terms. */
  readonly message: string;
  readonly path: string;
  readonly at?: At;
  readonly attempts: number;
  /** How to mend it, where that is known. */
  readonly hint?: string;
}

export type FailureReason =
  | "turns"
  | "tokens"
  | "time"
  | "room"
  | "invalid"
  | "model"
  | "tool"
  | "expect"
  | "check"
  | "refused"
  | "engine"
  | "expression"
  | "unsupported";
