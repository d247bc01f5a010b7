import { race, sleep, spawn } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confirmedCells, endless, onDevice, prompt, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();

type Step =
  | { readonly kind: "fork"; readonly of: number }
  | { readonly kind: "extend" | "generate" | "truncate"; readonly of: number; readonly size: number }
  | { readonly kind: "cancel"; readonly of: number; readonly size: number; readonly writes: boolean }
  | { readonly kind: "release"; readonly of: number };

const of = fc.nat(1000);
const size = fc.nat(60);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fork" as const), of }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("extend" as const, "generate", "truncate"), of, size }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), of, size, writes: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("release" as const), of }) },
);

describe("the accounts", () => {
  it("equal a recount of the cache after every step of whatever branches do", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
        await onDevice({ file, context: 768, branches: 12, batch: 32 }, function* (device) {
          const lengths = new Map<number, number>();
          for (const [index, next] of steps.entries()) {
            const live = [...lengths.keys()];
            const branch = live[next.of % Math.max(live.length, 1)];
            if (branch === undefined) {
              lengths.set(device.fork(), 0);
              continue;
            }
            const length = lengths.get(branch) ?? 0;
            switch (next.kind) {
              case "fork":
                if (live.length < 12) lengths.set(device.fork(branch), length);
                break;
              case "extend":
                try {
                  yield* device.extend(branch, prompt(next.size, index));
                  lengths.set(branch, length + next.size);
                } catch (error) {
                  expect(String(error)).toContain("There is no room");
                }
                break;
              case "generate": {
                const end = yield* write(device, branch, {
                  tokens: next.size,
                  decoder: endless,
                  sampling: sampling(index),
                });
                if (end.reason !== "error") lengths.set(branch, length + 1 + end.tokens.length);
                break;
              }
              case "cancel": {
                // Halted in the midst of it, wherever that is.
                const work = next.writes
                  ? write(device, branch, { tokens: 500, decoder: endless })
                  : device.extend(branch, prompt(next.size));
                const task = yield* spawn(() => race([work, sleep(next.size % 3)]));
                yield* task;
                const held = (yield* device.recount()).branches.get(branch) ?? -1;
                expect(held).toBeGreaterThanOrEqual(length);
                lengths.set(branch, held);
                break;
              }
              case "truncate":
                yield* device.truncate(branch, next.size * 3);
                lengths.set(branch, Math.min(length, next.size * 3));
                break;
              case "release":
                yield* device.release(branch);
                lengths.delete(branch);
                break;
            }
            yield* confirmedCells(device, lengths);
          }
          for (const branch of lengths.keys()) yield* device.release(branch);
          expect(yield* confirmedCells(device, new Map())).toBe(0);
        });
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});
