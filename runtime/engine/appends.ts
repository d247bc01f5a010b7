import { type Operation, withResolvers } from "effection";
import type { Context } from "../context/context.ts";

/** What leases are decoding at this moment, so that two who need the same don't both decode it. */
export interface Appends {
  /** Ends when a lease that decodes something between `from` and `target` has ended doing so, however; undefined if none does. */
  of(from: Context, target: Context): Operation<void> | undefined;
  run(from: Context, target: Context, decode: () => Operation<void>): Operation<void>;
}

/** Nothing is being decoded. */
export function createAppends(): Appends {
  const running = new Map<string, Operation<void>>();

  function between(from: Context, target: Context): string[] {
    const ids: string[] = [];
    for (let at: Context | null = target; at && at.id !== from.id; at = at.parent) ids.push(at.id);
    return ids;
  }

  return {
    of(from, target) {
      for (const id of between(from, target)) {
        const other = running.get(id);
        if (other) return other;
      }
      return undefined;
    },
    *run(from, target, decode) {
      const done = withResolvers<void>();
      const ids = between(from, target).filter((id) => !running.has(id));
      for (const id of ids) running.set(id, done.operation);
      try {
        yield* decode();
      } finally {
        for (const id of ids) running.delete(id);
        done.resolve();
      }
    },
  };
}
