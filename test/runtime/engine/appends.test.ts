import { type Operation, scoped, spawn, type Task } from "effection";
import { describe, expect, test } from "vitest";
import type { Entry } from "../../../runtime/context/entry.ts";
import type { Lease } from "../../../runtime/engine/engine.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { contextOf, expectExactAccounts, expectNothingHeld, playing, prompt, promptText, takeTurn } from "./playing.ts";

const topic: Entry = { kind: "text", of: "share", text: "The topic is the tides." };
const spine = contextOf(topic);
const entries: Entry[] = ["Why are there two a day, of all things?", "Think of the moon and the sun.", "Be brief."].map(
  prompt,
);
const orders = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 1, 3],
  [2, 3, 1],
  [3, 1, 2],
  [3, 2, 1],
  [3, 3, 3],
];

/** Leases append the first so many of the entries, `apart` milliseconds after one another. */
function* append(
  engine: ScriptedEngine,
  counts: readonly number[],
  apart: number,
  also: (lease: Lease, index: number) => Operation<void> = function* () {},
): Operation<void> {
  const tasks: Task<void>[] = [];
  const leases: Lease[] = [];
  for (const index of counts.keys())
    leases.push(yield* engine.admit({ context: spine, reserve: 90, path: `a${index}` }));
  for (const [index, count] of counts.entries()) {
    const lease = leases[index];
    if (!lease) continue;
    tasks.push(
      yield* spawn(function* () {
        yield* engine.clock.sleep(index * apart);
        const context = yield* lease.append(entries.slice(0, count));
        expect(context.id).toBe(contextOf(topic, ...entries.slice(0, count)).id);
        yield* also(lease, index);
      }),
    );
  }
  for (const task of tasks) yield* task;
}

describe("What several leases append to the same context", () => {
  test.each(orders)(
    "is decoded once where they take %i, %i and %i of the same texts, in one tick or into another's flight",
    async (...counts) => {
      for (let step = 0; step <= 40; step += 1) {
        const streams = step % 2 === 0 ? "unified" : "separate";
        const apart = 3 * Math.floor(step / 2);
        await playing({ batch: 8, streams }, function* (engine) {
          yield* scoped(function* () {
            yield* append(engine, counts, apart);
            expect(engine.device.usage().rows).toBe(engine.count([topic, ...entries.slice(0, Math.max(...counts))]));
            expect(engine.usage().prefilled).toBe(engine.device.usage().rows);
            yield* expectExactAccounts(engine);
          });
          yield* expectNothingHeld(engine);
        });
      }
    },
  );

  test("is decoded once too where who had it first already writes behind it", async () => {
    for (let apart = 0; apart <= 60; apart += 3) {
      const script = ({ path, prompt: text }: { path: string; prompt: string }) => {
        expect(text).toBe(promptText(contextOf(topic, ...entries)));
        return { answer: `${path} says the moon.` };
      };
      await playing({ batch: 8, script }, function* (engine) {
        yield* scoped(function* () {
          yield* append(engine, [3, 3, 3], apart, function* (lease, index) {
            expect(yield* takeTurn(lease)).toMatchObject({ kind: "answer", value: `a${index} says the moon.` });
          });
          const { rows, sampled } = engine.device.usage();
          const marks =
            3 * engine.device.tokenize([{ text: "<|im_end|>\n<|im_start|>assistant\n", special: true }]).length;
          const all = engine.count([topic, ...entries]);
          expect(rows - sampled).toBe(all + marks);
          yield* expectExactAccounts(engine);
        });
        yield* expectNothingHeld(engine);
      });
    }
  });

  test("is there for the others whenever the one that decodes it is halted, and no token is decoded without need", async () => {
    const all = await counted();
    for (let when = 0; when <= 60; when += 3) {
      await playing({ batch: 8 }, function* (engine) {
        const decoding = yield* spawn(() =>
          scoped(function* () {
            const lease = yield* engine.admit({ context: spine, reserve: 90, path: "first" });
            yield* lease.append(entries);
            yield* engine.clock.sleep(1000);
          }),
        );
        const other = yield* spawn(() => scoped(() => append(engine, [3, 2], 10)));
        yield* engine.clock.sleep(when);
        yield* decoding.halt();
        yield* other;
        expect(engine.device.usage().rows).toBeLessThanOrEqual(2 * all);
        yield* expectNothingHeld(engine);
      });
    }
  });
});

async function counted(): Promise<number> {
  let count = 0;
  await playing({}, function* (engine) {
    count = engine.count([topic, ...entries]);
  });
  return count;
}
