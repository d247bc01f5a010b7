import type { Operation } from "effection";
import type { BranchPool } from "./branch-pool.ts";
import { type Admission, NoRoom } from "./engine.ts";
import type { Waiter, WaitingRoom } from "./waiting-room.ts";

/** What one lease was promised and hasn't used yet: cells of its own, however many others want room. */
export interface Reserve {
  /** Cells kept back for recovery. */
  keptBack(): number;
  /** Cells that could be had without waiting for anyone. */
  reachable(): number;
  /** Waits until `cells` may be used. Fails with {@link NoRoom} and this sentence where nobody will give any back. */
  ensure(cells: number, refusal: string): Operation<void>;
  /** Gets as much as it fairly can of `cells`, and says how many may be used. */
  stretch(cells: number): Operation<number>;
  /** What was ensured is now used, so many of it; the rest that went beyond the reserve is given back. */
  settle(used: number): void;
  /** Cells that came back from the branch itself, up to what was reserved at first. */
  refill(cells: number): void;
  recover(): void;
  waits(): boolean;
  /** Gives all of it back. */
  close(): void;
}

/** The reserve of `admission`, promised by the pool already. */
export function createReserve(
  host: { readonly pool: BranchPool; readonly room: WaitingRoom; leases(): number },
  admission: Admission,
): Reserve {
  const { pool, room } = host;
  let left = admission.reserve;
  let keptBack = Math.min(admission.recovery ?? 0, left);
  /** Promised beyond the reserve, until what is under way is settled. */
  let beyond = 0;
  let waiter: Waiter | undefined;

  const usable = (): number => left - keptBack + beyond;

  function* take(cells: number, refusal: string, onWait: Admission["onWait"]): Operation<void> {
    waiter = {
      path: admission.path,
      rank: 0,
      refusal,
      onWait,
      take() {
        if (!pool.makeRoom(0, cells)) return false;
        pool.promise(0, cells);
        beyond += cells;
        return true;
      },
    };
    yield* room.enter(waiter);
  }

  function settle(used: number): void {
    const own = Math.min(used, left - keptBack);
    left -= own;
    pool.promise(0, -own - beyond);
    beyond = 0;
    room.admit();
  }

  return {
    keptBack: () => keptBack,
    reachable: () => usable() + Math.max(0, pool.reachable()),
    *ensure(cells, refusal) {
      const missing = cells - usable();
      if (missing > 0) yield* take(missing, refusal, admission.onWait);
    },
    *stretch(cells) {
      // A turn may end early: others are left their share of what it may not even need.
      const share = Math.floor(Math.max(0, pool.reachable()) / Math.max(1, host.leases()));
      const more = Math.min(cells - usable(), share);
      const queued = room.holding().some((other) => other.rank === 0);
      if (more > 0 && !queued) {
        try {
          yield* take(more, "", undefined);
        } catch (error) {
          if (!(error instanceof NoRoom)) throw error;
        }
      }
      return usable();
    },
    settle,
    refill(cells) {
      const more = Math.min(cells, admission.reserve - left);
      left += more;
      pool.promise(0, more);
    },
    recover() {
      keptBack = 0;
    },
    waits: () => waiter !== undefined && room.holding().includes(waiter),
    close() {
      pool.promise(0, -left - beyond);
      left = 0;
      keptBack = 0;
      beyond = 0;
    },
  };
}
