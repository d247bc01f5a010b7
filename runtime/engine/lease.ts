import { createQueue, type Operation, spawn, type Task } from "effection";
import { type Context, grow, growAll } from "../context/context.ts";
import type { Entry, TurnEntry } from "../context/entry.ts";
import { cleanly } from "../halting.ts";
import type { CallSyntax } from "../layout/layout.ts";
import { turn as turnPath } from "../path.ts";
import type { Appends } from "./appends.ts";
import type { BranchPool } from "./branch-pool.ts";
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
import { branchOf, type Held } from "./held.ts";
import { createLock } from "./lock.ts";
import { parseTurn } from "./parse-turn.ts";
import { createReserve } from "./reserve.ts";
import type { WaitingRoom } from "./waiting-room.ts";
import { type WrittenTurn, writeTurn } from "./write-turn.ts";

/** A lease as its engine sees it. */
export interface OpenLease {
  readonly lease: Lease;
  readonly path: string;
  /** Something of it is at work, or its end is under way. */
  working(): boolean;
  /** It waits for room. */
  waits(): boolean;
  /** Ends what is under way, and gives the branch and all reserves back. */
  close(): Operation<void>;
}

/** What a lease needs of its engine. */
export interface LeaseHost {
  readonly identity: string;
  readonly window: number;
  readonly cells: number;
  readonly calls: CallSyntax;
  readonly pool: BranchPool;
  readonly appends: Appends;
  readonly room: WaitingRoom;
  /** Leases that are open, this one included. */
  leases(): number;
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
}

/** Opens a lease of `first`, which is at `admission.context`. Its reserve is promised; `decoded` of its tokens were new. */
export function openLease(host: LeaseHost, admission: Admission, first: Held, decoded: number): OpenLease {
  const { pool } = host;
  const { tokens } = pool;
  const reserve = createReserve(host, admission);
  const lock = createLock();
  const turnsUnderWay = new Set<UnderWay>();
  let held = first;
  let turns = 0;
  /** Tokens decoded for this lease since its turn before. */
  let fresh = decoded;
  let closed = false;
  let atWork = 0;

  const lengthOf = (context: Context): number => tokens.of(context).length;
  const size = { tokens: lengthOf(admission.context), shared: lengthOf(admission.context) - decoded };
  const windowLeft = (): number => Math.max(0, host.window - reserve.keptBack() - lengthOf(held.context));

  /** One thing at a time on a branch; the accounts are settled when it ends, for whatever reason. */
  function* work<T>(operation: () => Operation<T>): Operation<T> {
    return yield* lock.hold(function* () {
      if (closed) throw new Error(`The lease of ${admission.path} is used after its scope has ended.`);
      atWork += 1;
      try {
        return yield* operation();
      } finally {
        atWork -= 1;
        host.room.admit();
      }
    });
  }

  /** Goes over to a fork of another branch that has more of `target`. */
  function* adopt(target: Context): Operation<void> {
    const plan = pool.plan(target, held);
    if (!plan.source || plan.source.flight || plan.at.depth <= held.context.depth || pool.free().ids < 1) return;
    const other = pool.fork(plan);
    yield* cleanly(
      () => pool.trim(other),
      function* (how) {
        if (how !== "done") yield* pool.letGo(other);
      },
    );
    const old = held;
    held = other;
    yield* pool.letGo(old);
  }

  function* decode(target: Context): Operation<void> {
    for (;;) {
      yield* adopt(target);
      const other = host.appends.of(held.context, target);
      if (!other) break;
      yield* other;
    }
    if (held.context.id === target.id) return;
    const more = lengthOf(target) - lengthOf(held.context);
    yield* host.appends.run(held.context, target, () => pool.extend(held, target));
    fresh += more;
    host.count({ prefilled: more, sampled: 0, forced: 0 });
  }

  function* append(entries: readonly Entry[]): Operation<Context> {
    const target = growAll(held.context, entries);
    const before = lengthOf(held.context);
    const more = lengthOf(target) - before;
    const told = `${more} tokens are to be added to a context of ${before}`;
    const kept = reserve.keptBack() > 0 ? `, and ${reserve.keptBack()} tokens are kept back for a last answer` : "";
    if (more > windowLeft()) throw new NoRoom(`${told}, but a context holds ${host.window} at most${kept}.`);
    const refusal = `${told}, but the model's ${host.cells} cells are used up${kept}.`;
    if (lengthOf(target) + reserve.keptBack() > host.cells) throw new NoRoom(refusal);
    yield* reserve.ensure(more, refusal);
    const start = held.context;
    yield* cleanly(
      () => decode(target),
      function* (how) {
        reserve.settle(how === "done" ? more : 0);
        if (how !== "done" && held.context.id !== start.id) yield* pool.cut(held, start);
      },
    );
    return held.context;
  }

  function* takeTurn(state: UnderWay, request: TurnRequest, emit: (delta: TurnDelta) => void): Operation<TurnEnd> {
    const before = held.context;
    const length = lengthOf(before);
    const open = tokens.openTurn(before);
    const number = request.turn ?? turns;
    turns = number + 1;
    const path = turnPath(admission.path, number);
    let used = 0;
    try {
      const cells = Math.min(yield* reserve.stretch(open.length + request.tokens), windowLeft());
      const limit = Math.min(request.tokens, cells - open.length);
      const outOfTokens: StopReason = limit < request.tokens ? "room" : "tokens";
      if (limit <= 0 || state.stopped)
        return { kind: "stopped", reason: state.stopped ?? outOfTokens, context: before, usage: usageOf(length, 0) };

      const { id } = branchOf(held);
      const stopped = () => state.stopped;
      const job = { request, open, limit, path, syntax: host.calls, stopped, emit };
      held.busy = true;
      state.writes = true;
      return yield* cleanly(
        function* (): Operation<TurnEnd> {
          const written = yield* writeTurn(pool.device, id, job);
          const outcome = readTurn(written, outOfTokens, request, `call-${before.depth}`);
          if (written.tokens.length > 0 && outcome.kind !== "failed") {
            const whole = open.length + written.tokens.length;
            // What was stopped may have begun to open a part of which nothing was written.
            if (outcome.kind === "stopped") yield* pool.restore(held, length + whole);
            used = whole;
            pool.grown(held, grow(before, entryOf(written, outcome)), used);
          }
          host.count({ prefilled: open.length, sampled: written.sampled, forced: written.forced });
          return { ...outcome, context: held.context, usage: usageOf(length, open.length, written) };
        },
        function* () {
          state.writes = false;
          held.busy = false;
          if (used === 0) yield* pool.restore(held, length);
        },
      );
    } finally {
      reserve.settle(used);
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
    const prefilled = fresh + open;
    fresh = 0;
    const shared = length + open - prefilled;
    if (!written) return { prefilled, shared, sampled: 0, forced: 0 };
    const { sampled, forced, surprisal } = written;
    return { prefilled, shared, sampled, forced, surprisal };
  }

  const lease: Lease = {
    get context() {
      return held.context;
    },
    size,
    room: () => Math.min(reserve.reachable(), windowLeft()),
    append: (entries) => work(() => append(entries)),
    turn: (request) => ({
      *[Symbol.iterator]() {
        const queue = createQueue<TurnDelta, TurnEnd>();
        const state: UnderWay = { task: undefined, stopped: undefined, writes: false };
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
        if (state.writes) pool.device.stop(branchOf(held).id, reason);
      }
    },
    rebase: (context) =>
      work(function* () {
        let at: Context | null = held.context;
        while (at && at.id !== context.id) at = at.parent;
        if (!at) throw new Error("A lease can only go back to what it grew from.");
        if (at.id !== held.context.id) yield* pool.cut(held, at, reserve.refill);
        fresh = Math.min(fresh, lengthOf(at));
      }),
    recover: () => reserve.recover(),
  };

  return {
    lease,
    path: admission.path,
    working: () => atWork > 0 || closed,
    waits: () => reserve.waits(),
    *close() {
      for (const { task } of [...turnsUnderWay]) if (task) yield* task.halt();
      yield* lock.hold(function* () {
        closed = true;
        reserve.close();
        yield* pool.letGo(held);
      });
    },
  };
}
