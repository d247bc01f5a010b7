/**
 * The contract between agents and models. Three kinds of engine keep it: native (branches of one KV cache), hosted
 * (message lists) and scripted (tests).
 */
import type { Operation, Stream } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { TypeEntry } from "../../compiler/graph/graph.ts";
import type { Context } from "../context/context.ts";
import type { Call, Entry } from "../context/entry.ts";

export interface Engine {
  /** Of weights, tokenizer and layout: token ids are exchangeable between engines of the same identity. */
  readonly identity: string;
  /** For people: the model's name, or its file's. */
  readonly title: string;
  readonly can: {
    /** Branches of one cache; else a fork sends its text again. */
    readonly fork: boolean;
    /** Turns are held to their grammar while they are decoded. */
    readonly grammar: boolean;
    readonly logprobs: boolean;
    readonly latent: boolean;
    /** A context can be saved and restored as bytes. */
    readonly bytes: boolean;
  };
  readonly limits: {
    /** Branches alive at once. */
    readonly live: number;
    /** Cells of the cache, one a token, shared ones once. */
    readonly cells: number;
    /** Tokens of one context at most. */
    readonly window: number;
  };
  /** Tokens that `entries` add to `after` (the empty context if left out). */
  count(entries: readonly Entry[], after?: Context): number;
  /** What is used right now. */
  usage(): EngineUsage;
  /**
   * Waits for room, then holds a branch of `context` and `reserve` cells for what it will still append and write. Both
   * come back when the scope that called it ends, for whatever reason. First come, first served. Fails at once if it
   * could never fit.
   */
  admit(request: Admission): Operation<Lease>;
}

export interface Admission {
  readonly context: Context;
  /** Cells kept for this branch beyond `context`: what it will append and write at the least. */
  readonly reserve: number;
  /** The node's path: who waits, in events, and what its seeds come from. */
  readonly path: string;
}

export interface EngineUsage {
  readonly branches: number;
  /** Unique cells in use. */
  readonly cells: number;
  /** Of them, cells that more than one branch reads. */
  readonly shared: number;
  /** Admissions that wait. */
  readonly waiting: number;
  /** Passes so far. */
  readonly ticks: number;
  readonly prefilled: number;
  readonly sampled: number;
  readonly forced: number;
}

/** One branch with one owner. Dead after its scope; using it then throws. */
export interface Lease {
  readonly context: Context;
  /** Tokens of `context`, and how many of them were already in the cache at admission. */
  readonly size: { readonly tokens: number; readonly shared: number };
  /** Decodes `entries` behind what is there. Fails with a sentence, and leaves all as it was, where they do not fit. */
  append(entries: readonly Entry[]): Operation<Context>;
  /** Lets the model write one turn; one at a time. Its deltas as they come, its end as the stream's value. */
  turn(request: TurnRequest): Stream<TurnDelta, TurnEnd>;
  /** Ends the running turn after the pass in flight; without one it does nothing. */
  stop(reason: StopReason): void;
  /** Back to an older value of this lease's context, or to any ancestor of it. */
  rebase(context: Context): Operation<void>;
}

export interface TurnRequest {
  /** What the turn may be. With `answer` and `calls`, either; with one, that one. */
  readonly answer?: TypeEntry;
  /** What may be called: all others stay impossible to write, whatever the context describes. */
  readonly calls: readonly CallableDescription[];
  /** Calls in one turn at most. */
  readonly maxCalls: number;
  /** Tokens of the turn at most, sampled and forced. */
  readonly tokens: number;
  /** Tokens of free text before the answer or calls; 0 for none. */
  readonly reason: number;
  readonly sampling: Sampling;
}

export interface CallableDescription {
  readonly name: string;
  readonly arguments: TypeEntry;
}

export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly seed: number;
}

export type StopReason = "tokens" | "time" | "room" | "turns" | "winddown" | "halted";

export interface TurnDelta {
  readonly channel: "reason" | "answer" | "calls";
  readonly text: string;
  readonly sampled: number;
  readonly forced: number;
}

/** Each with the context that the turn made and what it cost. */
export type TurnEnd = TurnOutcome & { readonly context: Context; readonly usage: TurnUsage };

export type TurnOutcome =
  | { readonly kind: "calls"; readonly calls: readonly Call[] }
  /** Canonical JSON as decoded; not yet checked against what decoding does not enforce. */
  | { readonly kind: "answer"; readonly value: Json }
  | { readonly kind: "stopped"; readonly reason: StopReason; readonly partial?: string }
  | { readonly kind: "failed"; readonly error: string };

export interface TurnUsage {
  readonly prefilled: number;
  readonly shared: number;
  readonly sampled: number;
  readonly forced: number;
  /** Sum of −ln p over the sampled tokens; absent where the engine has no probabilities. */
  readonly surprisal?: number;
}
