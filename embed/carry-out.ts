/**
 * One run of a flow on behalf of an embedding program, as an operation.
 */
import { action, ensure, type Operation, scoped, spawn, until, withResolvers } from "effection";
import type { Event, Failure, RunOutcome } from "../runtime/events/event.ts";
import { Failed, failureAt } from "../runtime/run/failure.ts";
import { EngineProblem, type RunControl } from "../runtime/run/options.ts";
import { run } from "../runtime/run/run.ts";
import { useLimits } from "./limits.ts";
import type { AnyOptions, FlowParts } from "./parts.ts";
import { prepare, type Use } from "./prepare.ts";

/** What whoever starts a run wants of it beside its outcome. */
export interface Watching {
  readonly onEvent: (event: Event) => void;
  readonly onControl: (control: RunControl) => void;
}

/** Carries a flow out. What users cause is an outcome; it throws for our own mistakes alone. */
export function carryOut(
  parts: FlowParts,
  parameters: object,
  options: AnyOptions,
  watching: Watching,
): Operation<RunOutcome> {
  return scoped(function* () {
    const { flow } = parts;
    const fail = (reason: Failure["reason"], message: string, hint?: string): RunOutcome => ({
      kind: "failed",
      failure: failureAt({ path: flow.id, at: flow.at }, reason, message, { hint }),
    });
    const over = withResolvers<RunOutcome>();
    const ended: { early?: RunOutcome } = {};
    /** Ends the run from outside. What comes first counts. */
    const end = (outcome: RunOutcome): void => {
      ended.early ??= outcome;
      over.resolve(outcome);
    };
    const uses: (() => void)[] = [];
    // Registered first, so it comes last: by then nothing of the run is left on any engine.
    yield* ensure(() => {
      for (const release of uses) release();
    });
    if (options.signal) yield* watchSignal(options.signal, () => end({ kind: "halted" }));
    if (ended.early) return ended.early;
    const count = yield* useLimits(options.limits ?? {}, ({ reason, message }) => end(fail(reason, message)));
    yield* spawn(function* () {
      try {
        const use: Use = function* (engine, report) {
          const used = engine.use((why) => end(fail("engine", why)), report);
          uses.push(used.release);
          return yield* until(used.engine);
        };
        const runtime = yield* prepare(parts, parameters, options, use);
        const outcome = yield* run(parts.graph, {
          ...runtime,
          onControl: watching.onControl,
          onEvent(event) {
            // For the runtime it was halted; why is known here.
            const told = event.kind === "run-ended" && ended.early ? { ...event, outcome: ended.early } : event;
            count(told);
            watching.onEvent(told);
            try {
              options.onEvent?.(told);
            } catch (error) {
              // A listener's mistake is its program's, and no reason to tear the runtime apart in the middle of a step.
              over.reject(asError(error));
            }
          },
        });
        over.resolve(outcome);
      } catch (error) {
        if (error instanceof Failed) over.resolve({ kind: "failed", failure: error.failure });
        else if (error instanceof EngineProblem) over.resolve(fail("engine", error.message, error.hint));
        else over.reject(asError(error));
      }
    });
    return yield* over.operation;
  });
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function* watchSignal(signal: AbortSignal, onAbort: () => void): Operation<void> {
  if (signal.aborted) return onAbort();
  yield* spawn(function* () {
    yield* action<void>((resolve) => {
      const listener = (): void => {
        onAbort();
        resolve();
      };
      signal.addEventListener("abort", listener, { once: true });
      return () => signal.removeEventListener("abort", listener);
    });
  });
}
