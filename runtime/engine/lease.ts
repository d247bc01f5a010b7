import { createQueue, type Operation, spawn } from "effection";
import { type Context, growAll } from "../context/context.ts";
import type { Entry } from "../context/entry.ts";
import { cleanly } from "../halting.ts";
import type { Appends } from "./appends.ts";
import { type Admission, type Lease, NoRoom, type TurnDelta, type TurnEnd } from "./engine.ts";
import { branchOf } from "./held.ts";
import { createLock } from "./lock.ts";
import type { Seat } from "./seat.ts";
import { type Taker, type TurnHost, takeTurn, type UnderWay } from "./take-turn.ts";

/** A lease as its engine sees it. */
export interface OpenLease {
  readonly lease: Lease;
  readonly path: string;
  /** Ends what is under way, and gives the branch and all reserves back. */
  close(): Operation<void>;
}

/** What a lease needs of its engine. */
export interface LeaseHost extends TurnHost {
  readonly window: number;
  readonly cells: number;
  readonly appends: Appends;
}

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

  const taker: Taker = {
    host,
    seat,
    path: admission.path,
    windowLeft,
    sit,
    readAfresh(length) {
      // What was decoded more than once is read only once.
      const read = Math.min(fresh, length);
      fresh = 0;
      return read;
    },
  };

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
            queue.close(
              yield* work(() => {
                const number = request.turn ?? turns;
                turns = number + 1;
                return takeTurn(taker, state, request, number, queue.add);
              }),
            );
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
