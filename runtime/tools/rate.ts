import type { Operation } from "effection";
import type { Clock } from "../clock.ts";
import { makeLimit } from "./limit.ts";

/** Lets at most `count` start in any stretch of `perMs`; the others wait in the order in which they came. */
export interface Rate {
  start(onWait?: (waiting: boolean) => void): Operation<void>;
}

/** A rate over a sliding stretch of time. */
export function makeRate(clock: Clock, count: number, perMs: number): Rate {
  const starts: number[] = [];
  const turnstile = makeLimit(1);
  return {
    *start(onWait = () => {}) {
      let waiting = false;
      const tell = (now: boolean): void => {
        if (now !== waiting) onWait(now);
        waiting = now;
      };
      try {
        yield* turnstile.within(
          function* () {
            for (;;) {
              const now = clock.now();
              while (starts[0] !== undefined && now - starts[0] >= perMs) starts.shift();
              const oldest = starts[0];
              if (oldest === undefined || starts.length < count) break;
              tell(true);
              yield* clock.sleep(oldest + perMs - now);
            }
            starts.push(clock.now());
          },
          (queued) => {
            if (queued) tell(true);
          },
        );
      } finally {
        tell(false);
      }
    },
  };
}
