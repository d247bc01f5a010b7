import { run, sleep, spawn, suspend } from "effection";
import { describe, expect, it } from "vitest";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import { makeLimit } from "../../../runtime/tools/limit.ts";

describe("a limit", () => {
  it("lets twelve in four at a time, first come, first served", async () => {
    await run(function* () {
      const clock = createSimulatedClock();
      const limit = makeLimit(4);
      const started: number[] = [];
      let inside = 0;
      let most = 0;
      const tasks = [];
      for (let i = 0; i < 12; i++) {
        const task = yield* spawn(() =>
          limit.within(function* () {
            started.push(i);
            most = Math.max(most, ++inside);
            yield* clock.sleep(10);
            inside--;
          }),
        );
        tasks.push(task);
      }
      for (const task of tasks) yield* task;
      expect(most).toBe(4);
      expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(clock.now()).toBe(30);
    });
  });

  it("gives the place of one that is halted to the next", async () => {
    await run(function* () {
      const limit = makeLimit(1);
      const holder = yield* spawn(() => limit.within(() => suspend()));
      yield* sleep(0);
      let reached = false;
      const waiter = yield* spawn(() =>
        limit.within(function* () {
          reached = true;
        }),
      );
      yield* sleep(0);
      expect(reached).toBe(false);
      yield* holder.halt();
      yield* waiter;
      expect(reached).toBe(true);
    });
  });

  it("forgets one that is halted while it waits", async () => {
    await run(function* () {
      const limit = makeLimit(1);
      const holder = yield* spawn(() => limit.within(() => suspend()));
      yield* sleep(0);
      const waits: boolean[] = [];
      const first = yield* spawn(() =>
        limit.within(
          function* () {},
          (waiting) => waits.push(waiting),
        ),
      );
      const second = yield* spawn(() =>
        limit.within(function* (): Generator<never, string> {
          return "in";
        }),
      );
      yield* sleep(0);
      yield* first.halt();
      yield* holder.halt();
      expect(yield* second).toBe("in");
      expect(waits).toEqual([true, false]);
    });
  });
});
