import { action, type Operation, scoped, spawn, withResolvers } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { Clock } from "../clock.ts";
import { makeChildren } from "./children.ts";
import type { ToolContext, ToolHandler } from "./tool.ts";

/** What came of running a tool's code once. */
export type Invocation =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly error: string }
  | { readonly kind: "timeout" };

/**
 * Runs `handler` once. When `timeoutMs` have gone by or the operation is halted, its signal aborts and the processes that
 * it started are ended; what it gives after that is ignored.
 */
export function invokeOnce(
  handler: ToolHandler,
  args: { readonly [name: string]: Json },
  context: Omit<ToolContext, "signal">,
  clock: Clock,
  timeoutMs: number,
): Operation<Invocation> {
  return scoped(function* () {
    const end = withResolvers<Invocation>();
    yield* spawn(function* () {
      yield* clock.sleep(timeoutMs);
      end.resolve({ kind: "timeout" });
    });
    yield* spawn(function* () {
      end.resolve(yield* settled(handler, args, context));
    });
    return yield* end.operation;
  });
}

function settled(
  handler: ToolHandler,
  args: { readonly [name: string]: Json },
  context: Omit<ToolContext, "signal">,
): Operation<Invocation> {
  return action<Invocation>((resolve) => {
    const controller = new AbortController();
    const children = makeChildren();
    let over = false;
    const end = (invocation: Invocation): void => {
      over = true;
      resolve(invocation);
    };
    // Started from a promise, so that a handler that throws at once takes the same way as one that rejects.
    Promise.resolve()
      .then(() => (over ? undefined : children.watch(() => handler(args, { ...context, signal: controller.signal }))))
      .then(
        (value) => end({ kind: "returned", value }),
        (error: unknown) => end({ kind: "threw", error: sentence(error) }),
      );
    return () => {
      if (over) return;
      over = true;
      // In this order: what the signal ends at once would leave children behind that nobody could find.
      children.end();
      controller.abort();
    };
  });
}

/** A tool's error is told to a model: its message, on one line, and no more of it than helps. */
function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const line = text.replace(/\s+/g, " ").trim() || "no reason given";
  return line.length > 400 ? `${line.slice(0, 399)}…` : line;
}
