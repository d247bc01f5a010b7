import { run, spawn } from "effection";
import { describe, expect, it } from "vitest";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import { makeRate } from "../../../runtime/tools/rate.ts";

describe("a rate", () => {
  it("lets no more start in any stretch of time than it allows", async () => {
    await run(function* () {
      const clock = createSimulatedClock();
      const rate = makeRate(clock, 2, 1_000);
      const starts: number[] = [];
      const waits: string[] = [];
      const tasks = [];
      for (let i = 0; i < 5; i++) {
        tasks.push(
          yield* spawn(function* () {
            yield* rate.start((waiting) => waits.push(`${i} ${waiting ? "waits" : "goes on"}`));
            starts.push(clock.now());
          }),
        );
      }
      for (const task of tasks) yield* task;
      expect(starts).toEqual([0, 0, 1_000, 1_000, 2_000]);
      expect(waits.filter((wait) => wait.startsWith("4"))).toEqual(["4 waits", "4 goes on"]);
      expect(waits.filter((wait) => wait.startsWith("0"))).toEqual([]);
    });
  });
});
