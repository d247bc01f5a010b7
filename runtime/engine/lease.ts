import { createQueue, type Operation, race, spawn, type Task, withResolvers } from "effection";
import { type Context, grow, growAll } from "../context/context.ts";
import type { Entry, TurnEntry } from "../context/entry.ts";
import { cleanly } from "../halting.ts";
import type { CallSyntax } from "../layout/layout.ts";
import { turn as turnPath } from "../path.ts";
import type { Appends } from "./appends.ts";
import type {
  Admission,
  Lease,
  StopReason,
  TurnDelta,
  TurnEnd,
  TurnOutcome,
  TurnRequest,
  TurnUsage,
} from "./engine.ts";
import { NoRoom } from "./engine.ts";
import { branchOf } from "./held.ts";
import { createLock } from "./lock.ts";
import { parseTurn } from "./parse-turn.ts";
import type { Seat, SeatHost } from "./seat.ts";
import { type TurnBudget, type WrittenTurn, writeTurn } from "./write-turn.ts";

/** A lease as its engine sees it. */
export interface OpenLease {
  readonly lease: Lease;
  readonly path: string;
  /** Ends what is under way, and gives the branch and all reserves back. */
  close(): Operation<void>;
}

/** What a lease needs of its engine. */
export interface LeaseHost extends SeatHost {
  readonly identity: string;
  readonly window: number;
  readonly cells: number;
  readonly calls: CallSyntax;
  readonly appends: Appends;
  /** Told of what was decoded and written. */
  count(usage: { readonly prefilled: number; readonly sampled: number; readonly forced: number }): void;
}

/** A turn that was asked for and has not ended. */
interface UnderWay {
  task: Task<void> | undefined;
  /** Why it is to end. */
  stopped: StopReason | undefined;
  /** The device is writing. */
  writes: boolean;
  /** Ends its wait for room. */
  stop: (() => void) | undefined;
}

/**
 * A turn that has few cells left is given more so early that its text is not brought to an end for want of them: a value
 * deep in lists takes some dozen tokens to close.
 */
const AHEAD = 256;
/** A turn that can't even have so many tokens is not begun before it can. */
const LEAST = 32;

/** Opens a lease on a seat that was taken; `decoded` of its tokens were new. */
export function openLease(host: LeaseHost, admission: Admission, seat: Seat, decoded: number): OpenLease {
  const { pool } = host;
  const { tokens } = pool;
  const lock = createLock();
  const turnsUnderWay = new Set<UnderWay>();
  let turns = 0;
  /** Tokens decoded for this lease since its turn before. */
  let fresh = decoded;
  let closed = false;

  const lengthOf = (context: Context): number => tokens.of(context).length;
  const size = { tokens: lengthOf(admission.context), shared: lengthOf(admission.context) - decoded };
  const windowLeft = (): number => Math.max(0, host.window - seat.keptBack() - lengthOf(seat.context));

  /** One thing at a time on a branch; the accounts are settled when it ends, for whatever reason. */
  function* work<T>(operation: () => Operation<T>): Operation<T> {
    return yield* lock.hold(function* () {
      if (closed) throw new Error(`The lease of ${admission.path} is used after its scope has ended.`);
      yield* seat.mended();
      seat.work();
      try {
        return yield* operation();
      } finally {
        seat.rest();
        host.room.admit();
      }
    });
  }

  /** Has a branch, and `cells` that may be used. */
  function* sit(cells: number, refusal: string): Operation<void> {
    const more = yield* seat.sit(cells, refusal);
    fresh += more;
    host.count({ prefilled: more, sampled: 0, forced: 0 });
  }

  /** Goes over to a fork of another branch that has more of `target`; false where there is none. */
  function* adopt(target: Context): Operation<boolean> {
    const plan = pool.plan(target, seat.held());
    const free = pool.branches.free();
    if (!plan.source || plan.source.flight || plan.at.depth <= seat.context.depth) return false;
    if (free.ids < 1 || free.cells < pool.branches.forkCells(lengthOf(plan.at))) return false;
    const other = seat.fork(plan);
    yield* cleanly(
      () => pool.trim(other),
      function* (how) {
        if (how !== "done") yield* pool.letGo(other);
      },
    );
    yield* pool.letGo(seat.swap(other));
    return true;
  }

  function* decode(target: Context): Operation<void> {
    for (;;) {
      const other = host.appends.of(seat.context, target);
      if (other) yield* other;
      // Going over takes a while, in which others get on.
      else if (!(yield* adopt(target))) break;
    }
    if (seat.context.id === target.id) return;
    const more = lengthOf(target) - lengthOf(seat.context);
    yield* host.appends.run(seat.context, target, () => pool.extend(seat.held(), target));
    fresh += more;
    host.count({ prefilled: more, sampled: 0, forced: 0 });
  }

  function* append(entries: readonly Entry[]): Operation<Context> {
    const start = seat.context;
    const target = growAll(start, entries);
    const before = lengthOf(start);
    const more = lengthOf(target) - before;
    const told = `${more} tokens are to be added to a context of ${before}`;
    const kept = seat.keptBack() > 0 ? `, and ${seat.keptBack()} tokens are kept back for a last answer` : "";
    if (more > windowLeft()) throw new NoRoom(`${told}, but a context holds ${host.window} at most${kept}.`);
    const refusal = `${told}, but the model's ${host.cells} cells are used up${kept}.`;
    if (lengthOf(target) + seat.keptBack() > host.cells) throw new NoRoom(refusal);
    yield* sit(more, refusal);
    yield* cleanly(
      () => decode(target),
      function* (how) {
        seat.settle(how === "done" ? more : 0);
        if (how !== "done" && seat.context.id !== start.id) yield* pool.cut(seat.held(), start);
      },
    );
    return seat.context;
  }

  /** What a turn that never wrote anything ends as. */
  const unwritten = (reason: StopReason): TurnEnd => ({
    kind: "stopped",
    reason,
    context: seat.context,
    usage: usageOf(lengthOf(seat.context), 0),
  });

  function* takeTurn(state: UnderWay, request: TurnRequest, emit: (delta: TurnDelta) => void): Operation<TurnEnd> {
    const before = seat.context;
    const length = lengthOf(before);
    const open = tokens.openTurn(before);
    const number = request.turn ?? turns;
    turns = number + 1;
    const path = turnPath(admission.path, number);
    const wanted = Math.min(open.length + request.tokens, windowLeft());
    let used = 0;
    try {
      if (!(yield* beginTurn(state, Math.min(wanted, open.length + LEAST)))) return unwritten("room");
      seat.stretch(wanted - seat.usable());
      const limit = Math.min(wanted, seat.usable()) - open.length;
      if (limit <= 0 || state.stopped)
        return unwritten(state.stopped ?? (wanted < open.length + request.tokens || limit <= 0 ? "room" : "tokens"));

      const budget: TurnBudget = { tokens: limit, grow: undefined };
      let written = 0;
      function took(delta: TurnDelta): void {
        const tokens = delta.sampled + delta.forced;
        written += tokens;
        if (budget.grow && budget.tokens - written < AHEAD) {
          const more = seat.stretch(Math.min(AHEAD, wanted - open.length - budget.tokens));
          budget.tokens += more;
          if (more > 0) budget.grow(more);
        }
        emit(delta);
      }

      const held = seat.held();
      const stopped = () => state.stopped;
      const job = { request, open, budget, path, syntax: host.calls, stopped, emit: took };
      held.busy = true;
      state.writes = true;
      return yield* cleanly(
        function* (): Operation<TurnEnd> {
          const text = yield* writeTurn(pool.device, branchOf(held).id, job);
          const outOfTokens = budget.tokens < request.tokens ? "room" : "tokens";
          const outcome = readTurn(text, outOfTokens, request, `call-${before.depth}`);
          if (text.tokens.length > 0 && outcome.kind !== "failed") {
            const whole = open.length + text.tokens.length;
            // What was stopped may have begun to open a part of which nothing was written.
            if (outcome.kind === "stopped") yield* pool.restore(held, length + whole);
            used = whole;
            pool.grown(held, grow(before, entryOf(text, outcome)), used);
          }
          host.count({ prefilled: open.length, sampled: text.sampled, forced: text.forced });
          return { ...outcome, context: seat.context, usage: usageOf(length, open.length, text) };
        },
        function* () {
          state.writes = false;
          held.busy = false;
          if (used === 0) yield* pool.restore(held, length);
        },
      );
    } finally {
      seat.settle(used);
    }
  }

  /** Waits for a branch and for cells to begin with, unless the turn is stopped before; false where there will be none. */
  function* beginTurn(state: UnderWay, cells: number): Operation<boolean> {
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

  function readTurn(written: WrittenTurn, outOfTokens: StopReason, request: TurnRequest, id: string): TurnOutcome {
    const { end, text } = written;
    if (end.kind === "failed") return { kind: "failed", error: end.error };
    if (end.kind === "stopped") {
      const reason = end.reason === "tokens" ? outOfTokens : end.reason;
      return text === "" ? { kind: "stopped", reason } : { kind: "stopped", reason, partial: text };
    }
    const parsed = parseTurn(text, request, host.calls, id);
    // The shortest end may be a call that the model never meant: nobody carries it out.
    if (parsed.kind === "calls" && end.closed) return { kind: "stopped", reason: outOfTokens, partial: text };
    if (parsed.kind === "calls") return { kind: "calls", calls: parsed.calls };
    if (parsed.kind === "answer") return { kind: "answer", value: parsed.value, ...(end.closed && { closed: true }) };
    return { kind: "failed", error: parsed.error };
  }

  function entryOf(written: WrittenTurn, outcome: TurnOutcome): TurnEntry {
    const exact = { identity: host.identity, tokens: written.tokens, runs: written.runs };
    return { kind: "turn", text: written.text, calls: outcome.kind === "calls" ? outcome.calls : [], exact };
  }

  /** A turn reads its context and the marks; whatever of it was not decoded since the turn before was there already. */
  function usageOf(length: number, open: number, written?: WrittenTurn): TurnUsage {
    // What was decoded more than once was read only once.
    const prefilled = Math.min(fresh, length) + open;
    fresh = 0;
    const shared = length + open - prefilled;
    if (!written) return { prefilled, shared, sampled: 0, forced: 0 };
    const { sampled, forced, surprisal } = written;
    return { prefilled, shared, sampled, forced, surprisal };
  }

  const lease: Lease = {
    get context() {
      return seat.context;
    },
    size,
    room: () => Math.min(seat.usable() + Math.max(0, pool.reachable()), windowLeft()),
    append: (entries) => work(() => append(entries)),
    turn: (request) => ({
      *[Symbol.iterator]() {
        const queue = createQueue<TurnDelta, TurnEnd>();
        const state: UnderWay = { task: undefined, stopped: undefined, writes: false, stop: undefined };
        turnsUnderWay.add(state);
        state.task = yield* spawn(function* () {
          try {
            queue.close(yield* work(() => takeTurn(state, request, queue.add)));
          } finally {
            turnsUnderWay.delete(state);
          }
        });
        return queue;
      },
    }),
    stop(reason) {
      for (const state of turnsUnderWay) {
        state.stopped ??= reason;
        state.stop?.();
        if (state.writes) pool.device.stop(branchOf(seat.held()).id, reason);
      }
    },
    rebase: (context) =>
      work(function* () {
        let at: Context | null = seat.context;
        while (at && at.id !== context.id) at = at.parent;
        if (!at) throw new Error("A lease can only go back to what it grew from.");
        if (at.id !== seat.context.id) yield* seat.rebase(at);
        fresh = Math.min(fresh, lengthOf(at));
      }),
    recover: () => seat.recover(),
  };

  return {
    lease,
    path: admission.path,
    *close() {
      for (const { task } of [...turnsUnderWay]) if (task) yield* task.halt();
      yield* lock.hold(function* () {
        closed = true;
        yield* seat.close();
      });
    },
  };
}
