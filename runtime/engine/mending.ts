import { type Operation, type Scope, withResolvers } from "effection";
import type { Held } from "./held.ts";

/** Carries out what must be carried out once it is begun, though whoever waits for it be halted. */
export interface Mender {
  /** After whatever of this kind is under way on the same branch; the branch is busy until then. */
  mend(held: Held, operation: () => Operation<void>): Operation<void>;
  /** Without a branch of its own. */
  surely(operation: () => Operation<void>): Operation<void>;
  /** Ends when all of it has ended. */
  settled(): Operation<void>;
}

/** A mender whose tasks run in `scope`; `onChange` is told when one ends. */
export function createMender(scope: Scope, onChange: () => void): Mender {
  const underWay = new Set<Operation<void>>();

  function surely(operation: () => Operation<void>): Operation<void> {
    const ended = withResolvers<void>();
    underWay.add(ended.operation);
    scope.run(function* () {
      try {
        yield* operation();
        ended.resolve();
      } catch (error) {
        ended.reject(error instanceof Error ? error : new Error(String(error)));
      } finally {
        underWay.delete(ended.operation);
        onChange();
      }
    });
    return ended.operation;
  }

  return {
    surely,
    mend(held, operation) {
      const before = held.mending;
      const turn = withResolvers<void>();
      held.mending = turn.operation;
      held.busy = true;
      return surely(function* () {
        try {
          if (before) yield* before;
          yield* operation();
        } finally {
          if (held.mending === turn.operation) {
            held.mending = null;
            held.busy = false;
          }
          turn.resolve();
        }
      });
    },
    *settled() {
      for (const ended of [...underWay]) {
        try {
          yield* ended;
        } catch {
          // Whoever asked for it was told.
        }
      }
    },
  };
}
