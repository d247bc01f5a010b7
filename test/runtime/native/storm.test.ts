import { all, type Operation, race, scoped, sleep, spawn } from "effection";
import { describe, expect, it } from "vitest";
import { machineOf } from "../../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../../compiler/decode/of-type.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type } from "../../../compiler/graph/type.ts";
import { check } from "../../../compiler/types/check.ts";
import type { Decoder } from "../../../runtime/engine/decoder.ts";
import type { NativeDevice } from "../../../runtime/native/device.ts";
import { makeDice } from "../../../stdlib/model/random.ts";
import { confirmedCells, endless, onDevice, prompt, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();

const answer: Type = {
  kind: "record",
  fields: [
    { name: "claim", type: { kind: "string", min: 1, max: 80 }, optional: false },
    { name: "score", type: { kind: "number", integer: true, min: 0, max: 100 }, optional: false },
    {
      name: "tags",
      type: { kind: "list", element: { kind: "string", min: 2, max: 12 }, min: 1, max: 5 },
      optional: false,
    },
  ],
};
const decoder: Decoder = { kind: "tables", machine: machineOf(sequenceOf(answer) ?? [], new Map()), markers: [] };

/** What fails for want of room, or with its pass, as it may here. */
function* tolerated(operation: Operation<unknown>): Operation<void> {
  try {
    yield* operation;
  } catch (error) {
    expect(String(error)).toMatch(/There is no room|The pass was stopped/);
  }
}

/** One agent: forks the spine, reads, writes, goes back, is halted, fails, whatever the dice say. It leaves nothing behind. */
function* agent(device: NativeDevice, spine: number, seed: number): Operation<void> {
  const roll = makeDice(seed).below;
  yield* scoped(function* () {
    const branch = device.fork(spine);
    try {
      for (let step = 0; step < 6; step++) {
        const work: Operation<unknown> =
          [
            () => device.extend(branch, prompt(1 + roll(40), seed)),
            () => write(device, branch, { tokens: 12 + roll(60), decoder, sampling: sampling(seed) }),
            () => write(device, branch, { tokens: roll(30), decoder: endless, sampling: sampling(seed) }),
            () => write(device, branch, { tokens: 1000, decoder, open: new Int32Array(), sampling: sampling(seed) }),
            () => device.truncate(branch, 20 + roll(30)),
            () => all([5, 7].map((count) => tolerated(device.extend(branch, prompt(count))))),
          ][roll(6)]?.() ?? sleep(0);
        if (roll(8) === 0) device.failPass();
        if (roll(4) === 0) device.stop(branch, "winddown");
        const tried = tolerated(work);
        yield* roll(3) === 0 ? race([tried, sleep(roll(4))]) : tried;
      }
    } finally {
      yield* device.release(branch);
    }
  });
}

describe("many agents at once", () => {
  for (const streams of ["unified", "separate"] as const)
    it(`with halts, failing passes and little room leave the spine as it was, with ${streams} streams`, async () => {
      const options = { file, streams, context: streams === "unified" ? 512 : 10 * 256, branches: 10, batch: 24 };
      await onDevice(options, function* (device) {
        const spine = device.fork();
        yield* device.extend(spine, prompt(20));
        for (let round = 0; round < 4; round++) {
          const tasks = [];
          for (let i = 0; i < 9; i++) tasks.push(yield* spawn(() => agent(device, spine, 100 * round + i)));
          if (round === 3) yield* tasks[0]?.halt() ?? sleep(0);
          for (const task of round === 3 ? tasks.slice(1) : tasks) yield* task;
          // A failure may still be due where no pass came any more.
          yield* settle(device);
          expect(yield* confirmedCells(device, new Map([[spine, 20]]))).toBe(20);
        }
      });
    }, 120_000);
});

/** Makes the pass that a failure may still be waiting for. */
function* settle(device: NativeDevice): Operation<void> {
  const branch = device.fork();
  for (let failed = true; failed; ) {
    try {
      yield* device.extend(branch, prompt(1));
      failed = false;
    } catch {
      // It has failed in its stead.
    }
  }
  yield* device.release(branch);
}

describe("where cells run out", () => {
  it("a text ends in a valid value within them", async () => {
    await onDevice({ file, context: 256 }, function* (device) {
      const full = device.fork();
      yield* device.extend(full, prompt(150));
      for (let seed = 0; seed < 20; seed++) {
        const branch = device.fork();
        const end = yield* write(device, branch, {
          tokens: 5000,
          decoder,
          sampling: { ...sampling(seed), temperature: 2 },
        });
        expect(end.reason).toBe("complete");
        expect(check(JSON.parse(end.text) as Json, answer, new Map())).toMatchObject({ ok: true });
        yield* device.release(branch);
      }
      yield* confirmedCells(device, new Map([[full, 150]]));
    });
  });

  it("ten at once end as values or are told so, and none overflows", async () => {
    await onDevice({ file, context: 512 }, function* (device) {
      const spine = device.fork();
      yield* device.extend(spine, prompt(100));
      const branches = Array.from({ length: 10 }, () => device.fork(spine));
      const ends = yield* all(
        branches.map((branch, seed) => write(device, branch, { tokens: 5000, decoder, sampling: sampling(seed) })),
      );
      for (const end of ends) {
        expect(["complete", "room"]).toContain(end.reason);
        if (end.reason === "complete")
          expect(check(JSON.parse(end.text) as Json, answer, new Map())).toMatchObject({ ok: true });
      }
      expect(device.usage().cells).toBeLessThanOrEqual(512);
      const lengths = new Map(branches.map((branch, i) => [branch, 101 + (ends[i]?.tokens.length ?? 0)]));
      yield* confirmedCells(device, lengths.set(spine, 100));
    });
  });
});
