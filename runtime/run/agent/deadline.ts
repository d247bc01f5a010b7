import { type Operation, scoped, spawn, withResolvers } from "effection";
import type { Clock } from "../../clock.ts";

/** What is kept back of an agent's time for a last answer: a fifth of it, ten seconds at most. */
const SHARE = 5;
const MOST_KEPT_BACK_MS = 10_000;

export type Timely<T> = { readonly kind: "ended"; readonly value: T } | { readonly kind: "late" };

/**
 * Runs `body` for at most `timeoutMs`. `onNear` is called when only the time for a last answer is left; whatever still
 * runs at the end is halted.
 */
export function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  onNear: () => void,
  body: () => Operation<T>,
): Operation<Timely<T>> {
  return scoped(function* () {
    const end = withResolvers<Timely<T>>();
    const keptBack = Math.min(timeoutMs / SHARE, MOST_KEPT_BACK_MS);
    yield* spawn(function* () {
      yield* clock.sleep(timeoutMs - keptBack);
      onNear();
      yield* clock.sleep(keptBack);
      end.resolve({ kind: "late" });
    });
    yield* spawn(function* () {
      end.resolve({ kind: "ended", value: yield* body() });
    });
    return yield* end.operation;
  });
}
