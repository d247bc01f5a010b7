import { scoped, spawn, type Task } from "effection";
import { describe, expect, test } from "vitest";
import type { Lease, TurnEnd } from "../../../runtime/engine/engine.ts";
import { contextOf, expectExactAccounts, expectNothingHeld, playing, prompt, takeTurn } from "./playing.ts";

const spine = contextOf({ kind: "system", text: "You are one of a team that investigates the tides." });
/** Five streams of 100 cells. */
const separate = { streams: "separate", branches: 5, cells: 500 } as const;

describe("On separate streams", () => {
  test("a spine is decoded once, copied for each agent, and counted as often as it is there", async () => {
    await playing(separate, function* (engine) {
      const length = engine.count([{ kind: "system", text: "You are one of a team that investigates the tides." }]);
      yield* scoped(function* () {
        const leases: Lease[] = [];
        for (const index of [0, 1, 2]) {
          leases.push(yield* engine.admit({ context: spine, reserve: 40, path: `agent${index}` }));
          yield* expectExactAccounts(engine);
        }
        expect(leases.map(({ size }) => size.shared)).toEqual([0, length, length]);
        expect(engine.usage()).toMatchObject({ branches: 3, cells: 3 * length, shared: 0, prefilled: length });
        for (const lease of leases) yield* lease.append([prompt("High water?")]);
        const own = engine.count([prompt("High water?")], spine);
        expect(engine.usage()).toMatchObject({ cells: 3 * (length + own), prefilled: length + own });
        yield* expectExactAccounts(engine);
      });
      yield* expectNothingHeld(engine);
    });
  });

  test("a context ends with its own stream, whatever the others have free", async () => {
    await playing({ ...separate, script: () => ({ text: "y".repeat(4000) }) }, function* (engine) {
      expect(engine.limits).toEqual({ live: 3, cells: 500, window: 100 });
      const lease = yield* engine.admit({ context: spine, reserve: 40, path: "agent" });
      expect(yield* takeTurn(lease, { tokens: 1000 })).toMatchObject({ kind: "stopped", reason: "room" });
      expect(engine.usage().cells).toBe(100);
      yield* expectExactAccounts(engine);
    });
  });

  test("who comes when all streams are taken waits, or takes the one of an agent that rests", async () => {
    await playing({ ...separate, script: () => ({ answer: "ok" }) }, function* (engine) {
      yield* scoped(function* () {
        yield* engine.keep(spine);
        const tasks: Task<TurnEnd>[] = [];
        for (let index = 0; index < 12; index += 1)
          tasks.push(
            yield* spawn(() =>
              scoped(function* () {
                const lease = yield* engine.admit({ context: spine, reserve: 50, path: `agent${index}` });
                yield* lease.append([prompt(`Question ${index}?`)]);
                yield* takeTurn(lease);
                // A tool runs for so long that its branch is given to another.
                yield* engine.clock.sleep(index % 2 === 0 ? 1000 : 0);
                yield* lease.append([prompt("And?")]);
                return yield* takeTurn(lease);
              }),
            ),
          );
        for (const task of tasks) expect((yield* task).kind).toBe("answer");
        yield* expectExactAccounts(engine);
        expect(engine.usage().branches).toBeLessThanOrEqual(1);
      });
      yield* expectNothingHeld(engine);
    });
  });

  test("a turn is forked while it is written, and the fork has what was there before", async () => {
    await playing({ ...separate, script: () => ({ answer: "y".repeat(80) }) }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 60, path: "writer" });
      const writing = yield* spawn(() => takeTurn(lease));
      yield* engine.clock.sleep(55);
      const other = yield* engine.admit({ context: spine, reserve: 30, path: "other" });
      expect(other.size.shared).toBe(other.size.tokens);
      expect((yield* writing).kind).toBe("answer");
      yield* expectExactAccounts(engine);
    });
  });
});
