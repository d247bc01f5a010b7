import { run } from "effection";
import { describe, expect, test } from "vitest";
import { useModel } from "../runtime/native/fixture.ts";
import { grownBy } from "./memory.ts";
import { soak } from "./soak.ts";
import { useNativeWorld, useScriptedWorld } from "./world.ts";

const { file } = useModel();

describe("hundreds of random operations leave the accounts equal to a recount all along", () => {
  test("on the scripted device", async () => {
    const state = await run(function* () {
      return yield* soak(yield* useScriptedWorld(11), { seed: 11, operations: 1000 });
    });
    expect(state.checks).toBeGreaterThan(3);
  }, 120_000);

  test.each(["unified", "separate"] as const)(
    "on the native device, with %s streams",
    async (streams) => {
      const state = await run(function* () {
        const options = streams === "separate" ? { streams, context: 10 * 512 } : { streams };
        return yield* soak(yield* useNativeWorld(file, options), { seed: 12, operations: 400 });
      });
      expect(state.checks).toBeGreaterThan(2);
    },
    120_000,
  );
});

test("memory is flat where the last quarter has no more than the second, whatever it had while caches filled", () => {
  const samples = (megabytes: readonly number[]) =>
    megabytes.map((rss, index) => ({ operations: 100 * index, rss: rss * 1e6, heap: 20e6 }));
  expect(grownBy(samples([50, 90, 100, 101, 100, 102, 100, 101]))).toMatchObject({ flat: true });
  expect(grownBy(samples([50, 90, 100, 105, 110, 115, 120, 125]))).toEqual({ rss: 20e6, heap: 0, flat: false });
});
