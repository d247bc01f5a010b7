/**
 * Questions that nobody can answer now. What else can go on does; when only questions are left, the run pauses.
 */
import { action, type Operation, suspend } from "effection";

export interface Pauses {
  /** Runs something that goes on without a person. */
  working<T>(body: () => Operation<T>): Operation<T>;
  /** Waits for an answer that can't come in this session. */
  wait(ask: string): Operation<never>;
  /** Ends when only questions are left, with the first of them. */
  readonly pause: Operation<string>;
}

/** For one run: nothing is at work, and no question is open. */
export function makePauses(): Pauses {
  let working = 0;
  const open = new Set<string>();
  let tell: ((ask: string) => void) | undefined;
  let looking: NodeJS.Immediate | undefined;

  // Not at once: what ends may let something else begin right after it.
  const lookSoon = (): void => {
    if (working > 0 || open.size === 0 || looking) return;
    looking = setImmediate(() => {
      looking = undefined;
      const [first] = open;
      if (working === 0 && first !== undefined) tell?.(first);
    });
  };

  return {
    *working(body) {
      working++;
      try {
        return yield* body();
      } finally {
        working--;
        lookSoon();
      }
    },
    *wait(ask) {
      open.add(ask);
      lookSoon();
      try {
        return yield* suspend() as Operation<never>;
      } finally {
        open.delete(ask);
      }
    },
    pause: action<string>((resolve) => {
      tell = resolve;
      lookSoon();
      return () => {
        tell = undefined;
        if (looking) clearImmediate(looking);
      };
    }),
  };
}
