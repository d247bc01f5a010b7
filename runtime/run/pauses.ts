/**
 * Questions that nobody can answer now. What else can go on does; when only questions are left, the run pauses.
 */
import { action, type Operation, suspend } from "effection";
import type { Clock } from "../clock.ts";

/** Knows whether anything in a run still goes on without a person. */
export interface Pauses {
  /** Runs something that goes on without a person: a model that works, a tool that runs. */
  working<T>(body: () => Operation<T>): Operation<T>;
  /** Runs what a working one waits for: whether that goes on is its own affair. */
  resting<T>(body: () => Operation<T>): Operation<T>;
  /** Waits for an answer that can't come in this session. */
  wait(ask: string): Operation<never>;
  /** Ends when only questions are left, with the first of them. */
  pause(clock: Clock): Operation<string>;
}

/** What ends lets something else begin, and the engines may have to let go of something in between. */
const GRACE_MS = 100;

/** For one run: nothing is at work, and no question is open. */
export function makePauses(): Pauses {
  const open = new Set<string>();
  let working = 0;
  let begun = 0;
  let onIdle: (() => void) | undefined;

  const count = (change: 1 | -1): void => {
    working += change;
    if (change > 0) begun++;
    look();
  };
  const look = (): void => {
    if (working === 0 && open.size > 0) onIdle?.();
  };
  function* counted<T>(change: 1 | -1, body: () => Operation<T>): Operation<T> {
    count(change);
    try {
      return yield* body();
    } finally {
      count(change > 0 ? -1 : 1);
    }
  }

  return {
    working: (body) => counted(1, body),
    resting: (body) => counted(-1, body),
    *wait(ask) {
      open.add(ask);
      look();
      try {
        return yield* suspend() as Operation<never>;
      } finally {
        open.delete(ask);
      }
    },
    *pause(clock) {
      for (;;) {
        yield* action<void>((resolve) => {
          onIdle = resolve;
          look();
          return () => {
            onIdle = undefined;
          };
        });
        const before = begun;
        yield* clock.sleep(GRACE_MS);
        const [first] = open;
        if (working === 0 && begun === before && first !== undefined) return first;
      }
    },
  };
}
