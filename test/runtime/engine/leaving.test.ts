import { type Operation, race, scoped, sleep, spawn, suspend } from "effection";
import { describe, expect, test } from "vitest";
import { type DeviceOperation, failAt } from "../../../runtime/engine/scripted/scripted-device.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import {
  contextOf,
  expectExactAccounts,
  expectNothingHeld,
  finish,
  playing,
  prompt,
  takeTurn,
  turnRequest,
} from "./playing.ts";

const spine = contextOf("The spine that all of them share.", "It has two paragraphs.");
const long = "z".repeat(4000);

/** An agent with sub-agents, in the middle of things. */
function* work(engine: ScriptedEngine): Operation<void> {
  yield* engine.keep(spine);
  const lease = yield* engine.admit({ context: spine, reserve: 100, path: "agent" });
  yield* lease.append([prompt("Go.")]);
  yield* spawn(() => finish(lease.turn(turnRequest({ tokens: 50 }))));
  for (const path of ["agent:0/a", "agent:0/b"])
    yield* spawn(function* () {
      const helper = yield* engine.admit({ context: lease.context, reserve: 100, path });
      yield* helper.append([prompt(long)]);
      yield* takeTurn(helper);
    });
}

describe("leaving a scope gives back all that was made in it", () => {
  test.each([0, 1, 7, 15, 23, 60, 200])("when it is halted after %i ms, in whatever pass that is", async (moment) => {
    await playing({ batch: 32, cells: 4000, script: () => ({ hang: true, text: "abc" }) }, function* (engine) {
      const outer = yield* engine.admit({ context: spine, reserve: 10, path: "outer" });
      yield* expectExactAccounts(engine);
      const before = { ...engine.usage(), ticks: 0, prefilled: 0, sampled: 0 };
      const task = yield* spawn(() =>
        scoped(function* () {
          yield* work(engine);
          yield* suspend();
        }),
      );
      yield* engine.clock.sleep(moment);
      yield* task.halt();
      yield* expectExactAccounts(engine);
      expect({ ...engine.usage(), ticks: 0, prefilled: 0, sampled: 0 }).toEqual(before);
      yield* outer.append([prompt("Still here.")]);
      yield* expectExactAccounts(engine);
    });
  });

  test("when it fails", async () => {
    await playing({ cells: 4000 }, function* (engine) {
      let told = "";
      try {
        yield* scoped(function* () {
          yield* work(engine);
          yield* engine.clock.sleep(12);
          throw new Error("on purpose");
        });
      } catch (error) {
        told = error instanceof Error ? error.message : "";
      }
      expect(told).toBe("on purpose");
      yield* expectNothingHeld(engine);
    });
  });

  test("when it ends, and when another was faster", async () => {
    await playing({ cells: 4000, script: () => ({ answer: "done", after: 30 }) }, function* (engine) {
      yield* scoped(() => work(engine));
      yield* expectNothingHeld(engine);
      yield* race([work(engine), engine.clock.sleep(18)]);
      yield* expectNothingHeld(engine);
    });
  });
});

describe("a halted operation", () => {
  test("leaves the lease as it was, and the lease can be used on", async () => {
    for (let moment = 0; moment <= 60; moment += 3) {
      await playing({ batch: 16, script: () => ({ text: '"yes"' }) }, function* (engine) {
        const lease = yield* engine.admit({ context: spine, reserve: 500, path: "agent" });
        const before = engine.usage();
        const appending = yield* spawn(() => lease.append([prompt("z".repeat(200))]));
        yield* engine.clock.sleep(moment);
        const context = lease.context;
        yield* appending.halt();
        yield* expectExactAccounts(engine);
        expect(lease.context).toBe(context);
        if (context === spine) expect(engine.usage()).toMatchObject({ cells: before.cells, reserved: before.reserved });
        const turn = yield* spawn(() => takeTurn(lease));
        yield* engine.clock.sleep(moment);
        const then = lease.context;
        yield* turn.halt();
        yield* expectExactAccounts(engine);
        expect(lease.context).toBe(then);
        expect(yield* takeTurn(lease)).toMatchObject({ kind: "answer", value: "yes" });
        yield* expectExactAccounts(engine);
      });
    }
  });
});

test("what a stopped turn left is taken back before anything else is done, though the turn is halted meanwhile", async () => {
  const script = { writer: [{ hang: true, text: "z".repeat(4000) }], agent: [{ hang: true }] } as const;
  for (let moment = 20; moment <= 40; moment += 1) {
    await playing({ batch: 16, script }, function* (engine) {
      const writer = yield* engine.admit({ context: spine, reserve: 2000, path: "writer" });
      yield* spawn(() => takeTurn(writer, { tokens: 1500 }));
      const lease = yield* engine.admit({ context: spine, reserve: 100, path: "agent" });
      const turn = yield* spawn(() => takeTurn(lease));
      yield* engine.clock.sleep(moment);
      // Between two passes, if one has just ended: then the taking back has to wait for the writer's next.
      yield* engine.clock.sleep(0);
      lease.stop("time");
      yield* engine.clock.sleep(3);
      yield* turn.halt();
      yield* lease.append([prompt("Go on.")]);
      expect(lease.context.parent).toBe(spine);
    });
  }
});

describe("whatever fails in the device", () => {
  const kinds: DeviceOperation["kind"][] = ["fork", "extend", "generate", "pass"];
  test.each(kinds)("leaves accounts, contexts and cells exactly as before: the k-th %s", async (kind) => {
    for (let k = 0; k < 12; k += 1) {
      await playing({ batch: 8, fail: failAt(k, kind), script: () => ({ text: '"yes"' }) }, function* (engine) {
        const failures: string[] = [];
        function* attempt(operation: () => Operation<unknown>): Operation<void> {
          const before = engine.usage();
          try {
            const result = yield* operation();
            if (result && typeof result === "object" && "kind" in result && result.kind === "failed")
              throw new Error("error" in result ? String(result.error) : "");
          } catch (error) {
            failures.push(error instanceof Error ? error.message : "");
            yield* sleep(0);
            const { cells, reserved, branches } = engine.usage();
            expect({ cells, reserved, branches }).toEqual({
              cells: before.cells,
              reserved: before.reserved,
              branches: before.branches,
            });
          }
          yield* expectExactAccounts(engine);
        }
        yield* attempt(() =>
          scoped(function* () {
            const lease = yield* engine.admit({ context: spine, reserve: 200, path: "agent" });
            const context = lease.context;
            yield* attempt(() => lease.append([prompt("z".repeat(60))]));
            expect(lease.context === context).toBe(failures.length > 0);
            yield* attempt(() => takeTurn(lease));
            yield* attempt(() => takeTurn(lease));
            yield* attempt(() => lease.append([prompt("And then?")]));
          }),
        );
        expect(failures.length).toBeLessThanOrEqual(1);
        for (const told of failures) expect(told).toBe(`This ${kind} failed as it was told to.`);
        yield* expectNothingHeld(engine);
      });
    }
  });

  test("fails all who wait for the same context, and the next who wants it gets it", async () => {
    await playing({ fail: failAt(0, "pass") }, function* (engine) {
      const told: string[] = [];
      const agent = (path: string) =>
        scoped(function* () {
          try {
            yield* engine.admit({ context: spine, reserve: 10, path });
            told.push("in");
          } catch (error) {
            told.push(error instanceof Error ? error.message : "");
          }
        });
      const tasks = [yield* spawn(() => agent("a")), yield* spawn(() => agent("b"))];
      for (const task of tasks) yield* task;
      yield* agent("c");
      expect(told).toEqual(["This pass failed as it was told to.", "This pass failed as it was told to.", "in"]);
      yield* expectNothingHeld(engine);
    });
  });
});
