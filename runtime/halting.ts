import type { Effect, Operation } from "effection";

/**
 * `try … finally` for a cleanup that takes time. A plain one loses the halt: a generator that yields in its `finally`
 * looks finished to the generator around it, which then goes on with its next line as if nothing had been halted
 * (`yield*` forgets that it was told to return). Here, once the cleanup is done, the halt goes on. Only at the top of a
 * task, a `resource` or a `scoped` is a plain `finally` with `yield*` in it as good.
 *
 * @example
 * ```ts
 * yield* cleanly(
 *   () => device.extend(branch, tokens),
 *   () => device.truncate(branch, before),
 * );
 * ```
 */
export function* cleanly<T>(
  body: () => Operation<T>,
  /** Whether the body was halted, failed, or gave its value. */
  cleanup: (how: "done" | "failed" | "halted") => Operation<void>,
): Operation<T> {
  let how: "done" | "failed" | "halted" = "halted";
  try {
    const value = yield* body();
    how = "done";
    return value;
  } catch (error) {
    how = "failed";
    throw error;
  } finally {
    yield* cleanup(how);
    if (how === "halted") yield goOnHalting;
  }
}

/** Takes up the unwinding where the cleanup interrupted it. */
const goOnHalting: Effect<void> = {
  description: "go on halting",
  enter(resolve, routine) {
    // What can't be halted right now is not, and ends by itself.
    if (routine.data.critical) resolve({ ok: true, value: undefined });
    else routine.unwind();
    return (exited) => exited({ ok: true, value: undefined });
  },
};
