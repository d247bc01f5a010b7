/**
 * The contract between agents and models. Three kinds of engine keep it: native (branches of one KV cache), hosted
 * (message lists) and scripted (tests).
 */
import type { Operation, Stream } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { TypeEntry } from "../../compiler/graph/graph.ts";
import type { TypeTable } from "../../compiler/graph/type.ts";
import type { Context } from "../context/context.ts";
import type { Call, Entry } from "../context/entry.ts";

/** A model that agents run on, whatever answers for it. */
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
   * come back when the scope that called it ends, for whatever reason. First come, first served. Fails at once, with
   * {@link NoRoom}, if it could never fit.
   */
  admit(request: Admission): Operation<Lease>;
  /**
   * Until the scope that called it ends, what is decoded of `context` stays in the cache though no lease needs it; only
   * want of room may drop it, and then it is decoded again. A spine is kept so from agent to agent, and an agent's end
   * for a later `from`. Decodes nothing by itself, and costs nothing more where leases hold the same.
   */
  keep(context: Context): Operation<void>;
  /**
   * The context as bytes, its cells included, for {@link Engine.restore} of an engine of the same identity, in this process
   * or another. It is decoded where it isn't in the cache. There where `can.bytes`.
   */
  save?(context: Context): Operation<Uint8Array>;
  /**
   * Takes what `save` gave into the cache, as kept as by {@link Engine.keep} until the scope that called it ends. Fails with
   * {@link UnusableBytes} where the bytes are anything else, and with {@link NoRoom} where the context can't fit. There
   * where `can.bytes`.
   */
  restore?(bytes: Uint8Array): Operation<Context>;
}

/** What is admitted: a context, and what has to fit behind it. */
export interface Admission {
  readonly context: Context;
  /** Cells kept for this branch beyond `context`: what it will append and write at the least. */
  readonly reserve: number;
  /** Of `reserve`, cells that stay untouched until `Lease.recover` is called; none if left out. */
  readonly recovery?: number;
  /** The node's path: who waits, in events, and what its seeds come from. One below another lease's path is its sub-agent's. */
  readonly path: string;
  /**
   * Told `true` when it, or later an append, begins to wait, and `false` when that wait is over: for room, or for a
   * provider that takes no more right now (`rate`) or is in trouble (`backoff`).
   */
  readonly onWait?: (waits: boolean, why?: "room" | "rate" | "backoff") => void;
}

/** What is used of an engine now, and what it has done so far. */
export interface EngineUsage {
  /** Branches held: one a lease, none where it rests and had to give its own up, and those that only keep what is decoded of a context. */
  readonly branches: number;
  /** Unique cells in use. */
  readonly cells: number;
  /** Of them, cells that more than one branch reads. */
  readonly shared: number;
  /** Cells not in use but promised: to leases for what they will still write, and to what is being decoded. */
  readonly reserved: number;
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
  /** Tokens that fit behind what is there right now, without waiting and without what is kept back for recovery. */
  room(): number;
  /**
   * Decodes `entries` behind what is there; calls made at once go in in their order. Beyond its reserve it waits while
   * another lease could give cells back. Fails with {@link NoRoom}, and leaves all as it was, where they cannot fit.
   */
  append(entries: readonly Entry[]): Operation<Context>;
  /**
   * Lets the model write one turn; one at a time. Its deltas as they come, its end as the stream's value. What it wrote
   * is in `TurnEnd.context`, a stopped turn's too; a failed turn leaves the context as it was. Where cells run out it
   * ends as `stopped(room)`.
   */
  turn(request: TurnRequest): Stream<TurnDelta, TurnEnd>;
  /** Ends the running turn after the pass in flight; without one it does nothing. */
  stop(reason: StopReason): void;
  /** Back to an older value of this lease's context, or to any ancestor of it. */
  rebase(context: Context): Operation<void>;
  /** From here on what was kept back for recovery may be used. */
  recover(): void;
}

/** What a turn may do: call, answer, and how much it may write. */
export interface TurnRequest {
  /** What the turn may be. With `answer` and `calls`, either; with one, that one. */
  readonly answer?: TypeEntry;
  /** What may be called: all others stay impossible to write, whatever the context describes. */
  readonly calls: readonly CallableDescription[];
  /** The named types that `answer` and the arguments refer to. */
  readonly types?: TypeTable;
  /** Calls in one turn at most. */
  readonly maxCalls: number;
  /** Tokens of the turn at most, sampled and forced. */
  readonly tokens: number;
  /** Tokens of free text before the answer or calls; 0 for none. */
  readonly reason: number;
  readonly sampling: Sampling;
  /** Its number among the owner's turns, where the lease can't count them: some may have been written under another. */
  readonly turn?: number;
}

/** A tool or agent as a model is told of it. */
export interface CallableDescription {
  readonly name: string;
  readonly arguments: TypeEntry;
}

/** How tokens are drawn. */
export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly seed: number;
  /** None if left out. */
  readonly penalties?: Penalties;
}

/** Makes tokens that came lately less likely. Forced tokens are never held back, and count like any other. */
export interface Penalties {
  /** How many of the last tokens count, those of the context included. */
  readonly window: number;
  /** Divides a positive logit and multiplies a negative one, once for each token that came; 1 for none. */
  readonly repeat: number;
  /** Taken off the logit for each time the token came; 0 for none. */
  readonly frequency: number;
  /** Taken off the logit once for each token that came; 0 for none. */
  readonly presence: number;
}

/** Why a turn was ended before its model was done. */
export type StopReason = "tokens" | "time" | "room" | "turns" | "winddown" | "halted";

/** A piece of what a turn writes, as it comes. */
export interface TurnDelta {
  readonly channel: "reason" | "answer" | "calls";
  readonly text: string;
  readonly sampled: number;
  readonly forced: number;
  /** Where pieces were joined: lengths of stretches of `text`, by turns sampled and forced, sampled first. */
  readonly runs?: readonly number[];
}

/** Each with the context that the turn made and what it cost. */
export type TurnEnd = TurnOutcome & { readonly context: Context; readonly usage: TurnUsage };

/** What came of a turn. */
export type TurnOutcome =
  | { readonly kind: "calls"; readonly calls: readonly Call[] }
  /** Canonical JSON as decoded; not yet checked against what decoding does not enforce. */
  | {
      readonly kind: "answer";
      readonly value: Json;
      /** Its end was written for the model, whose tokens were used up. */
      readonly closed?: true;
    }
  | { readonly kind: "stopped"; readonly reason: StopReason; readonly partial?: string }
  | { readonly kind: "failed"; readonly error: string };

/** Tokens that a turn cost. */
export interface TurnUsage {
  /** Tokens decoded for this lease since its turn before, the marks that open the turn included. */
  readonly prefilled: number;
  /** Tokens that the turn read and that were in the cache already: its context without `prefilled`. */
  readonly shared: number;
  readonly sampled: number;
  readonly forced: number;
  /** Sum of −ln p over the sampled tokens; absent where the engine has no probabilities. */
  readonly surprisal?: number;
}

/** Thrown where something doesn't fit into the cache or a context, in words for the person who wrote the program. */
export class NoRoom extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NoRoom";
  }
}

/** Thrown where bytes can't be restored: a sentence for whoever gave them. */
export class UnusableBytes extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableBytes";
  }
}
