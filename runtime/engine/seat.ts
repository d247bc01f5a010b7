import type { Operation } from "effection";
import type { Clock } from "../clock.ts";
import type { Context } from "../context/context.ts";
import { cleanly } from "../halting.ts";
import type { BranchPool } from "./branch-pool.ts";
import type { Admission } from "./engine.ts";
import type { Flight, Held, Owner, Plan } from "./held.ts";
import type { WaitingRoom } from "./waiting-room.ts";

/**
 * What a lease has of the cache: a branch of its context, and cells that it was promised and has not used yet. While
 * nothing of it is under way both may be taken for others; it sits down again when it goes on.
 */
export interface Seat {
  /** What the lease is at, whether it has a branch or not. */
  readonly context: Context;
  /** The branch; only there after {@link Seat.sit}, until {@link Seat.rest}. */
  held(): Held;
  /** Another branch for it, which {@link Seat.swap} goes over to; the one that it had is then the caller's to let go. */
  fork(plan: Plan): Held;
  swap(other: Held): Held;
  /**
   * Waits until there is a branch of the context and `cells` may be used. Gives how many tokens were decoded for it. Fails
   * with `NoRoom` and this sentence where it can't be.
   */
  sit(cells: number, refusal: string): Operation<number>;
  /** Takes what it fairly can of `cells` beyond what may be used already, at once, and says how many it took. */
  stretch(cells: number): number;
  /** Whether there is a branch, and `cells` may be used. */
  ready(cells: number): boolean;
  /** Cells that may be used: of the reserve, and what was taken beyond it. */
  usable(): number;
  /** So many cells were used; what was taken beyond the reserve and isn't needed is given back. */
  settle(used: number): void;
  /** Back to an ancestor of its context. */
  rebase(context: Context): Operation<void>;
  /** Cells kept back for recovery. */
  keptBack(): number;
  recover(): void;
  /** Ends when nothing is taken back any more of what was halted or failed before: a halt may have cut short the wait for it. */
  mended(): Operation<void>;
  /** Something begins that needs the branch to stay. */
  work(): void;
  /** It is over, and nothing else is under way. */
  rest(): void;
  /** Gives all of it back. */
  close(): Operation<void>;
}

/** What a seat needs of its engine. */
export interface SeatHost {
  readonly pool: BranchPool;
  readonly room: WaitingRoom;
  readonly clock: Clock;
  /** More or fewer leases are at work, that is, not waiting for room. */
  atWork(by: number): void;
  /** Somebody waits for the lease of this path. */
  awaited(path: string): boolean;
}

/** A seat that has not been taken yet. */
export function createSeat(host: SeatHost, admission: Admission): Seat {
  const { pool, room, clock } = host;
  const { branches, tokens } = pool;
  const { path } = admission;
  let context = admission.context;
  let held: Held | undefined;
  /** What is kept for the lease while it has no branch. */
  let kept: Context | undefined;
  let left = admission.reserve;
  let keptBack = Math.min(admission.recovery ?? 0, left);
  /** Promised beyond the reserve, until what is under way is settled. */
  let beyond = 0;
  /** Sat once: from then on it waits before those that come new. */
  let known = false;
  let working = false;
  let waiting = false;
  let since = clock.now();

  const lengthOf = (of: Context): number => tokens.of(of).length;
  const usable = (): number => left - keptBack + beyond;

  const owner: Owner = {
    path,
    restsSince: () => (working && !waiting ? undefined : since),
    promised: () => left + beyond,
    unseat() {
      branches.promise(0, -left - beyond);
      beyond = 0;
      context = held?.context ?? context;
      held = undefined;
      keepContext();
    },
  };

  /** Without a branch: what of it stays in the cache for now is had again for nothing. */
  function keepContext(): void {
    kept = context;
    pool.keep(kept);
  }

  /** What was taken on the way to a branch, to be given back whatever happens. */
  interface Coming {
    readonly target: Held | undefined;
    /** What decodes the target. It is asked for here and now: a flight that has failed is gone before it says so. */
    readonly flight: Flight | null | undefined;
    readonly decoded: number;
    /** Set aside for the fork of the target. */
    readonly promised: { readonly ids: number; readonly cells: number };
  }
  let coming: Coming | undefined;

  function waits(now: boolean): void {
    if (waiting === now) return;
    waiting = now;
    host.atWork(now ? -1 : 1);
  }

  function take(cells: number): boolean {
    const taken = tryTake(cells);
    // What was just taken can't be done without.
    if (taken) waits(false);
    return taken;
  }

  function tryTake(cells: number): boolean {
    const more = Math.max(0, cells - usable());
    if (held) {
      if (!pool.makeRoom({ seats: 0, ids: 0, cells: more, path, own: held })) return false;
      branches.promise(0, more);
      beyond += more;
      return true;
    }
    const plan = pool.plan(context);
    const { source, missing } = plan;
    const flies = missing > 0;
    const copied = branches.forkCells(lengthOf(context));
    const cut = branches.forkCells(lengthOf(plan.at));
    const needs = (flies ? cut + missing + copied : copied) + left + more;
    if (!pool.makeRoom({ seats: 1, ids: flies ? 2 : 1, cells: needs, path, plan })) return false;
    let target: Held | undefined;
    if (flies) target = pool.fly(plan);
    else if (source?.flight) {
      target = source;
      pool.pin(target);
    }
    if (target) branches.promise(1, copied);
    else {
      held = (source && own(source, 0)) ?? pool.fork(plan, owner);
    }
    pool.seat(1);
    branches.promise(0, left + more);
    beyond += more;
    coming = {
      target,
      flight: target?.flight,
      decoded: missing,
      promised: target ? { ids: 1, cells: copied } : { ids: 0, cells: 0 },
    };
    return true;
  }

  /** Waits for what is being decoded, and takes it or a fork of it. */
  function* arrive({ target, flight, promised }: Coming): Operation<void> {
    if (target) {
      if (flight) yield* flight.done;
      held = own(target, 1) ?? pool.fork({ context, source: target, at: context, missing: 0 }, owner);
      branches.promise(-promised.ids, -promised.cells);
      coming = undefined;
      if (held !== target) yield* pool.unpin(target);
    }
    coming = undefined;
    if (held) yield* pool.trim(held);
  }

  /** Takes a branch over, now that it needn't be kept for this lease any more. */
  function own(branch: Held, pins: number): Held | undefined {
    const unkept = kept && pool.unkeep(kept);
    kept = undefined;
    const claimed = pool.claim(branch, context, owner, pins);
    if (unkept) branches.surely(() => unkept);
    return claimed;
  }

  function forgetKept(): void {
    const before = kept;
    kept = undefined;
    if (!before) return;
    const unkept = pool.unkeep(before);
    branches.surely(() => unkept);
  }

  /** Whatever it has or was about to have goes. */
  function* leave(): Operation<void> {
    const { target, promised } = coming ?? { target: undefined, promised: { ids: 0, cells: 0 } };
    const had = held;
    coming = undefined;
    held = undefined;
    if (had || target) {
      context = had?.context ?? context;
      branches.promise(-promised.ids, -promised.cells - left - beyond);
      pool.seat(-1);
    }
    beyond = 0;
    if (had) yield* pool.letGo(had);
    if (target) yield* pool.unpin(target);
    room.admit();
  }

  const seat: Seat = {
    get context() {
      return held?.context ?? context;
    },
    held() {
      if (!held) throw new Error("A lease is at work without a branch.");
      return held;
    },
    fork: (plan) => pool.fork(plan, owner),
    swap(other) {
      const old = seat.held();
      held = other;
      return old;
    },
    *sit(cells, refusal) {
      if (seat.ready(cells)) return 0;
      if (!held && !kept) keepContext();
      let decoded = 0;
      let arrives = false;
      yield* cleanly(
        function* () {
          const rank = known ? 0 : host.awaited(path) ? 1 : 2;
          waits(true);
          try {
            yield* room.enter({ path, rank, refusal, onWait: admission.onWait, take: () => take(cells) });
          } finally {
            waits(false);
          }
          if (!coming) return;
          decoded = coming.decoded;
          arrives = true;
          yield* arrive(coming);
        },
        function* (how) {
          if (how !== "done" && (arrives || coming || !known)) yield* leave();
        },
      );
      known = true;
      return decoded;
    },
    stretch(cells) {
      if (!held || cells <= 0 || room.holding().length > 0) return 0;
      const share = Math.floor(Math.max(0, pool.reachable()) / Math.max(1, pool.seats()));
      const more = Math.min(cells, share);
      if (more <= 0 || !pool.makeRoom({ seats: 0, ids: 0, cells: more, path, own: held })) return 0;
      branches.promise(0, more);
      beyond += more;
      return more;
    },
    ready: (cells) => held !== undefined && cells <= usable(),
    usable,
    settle(used) {
      const own = Math.min(used, left - keptBack);
      left -= own;
      branches.promise(0, -own - beyond);
      beyond = 0;
      room.admit();
    },
    *rebase(to) {
      const before = held;
      const refill = (cells: number): void => {
        const more = Math.min(cells, admission.reserve - left);
        left += more;
        if (held) branches.promise(0, more);
      };
      if (before) {
        // It may end when the branch is long somebody else's.
        yield* pool.cut(before, to, (cells) => (held === before ? refill(cells) : undefined));
        return;
      }
      refill(lengthOf(context) - lengthOf(to));
      context = to;
      forgetKept();
    },
    keptBack: () => keptBack,
    recover() {
      keptBack = 0;
    },
    *mended() {
      while (held?.mending) yield* held.mending;
    },
    work() {
      working = true;
      host.atWork(1);
    },
    rest() {
      working = false;
      since = clock.now();
      host.atWork(-1);
      if (held) {
        if (beyond > 0) seat.settle(0);
        pool.touch(held);
      }
    },
    *close() {
      yield* leave();
      if (kept) yield* pool.unkeep(kept);
      kept = undefined;
      left = 0;
      keptBack = 0;
    },
  };
  return seat;
}
