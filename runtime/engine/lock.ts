import { action, type Operation } from "effection";

/** Lets one operation at a time through, in the order in which they came. */
export interface Lock {
  hold<T>(operation: () => Operation<T>): Operation<T>;
}

/** A lock that nobody holds. */
export function createLock(): Lock {
  const queue: { go: () => void; mine: boolean }[] = [];
  let held = false;

  function pass(): void {
    const next = queue.shift();
    if (!next) {
      held = false;
      return;
    }
    next.mine = true;
    next.go();
  }

  return {
    *hold(operation) {
      const turn = { go: () => {}, mine: !held };
      try {
        if (held) {
          yield* action<void>((resolve) => {
            turn.go = resolve;
            queue.push(turn);
            return () => {
              const place = queue.indexOf(turn);
              if (place >= 0) queue.splice(place, 1);
            };
          });
        }
        held = true;
        return yield* operation();
      } finally {
        // Also where it was halted between being let through and going on.
        if (turn.mine) pass();
      }
    },
  };
}
