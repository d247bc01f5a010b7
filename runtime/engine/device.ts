/**
 * The contract between the branch engine and what holds the cache: sequences, passes, tokens. The native addon is one
 * device, the scripted one another; contexts, sharing, admission and accounts are above it and the same for both.
 */
import type { Operation } from "effection";
import type { Piece } from "../layout/layout.ts";
import type { Decoder } from "./decoder.ts";
import type { Sampling, StopReason, TurnRequest } from "./engine.ts";

/** A KV sequence. Given out by the device, never reused while its release is under way. */
export type BranchId = number;

/** What the branch engine stands on: sequences, passes, tokens. */
export interface Device {
  readonly identity: string;
  readonly title: string;
  readonly limits: {
    /** Sequences at once. */
    readonly branches: number;
    readonly cells: number;
    /** Rows of one pass at most. */
    readonly batch: number;
    /**
     * Whether a fork shares the cells of its parent, as it does if this is left out, or copies all of them into a stream
     * of its own. Copied ones count once for each branch.
     */
    readonly forks?: "shared" | "copied";
    /** Cells that one branch can have at most; all of them if it is left out. */
    readonly stream?: number;
  };
  /** Ids of `pieces`; special text may become control tokens, other text never does. No begin-of-text token is added. */
  tokenize(pieces: readonly Piece[]): Int32Array;
  /** Texts of the control tokens in `text`, in order. */
  controlsIn(text: string): readonly string[];
  /**
   * A branch that shares all cells of `from`; an empty one without. It takes its place in the order of commands, so
   * it sees what was extended before it. `from` may be generating: then it has what was decoded when its turn came, and
   * `from` goes on undisturbed. Costs no memory. Throws if no sequence is free.
   */
  fork(from?: BranchId): BranchId;
  /**
   * Decodes `tokens` behind what the branch has, in chunks beside whatever else runs. On failure the branch is as
   * it was. Cancelled, it waits for the pass in flight and takes its own rows back.
   */
  extend(branch: BranchId, tokens: Int32Array): Operation<void>;
  /**
   * Writes until the decoder is complete, a limit is reached or `stop` is called. `open` is decoded first (the marks
   * that open a turn); the branch then holds `open` and every token of the result. The end token is not decoded.
   * Cancelled, it waits for the pass in flight; the branch then holds what was decoded until then. A failure is an
   * `error` end, and the branch holds at least what it had before. What all that write may write together has to fit: a
   * device sees which cells are free, not who was promised them, and each writer would count on the same ones.
   */
  generate(branch: BranchId, request: GenerateRequest, onDelta: (delta: GenerateDelta) => void): Operation<GenerateEnd>;
  /**
   * Lets the `generate` of this branch write so many tokens more than its limit was; nothing where none is under way.
   * Where it is left out, a limit stays as it was.
   */
  grant?(branch: BranchId, tokens: number): void;
  /** Ends a `generate` of this branch after the pass in flight. */
  stop(branch: BranchId, reason: StopReason): void;
  /** Takes back all cells from position `length` on; nothing where the branch is no longer than that. */
  truncate(branch: BranchId, length: number): Operation<void>;
  /** Frees the branch: its private cells come back. Resolves when they have. */
  release(branch: BranchId): Operation<void>;
  /**
   * The branch as bytes, once what was asked of it before is done: its tokens and what is in its cells. Absent where
   * {@link Device.restore} is.
   */
  save?(branch: BranchId): Operation<Uint8Array>;
  /**
   * A branch of its own from what `save` gave, on this device or another of the same model and settings, in this process
   * or another. It shares no cells. `tokens` are those that it must have; it has any if they are left out. Fails with a
   * sentence (an `UnusableBytes`), and leaves nothing behind, where the bytes are not whole, are another model's or another
   * text's, or don't fit.
   */
  restore?(bytes: Uint8Array, tokens?: Int32Array): Operation<BranchId>;
  usage(): DeviceUsage;
  /** Positions that a branch holds, counted anew from the cache itself, for checks. */
  recount(): Operation<{ readonly cells: number; readonly branches: ReadonlyMap<BranchId, number> }>;
}

/** What is used of a device now, and what it has done so far. */
export interface DeviceUsage {
  /** Passes so far. */
  readonly ticks: number;
  /** Rows of all passes. */
  readonly rows: number;
  readonly sampled: number;
  readonly forced: number;
  /** Unique cells. */
  readonly cells: number;
  /** Seconds at work so far, and of them in the model's own computation; the rest is what a pass costs around it. */
  readonly seconds?: { readonly busy: number; readonly decoding: number };
}

/** What a sequence is to write, and what holds it. */
export interface GenerateRequest {
  /** The node's path with the turn's number: what scripts are keyed by and events name. */
  readonly path: string;
  /** What `decoder` was made from, and which part of the turn this is: for a device that answers from a script. */
  readonly turn?: { readonly request: TurnRequest; readonly part: "reason" | "rest" };
  readonly open: Int32Array;
  /** Without one the text is free and ends with the model's end token. */
  readonly decoder?: Decoder;
  readonly tokens: number;
  readonly sampling: Sampling;
  /** Adds up {@link GenerateEnd.entropy} too. */
  readonly entropy?: boolean;
}

/** What a text has grown by: its first token as soon as it is there, later ones some dozens of milliseconds at a time. */
export interface GenerateDelta {
  readonly text: string;
  readonly sampled: number;
  readonly forced: number;
}

/** What a sequence has written. */
export interface GenerateEnd {
  /** `complete`: the decoder (or the end token) says it is whole. */
  readonly reason: "complete" | StopReason | "error";
  readonly error?: string;
  /** Its tokens were running out: they ruled out what the model would have written, or the decoder wrote its end. */
  readonly closed?: true;
  /** Ids in order, without `open` and without the end token. */
  readonly tokens: Int32Array;
  /** Runs, alternately sampled and forced, sampled first. */
  readonly runs: readonly number[];
  readonly text: string;
  /** Sum of −ln p over the sampled tokens: e to the power of it, divided by their number, is the text's perplexity. */
  readonly surprisal: number;
  /** Sum over the sampled tokens of the entropy, in nats, of what each was drawn from; only where it was asked for. */
  readonly entropy?: number;
}
