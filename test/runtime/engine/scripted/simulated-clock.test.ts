import { readFile } from "node:fs/promises";
import { run, spawn, until } from "effection";
import { describe, expect, test } from "vitest";
import { createSimulatedClock } from "../../../../runtime/engine/scripted/simulated-clock.ts";

describe("the simulated clock", () => {
  test("jumps from moment to moment, and wakes in order of time, then of going to sleep", async () => {
    const clock = createSimulatedClock(1000);
    const log: string[] = [];
    await run(function* () {
      const tasks = [];
      for (const [name, milliseconds] of [
        ["late", 3_600_000],
        ["early", 10],
        ["early too", 10],
        ["now", 0],
      ] as const)
        tasks.push(
          yield* spawn(function* () {
            yield* clock.sleep(milliseconds);
            log.push(`${name} at ${clock.now()}`);
          }),
        );
      for (const task of tasks) yield* task;
    });
    expect(log).toEqual(["now at 1000", "early at 1010", "early too at 1010", "late at 3601000"]);
  });

  test("forgets who is halted", async () => {
    const clock = createSimulatedClock();
    await run(function* () {
      const task = yield* spawn(() => clock.sleep(10));
      yield* spawn(() => clock.sleep(50));
      yield* task.halt();
      yield* clock.sleep(20);
      expect(clock.now()).toBe(20);
    });
  });

  test("lets promises and files have their time first", async () => {
    const clock = createSimulatedClock();
    const log: string[] = [];
    await run(function* () {
      const limit = yield* spawn(function* () {
        yield* clock.sleep(1);
        log.push("a millisecond is over");
      });
      yield* until(readFile(new URL(import.meta.url)));
      log.push("the file is read");
      yield* until(Promise.resolve().then(() => Promise.resolve()));
      log.push("the promise is kept");
      yield* limit;
    });
    expect(log).toEqual(["the file is read", "the promise is kept", "a millisecond is over"]);
  });
});
