import { type Operation, scoped, spawn, withResolvers } from "effection";
import { WIDEST } from "../../compiler/plan/limits.ts";
import type { Failure } from "../events/event.ts";
import { failureOf } from "./failure.ts";

/** What came of one of several things that ran side by side. */
export type Ended<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Whether the others go on after one has ended; `stop` halts all that still run. */
export type AfterEnd = "go-on" | "stop";

/**
 * Runs `body` for 0 … count − 1 side by side, at most `max` at once, started in order. Gives what came of each; one that
 * was halted because `after` said stop, or never began, has none.
 */
export function sideBySide<T>(
  count: number,
  max: number | undefined,
  body: (index: number) => Operation<T>,
  after: (index: number, ended: Ended<T>) => AfterEnd,
): Operation<readonly (Ended<T> | undefined)[]> {
  return scoped(function* () {
    const ends = new Array<Ended<T> | undefined>(count).fill(undefined);
    if (count === 0) return ends;
    const over = withResolvers<void>();
    const lanes = Math.min(count, max ?? count, WIDEST);
    let next = 0;
    let idle = 0;
    let stopped = false;

    // Each lane takes one after the other: a body's agents are tasks of their own and gone when it ends.
    function* lane(): Operation<void> {
      while (next < count && !stopped) {
        const index = next++;
        const ended = yield* endOf(body(index));
        ends[index] = ended;
        if (after(index, ended) === "stop") {
          stopped = true;
          over.resolve();
          return;
        }
      }
      if (++idle === lanes) over.resolve();
    }

    for (let i = 0; i < lanes; i++) yield* spawn(lane);
    yield* over.operation;
    return ends;
  });
}

/** Runs one thing to its end and gives its failure as data. */
export function* endOf<T>(operation: Operation<T>): Operation<Ended<T>> {
  try {
    return { kind: "done", value: yield* operation };
  } catch (error) {
    return { kind: "failed", failure: failureOf(error) };
  }
}
