import { race, sleep, spawn } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineOf } from "../../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../../compiler/decode/of-type.ts";
import type { Type } from "../../../compiler/graph/type.ts";
import type { Decoder } from "../../../runtime/engine/decoder.ts";
import type { NativeDevice } from "../../../runtime/native/device.ts";
import { confirmedCells, endless, failure, onDevice, prompt, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();

type Step =
  | { readonly kind: "fork"; readonly of: number }
  | { readonly kind: "extend" | "generate" | "answer" | "truncate"; readonly of: number; readonly size: number }
  | { readonly kind: "cancel" | "fail"; readonly of: number; readonly size: number; readonly writes: boolean }
  | { readonly kind: "release" | "save"; readonly of: number };

const of = fc.nat(1000);
const size = fc.nat(60);
const writes = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("fork" as const), of }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom("extend" as const, "generate", "answer", "truncate"), of, size }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("cancel" as const, "fail"), of, size, writes }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("release" as const, "release", "save"), of }) },
);

const answer: Type = {
  kind: "record",
  fields: [
    { name: "claim", type: { kind: "string", min: 1, max: 60 }, optional: false },
    { name: "tags", type: { kind: "list", element: { kind: "string", max: 9 }, max: 3 }, optional: false },
  ],
};
const tables: Decoder = { kind: "tables", machine: machineOf(sequenceOf(answer) ?? [], new Map()), markers: [] };

/** Does one step; keeps `lengths`, which is what each branch must hold. */
function* take(device: NativeDevice, lengths: Map<number, number>, next: Step, index: number) {
  const live = [...lengths.keys()];
  const branch = live[next.of % Math.max(live.length, 1)];
  if (branch === undefined) {
    lengths.set(device.fork(), 0);
    return;
  }
  const length = lengths.get(branch) ?? 0;
  switch (next.kind) {
    case "fork":
      if (live.length < device.limits.branches) lengths.set(device.fork(branch), length);
      break;
    case "extend":
      try {
        yield* device.extend(branch, prompt(next.size, index));
        lengths.set(branch, length + next.size);
      } catch (error) {
        expect(String(error)).toContain("There is no room");
      }
      break;
    case "generate":
    case "answer": {
      const decoder = next.kind === "answer" ? tables : endless;
      const end = yield* write(device, branch, { tokens: next.size, decoder, sampling: sampling(index) });
      if (end.reason !== "error") lengths.set(branch, length + 1 + end.tokens.length);
      break;
    }
    case "cancel": {
      // Halted in the midst of it, wherever that is.
      const work = next.writes
        ? write(device, branch, { tokens: 500, decoder: next.size % 2 ? endless : tables })
        : device.extend(branch, prompt(next.size));
      // Caught where it is thrown: a spawned task that fails takes the test along.
      const task = yield* spawn(function* () {
        try {
          yield* race([work, sleep(next.size % 3)]);
        } catch (error) {
          expect(String(error)).toContain("There is no room");
        }
      });
      yield* task;
      const held = (yield* device.recount()).branches.get(branch) ?? -1;
      expect(held).toBeGreaterThanOrEqual(length);
      lengths.set(branch, held);
      break;
    }
    case "fail": {
      const { cells, stream = cells } = device.limits;
      // Without a pass nothing would fail now, but something later.
      if (cells - device.usage().cells < 30 || stream - length < 30) break;
      device.failPass();
      if (next.writes) {
        // The last token is decoded again, and that is what fails.
        const open = next.size % 2 && length > 0 ? new Int32Array() : prompt(1);
        const end = yield* write(device, branch, { open, tokens: 20, decoder: next.size % 3 ? tables : endless });
        expect(end.reason).toBe("error");
      } else {
        const tokens = prompt(1 + (next.size % 20), index);
        expect(yield* failure(device.extend(branch, tokens))).toBe("The pass was stopped.");
      }
      break;
    }
    case "save": {
      const bytes = yield* device.save(branch);
      if (live.length >= device.limits.branches) break;
      try {
        lengths.set(yield* device.restore(bytes), length);
      } catch (error) {
        expect(String(error)).toContain("There is no room");
      }
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
}

describe("the accounts", () => {
  for (const streams of ["unified", "separate"] as const)
    it(`equal a recount of the cache after every step of whatever branches do, with ${streams} streams`, async () => {
      const options = { file, streams, context: streams === "unified" ? 768 : 3072, branches: 12, batch: 32 };
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async (steps) => {
          await onDevice(options, function* (device) {
            const lengths = new Map<number, number>();
            for (const [index, next] of steps.entries()) {
              yield* take(device, lengths, next, index);
              yield* confirmedCells(device, lengths);
            }
            for (const branch of lengths.keys()) yield* device.release(branch);
            expect(yield* confirmedCells(device, new Map())).toBe(0);
          });
        }),
        { numRuns: 6 },
      );
    }, 600_000);
});
