import { run, sleep, spawn } from "effection";
import { describe, expect, it } from "vitest";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import { invokeOnce } from "../../../runtime/tools/invoke.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";

const context = { workspace: "/", directory: "/", key: "k" };

function invoke(handler: ToolHandler, timeoutMs = 1_000) {
  return invokeOnce(handler, { x: 1 }, context, createSimulatedClock(), timeoutMs);
}

describe("a handler", () => {
  it("gives what it returns, at once or later", async () => {
    await run(function* () {
      expect(yield* invoke(({ x }) => x ?? null)).toEqual({ kind: "returned", value: 1 });
      expect(yield* invoke(async () => [2])).toEqual({ kind: "returned", value: [2] });
    });
  });

  it("is said to have thrown, with its message on one line", async () => {
    await run(function* () {
      const threw = yield* invoke(() => {
        throw new Error("no such\n  host");
      });
      expect(threw).toEqual({ kind: "threw", error: "no such host" });
      const rejected = yield* invoke(() => Promise.reject("gone"));
      expect(rejected).toEqual({ kind: "threw", error: "gone" });
    });
  });

  it("is aborted when its time is up, and what it gives later is ignored", async () => {
    await run(function* () {
      let aborted = false;
      let finish: (value: number) => void = () => {};
      const end = yield* invoke((_, { signal }) => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
        return new Promise<number>((resolve) => {
          finish = resolve;
        });
      }, 50);
      expect(end).toEqual({ kind: "timeout" });
      expect(aborted).toBe(true);
      finish(3);
      yield* sleep(0);
    });
  });

  it("is aborted when who waits for it is halted", async () => {
    await run(function* () {
      let aborted = false;
      const task = yield* spawn(() =>
        invokeOnce(
          (_, { signal }) =>
            new Promise(() => {
              signal.addEventListener("abort", () => {
                aborted = true;
              });
            }),
          {},
          context,
          // Its time never comes: nothing else moves this clock.
          { now: () => 0, sleep: () => sleep(1_000_000) },
          10,
        ),
      );
      yield* sleep(0);
      yield* task.halt();
      expect(aborted).toBe(true);
    });
  });

  it("is not aborted after it has given its value", async () => {
    await run(function* () {
      let aborted = false;
      yield* invoke((_, { signal }) => {
        signal.addEventListener("abort", () => {
          aborted = true;
        });
        return 1;
      });
      expect(aborted).toBe(false);
    });
  });
});
