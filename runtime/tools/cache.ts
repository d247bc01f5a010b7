import type { Clock } from "../clock.ts";

/** Keeps values for a time. */
export interface TimedCache<T> {
  get(key: string): T | undefined;
  put(key: string, value: T, forMs: number): void;
}

/** The oldest go first when there are more than this: results are small, and a run asks for few different ones. */
const MOST = 1_000;

/** An empty cache that tells time by `clock`. */
export function makeTimedCache<T>(clock: Clock): TimedCache<T> {
  const kept = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      if (!found) return undefined;
      if (clock.now() < found.until) return found.value;
      kept.delete(key);
      return undefined;
    },
    put(key, value, forMs) {
      kept.delete(key);
      kept.set(key, { value, until: clock.now() + forMs });
      const oldest = kept.size > MOST ? kept.keys().next() : undefined;
      if (oldest && !oldest.done) kept.delete(oldest.value);
    },
  };
}
