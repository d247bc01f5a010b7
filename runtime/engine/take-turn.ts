/** One turn of a lease, from its wait for room to what it made. */
import { type Operation, race, type Task, withResolvers } from "effection";
import { grow } from "../context/context.ts";
import type { TurnEntry } from "../context/entry.ts";
import { cleanly } from "../halting.ts";
import type { CallSyntax } from "../layout/layout.ts";
import { turn as turnPath } from "../path.ts";
import {
  NoRoom,
  type StopReason,
  type TurnDelta,
  type TurnEnd,
  type TurnOutcome,
  type TurnRequest,
  type TurnUsage,
} from "./engine.ts";
import { branchOf } from "./held.ts";
import { parseTurn } from "./parse-turn.ts";
import type { Seat, SeatHost } from "./seat.ts";
import { type TurnBudget, type WrittenTurn, writeTurn } from "./write-turn.ts";

/** A turn that was asked for and has not ended. */
export interface UnderWay {
  task: Task<void> | undefined;
  /** Why it is to end. */
  stopped: StopReason | undefined;
  /** The device is writing. */
  writes: boolean;
  /** Ends its wait for room. */
  stop: (() => void) | undefined;
}

/** A lease, as its turns see it. */
export interface Taker {
  readonly host: TurnHost;
  readonly seat: Seat;
  /** The node's path. */
  readonly path: string;
  /** Tokens that its context can still get. */
  windowLeft(): number;
  /** Waits for a branch, and for `cells` that may be used. */
  sit(cells: number, refusal: string): Operation<void>;
  /** Of its context's `length` tokens, those decoded for it since its turn before; from here on they count as read. */
  readAfresh(length: number): number;
}

/** What turns need of their engine. */
export interface TurnHost extends SeatHost {
  readonly identity: string;
  readonly calls: CallSyntax;
  /** Told of what was decoded and written. */
  count(usage: { readonly prefilled: number; readonly sampled: number; readonly forced: number }): void;
}

/**
 * A turn that has few cells left is given more so early that its text is not brought to an end for want of them: a value
 * deep in lists takes some dozen tokens to close.
 */
const AHEAD = 256;
/** A turn that can't even have so many tokens is not begun before it can. */
const LEAST = 32;

/** Lets the lease's model write its turn of this number. */
export function* takeTurn(
  taker: Taker,
  state: UnderWay,
  request: TurnRequest,
  number: number,
  emit: (delta: TurnDelta) => void,
): Operation<TurnEnd> {
  const { host, seat, windowLeft } = taker;
  const { pool } = host;
  const before = seat.context;
  const { length } = pool.tokens.of(before);
  const open = pool.tokens.openTurn(before);
  const openThinking = pool.tokens.openTurn(before, true);
  const path = turnPath(taker.path, number);
  const wanted = Math.min(open.length + request.tokens, windowLeft());
  let used = 0;

  function unwritten(reason: StopReason): TurnEnd {
    return { kind: "stopped", reason, context: seat.context, usage: usageOf(taker, length, 0) };
  }

  try {
    if (!(yield* beginTurn(taker, state, Math.min(wanted, open.length + LEAST)))) return unwritten("room");
    seat.stretch(wanted - seat.usable());
    const limit = Math.min(wanted, seat.usable()) - open.length;
    if (limit <= 0 || state.stopped)
      return unwritten(state.stopped ?? (wanted < open.length + request.tokens || limit <= 0 ? "room" : "tokens"));

    const budget: TurnBudget = { tokens: limit, grow: undefined };
    let written = 0;
    function took(delta: TurnDelta): void {
      written += delta.sampled + delta.forced;
      if (budget.grow && budget.tokens - written < AHEAD) {
        const more = seat.stretch(Math.min(AHEAD, wanted - open.length - budget.tokens));
        budget.tokens += more;
        if (more > 0) budget.grow(more);
      }
      emit(delta);
    }

    const held = seat.held();
    const stopped = () => state.stopped;
    const job = { request, open, openThinking, budget, path, syntax: host.calls, stopped, emit: took };
    held.busy = true;
    state.writes = true;
    return yield* cleanly(
      function* (): Operation<TurnEnd> {
        const text = yield* writeTurn(pool.device, branchOf(held).id, job);
        const outOfTokens = budget.tokens < request.tokens ? "room" : "tokens";
        const outcome = readTurn(text, outOfTokens, request, host.calls, `call-${before.depth}`);
        if (text.tokens.length > 0 && outcome.kind !== "failed") {
          const whole = text.opened + text.tokens.length;
          // What was stopped may have begun to open a part of which nothing was written. Who forks the branch in the very
          // moment in which that is taken back, before its context has grown, gets too much.
          held.long = true;
          if (outcome.kind === "stopped") yield* pool.restore(held, length + whole);
          used = whole;
          held.long = false;
          pool.grown(held, grow(before, entryOf(text, outcome, host.identity)), used);
        }
        host.count({ prefilled: text.opened, sampled: text.sampled, forced: text.forced });
        return { ...outcome, context: seat.context, usage: usageOf(taker, length, text.opened, text) };
      },
      function* () {
        state.writes = false;
        held.busy = false;
        held.long = false;
        if (used === 0) yield* pool.restore(held, length);
      },
    );
  } finally {
    seat.settle(used);
  }
}

/** Waits for a branch and for cells to begin with, unless the turn is stopped before; false where there will be none. */
function* beginTurn({ seat, sit }: Taker, state: UnderWay, cells: number): Operation<boolean> {
  if (seat.ready(cells)) return true;
  const stopped = withResolvers<void>();
  state.stop = stopped.resolve;
  try {
    yield* race([sit(cells, "No cells are left for a turn."), stopped.operation]);
    return true;
  } catch (error) {
    if (error instanceof NoRoom) return false;
    throw error;
  } finally {
    state.stop = undefined;
  }
}

function readTurn(
  { end, text }: WrittenTurn,
  outOfTokens: StopReason,
  request: TurnRequest,
  syntax: CallSyntax,
  id: string,
): TurnOutcome {
  if (end.kind === "failed") return { kind: "failed", error: end.error };
  if (end.kind === "stopped") {
    const reason = end.reason === "tokens" ? outOfTokens : end.reason;
    return text === "" ? { kind: "stopped", reason } : { kind: "stopped", reason, partial: text };
  }
  const parsed = parseTurn(text, request, syntax, id);
  // The shortest end may be a call that the model never meant: nobody carries it out.
  if (parsed.kind === "calls" && end.closed) return { kind: "stopped", reason: outOfTokens, partial: text };
  if (parsed.kind === "calls") return { kind: "calls", calls: parsed.calls };
  if (parsed.kind === "answer") return { kind: "answer", value: parsed.value, ...(end.closed && { closed: true }) };
  return { kind: "failed", error: parsed.error };
}

function entryOf(written: WrittenTurn, outcome: TurnOutcome, identity: string): TurnEntry {
  const exact = { identity, tokens: written.tokens, runs: written.runs };
  return { kind: "turn", text: written.text, calls: outcome.kind === "calls" ? outcome.calls : [], exact };
}

/** A turn reads its context and the marks; whatever of it was not decoded since the turn before was there already. */
function usageOf(taker: Taker, length: number, open: number, written?: WrittenTurn): TurnUsage {
  const prefilled = taker.readAfresh(length) + open;
  const shared = length + open - prefilled;
  if (!written) return { prefilled, shared, sampled: 0, forced: 0 };
  const { sampled, forced, surprisal } = written;
  return { prefilled, shared, sampled, forced, surprisal };
}
