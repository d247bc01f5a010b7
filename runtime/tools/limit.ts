import { action, type Operation } from "effection";

/** Lets so many in at once; the others wait in the order in which they came. */
export interface Limit {
  /** Runs `body` when there is a place; the place comes back however it ends. `onWait` is told if it must wait, and when that is over. */
  within<T>(body: () => Operation<T>, onWait?: (waiting: boolean) => void): Operation<T>;
}

/** A limit of `max` places. */
export function makeLimit(max: number): Limit {
  let free = max;
  const queue: (() => void)[] = [];

  function* enter(onWait: (waiting: boolean) => void): Operation<void> {
    if (free > 0) {
      free--;
      return;
    }
    let granted = false;
    let taken = false;
    onWait(true);
    try {
      yield* action<void>((resolve) => {
        const grant = (): void => {
          granted = true;
          resolve();
        };
        queue.push(grant);
        return () => {
          const at = queue.indexOf(grant);
          if (at >= 0) queue.splice(at, 1);
        };
      });
      taken = true;
    } finally {
      onWait(false);
      // Halted between the grant and its taking: the place goes to the next.
      if (granted && !taken) leave();
    }
  }

  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else free++;
  }

  return {
    *within(body, onWait = () => {}) {
      yield* enter(onWait);
      try {
        return yield* body();
      } finally {
        leave();
      }
    },
  };
}
