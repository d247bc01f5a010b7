import { type Operation, scoped, spawn } from "effection";
import { describe, expect, test } from "vitest";
import type { Lease } from "../../../runtime/engine/engine.ts";
import { contextOf, expectExactAccounts, expectNothingHeld, playing, prompt, takeTurn } from "./playing.ts";

const spine = contextOf("spine");
const forty = "x".repeat(4 * 38);

function* failure(operation: Operation<unknown>): Operation<string> {
  try {
    yield* operation;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return "";
}

describe("what a lease appends", () => {
  test("waits for a sibling where it does not fit, and goes in when that one ends", async () => {
    await playing({ cells: 100, script: () => ({ hang: true as const }) }, function* (engine) {
      const log: string[] = [];
      const sibling = yield* spawn(() =>
        scoped(function* () {
          const lease = yield* engine.admit({ context: spine, reserve: 60, path: "sibling" });
          yield* spawn(() => takeTurn(lease, { tokens: 20 }));
          yield* engine.clock.sleep(500);
          log.push("sibling ends");
        }),
      );
      yield* engine.clock.sleep(50);
      yield* scoped(function* () {
        const onWait = (waits: boolean) => log.push(waits ? "waits" : "goes on");
        const lease = yield* engine.admit({ context: spine, reserve: 20, path: "agent", onWait });
        yield* lease.append([prompt(forty)]);
        log.push("appended");
        yield* expectExactAccounts(engine);
      });
      yield* sibling;
      expect(log).toEqual(["waits", "sibling ends", "goes on", "appended"]);
      yield* expectNothingHeld(engine);
    });
  });

  test("goes in for one after the other where all wait for each other, and all come to an end", async () => {
    await playing({ cells: 120 }, function* (engine) {
      const told: string[] = [];
      const agent = (path: string) =>
        scoped(function* () {
          const lease = yield* engine.admit({ context: spine, reserve: 30, path });
          yield* engine.clock.sleep(50);
          const refused = yield* failure(lease.append([prompt("x".repeat(4 * 80))]));
          told.push(`${path}: ${refused === "" ? "fits" : refused.slice(0, 6)}`);
        });
      const tasks = [];
      for (const path of ["a", "b", "c"]) tasks.push(yield* spawn(() => agent(path)));
      for (const task of tasks) yield* task;
      expect(told).toEqual(["a: fits", "b: fits", "c: fits"]);
      yield* expectNothingHeld(engine);
    });
  });

  test("is refused at once, and changes nothing, where it could never fit", async () => {
    await playing({ cells: 100, window: 60 }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 30, recovery: 10, path: "agent" });
      const before = engine.usage();
      const length = lease.size.tokens;
      expect(yield* failure(lease.append([prompt("x".repeat(4 * 60))]))).toBe(
        `NoRoom: 61 tokens are to be added to a context of ${length}, but a context holds 60 at most, and 10 tokens are kept back for a last answer.`,
      );
      expect(engine.usage()).toEqual(before);
      expect(lease.context).toBe(spine);
      yield* expectExactAccounts(engine);
    });
  });

  test("may use what nobody else was promised, and says how much that is", async () => {
    await playing({ cells: 100 }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 10, recovery: 4, path: "agent" });
      const length = lease.size.tokens;
      expect(lease.room()).toBe(100 - length - 4);
      yield* lease.append([prompt(forty)]);
      expect(lease.room()).toBe(100 - engine.usage().cells - 4);
      yield* scoped(function* () {
        yield* engine.admit({ context: spine, reserve: 20, path: "other" });
        expect(lease.room()).toBe(100 - engine.usage().cells - 4 - 20);
      });
      lease.recover();
      expect(lease.room()).toBe(100 - engine.usage().cells);
    });
  });
});

describe("a turn near the end of the cells", () => {
  const long = { script: () => ({ answer: "y".repeat(4000) }) };

  test("stops before the pass that would not fit, and the last answer fits into what was kept back for it", async () => {
    const script = ({ turn }: { turn: number }) => (turn === 0 ? { answer: "y".repeat(4000) } : { answer: "short" });
    await playing({ cells: 100, script }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 40, recovery: 20, path: "agent" });
      const first = yield* takeTurn(lease, { tokens: 1000 });
      expect(first).toMatchObject({ kind: "stopped", reason: "room" });
      expect(engine.usage()).toMatchObject({ cells: 80, reserved: 20 });
      yield* expectExactAccounts(engine);
      lease.recover();
      yield* lease.append([prompt("Now.")]);
      expect(yield* takeTurn(lease, { tokens: 1000 })).toMatchObject({ kind: "answer", value: "short" });
      yield* expectExactAccounts(engine);
    });
  });

  test("waits for a sibling at work where no cell is left for it, and goes on when that one can be done without", async () => {
    const script = { sibling: [{ hang: true as const }], agent: [{ answer: "short" }] };
    await playing({ cells: 100, script }, function* (engine) {
      const sibling = yield* engine.admit({ context: spine, reserve: 80, path: "sibling" });
      const writing = yield* spawn(() => takeTurn(sibling, { tokens: 70 }));
      const waits: boolean[] = [];
      const onWait = (wait: boolean) => waits.push(wait);
      const lease = yield* engine.admit({ context: spine, reserve: 10, recovery: 10, path: "agent", onWait });
      const room = lease.room();
      expect(room).toBe(100 - 80 - 10 - lease.size.tokens);
      yield* lease.append([prompt("x".repeat(4 * (room - 2)))]);
      const turn = yield* spawn(() => takeTurn(lease));
      yield* engine.clock.sleep(1000);
      expect(waits).toEqual([true]);
      sibling.stop("winddown");
      expect(yield* writing).toMatchObject({ kind: "stopped", reason: "winddown" });
      expect(yield* turn).toMatchObject({ kind: "answer", value: "short" });
      expect(waits).toEqual([true, false]);
      yield* expectExactAccounts(engine);
    });
  });

  test("is over before it begins where its context has no room left", async () => {
    await playing({ cells: 100, window: 40, ...long }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 20, recovery: 10, path: "agent" });
      yield* lease.append([prompt("x".repeat(4 * (lease.room() - 2)))]);
      const { context } = lease;
      expect(yield* takeTurn(lease)).toMatchObject({ kind: "stopped", reason: "room", usage: { sampled: 0 } });
      expect(lease.context).toBe(context);
      yield* expectExactAccounts(engine);
    });
  });

  test("ends its wait when it is stopped", async () => {
    const script = { sibling: [{ hang: true as const }] };
    await playing({ cells: 100, script }, function* (engine) {
      const sibling = yield* engine.admit({ context: spine, reserve: 90, path: "sibling" });
      yield* spawn(() => takeTurn(sibling, { tokens: 80 }));
      const lease = yield* engine.admit({ context: spine, reserve: 3, path: "agent" });
      const turn = yield* spawn(() => takeTurn(lease));
      yield* engine.clock.sleep(1000);
      lease.stop("time");
      expect(yield* turn).toMatchObject({ kind: "stopped", reason: "time", usage: { sampled: 0 } });
      expect(engine.usage().waiting).toBe(0);
    });
  });

  test("leaves its siblings their reserves, however much it would like to write", async () => {
    await playing({ cells: 200, ...long }, function* (engine) {
      const leases: Lease[] = [];
      for (const path of ["a", "b", "c"]) leases.push(yield* engine.admit({ context: spine, reserve: 40, path }));
      const turns = [];
      for (const lease of leases) turns.push(yield* spawn(() => takeTurn(lease, { tokens: 1000 })));
      for (const turn of turns) {
        const end = yield* turn;
        expect(end).toMatchObject({ kind: "stopped", reason: "room" });
        expect(end.usage.sampled).toBeGreaterThan(40 - 10);
      }
      expect(engine.usage().cells).toBeLessThanOrEqual(200);
      yield* expectExactAccounts(engine);
    });
  });

  test("ends at the window of one context too", async () => {
    await playing({ cells: 1000, window: 100, ...long }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 40, recovery: 30, path: "agent" });
      expect(yield* takeTurn(lease, { tokens: 1000 })).toMatchObject({ kind: "stopped", reason: "room" });
      expect(engine.usage().cells).toBe(70);
      expect(lease.room()).toBe(0);
    });
  });
});
