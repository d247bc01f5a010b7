import { type Operation, scoped, sleep, spawn, suspend, type Task } from "effection";
import { describe, expect, test } from "vitest";
import { entriesOf } from "../../../runtime/context/context.ts";
import type { Admission } from "../../../runtime/engine/engine.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { contextOf, expectExactAccounts, expectNothingHeld, playing, prompt, takeTurn } from "./playing.ts";

const spine = contextOf("The spine that all of them share.");
/** A model that never comes to an end. */
const endless = { script: () => ({ hang: true as const }) };

/** Holds a lease for so long, at work all the time. */
function* hold(engine: ScriptedEngine, admission: Admission, milliseconds: number, log: string[]): Operation<void> {
  yield* scoped(function* () {
    const lease = yield* engine.admit(admission);
    log.push(`+${admission.path}`);
    yield* spawn(() => takeTurn(lease, { tokens: 2 }));
    yield* engine.clock.sleep(milliseconds);
    log.push(`-${admission.path}`);
  });
}

function* failure(operation: () => Operation<unknown>): Operation<string> {
  try {
    yield* scoped(operation);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return "";
}

describe("admission", () => {
  test("lets in who came first, also where a later one would fit", async () => {
    await playing({ cells: 300, ...endless }, function* (engine) {
      const log: string[] = [];
      const size = engine.count(entriesOf(spine));
      const wanted = [200, 250, 20].map((reserve, index) => ({ context: spine, reserve, path: `agent${index}` }));
      const tasks: Task<void>[] = [];
      for (const admission of wanted) tasks.push(yield* spawn(() => hold(engine, admission, 1000, log)));
      yield* engine.clock.sleep(500);
      expect(log).toEqual(["+agent0"]);
      expect(engine.usage()).toMatchObject({ waiting: 2, cells: size, reserved: 200 });
      for (const task of tasks) yield* task;
      expect(log).toEqual(["+agent0", "-agent0", "+agent1", "+agent2", "-agent1", "-agent2"]);
      yield* expectNothingHeld(engine);
    });
  });

  test("lets in no more than may live at once, twelve in the end, first come first served", async () => {
    await playing({ live: 4, ...endless }, function* (engine) {
      const log: string[] = [];
      const tasks: Task<void>[] = [];
      let most = 0;
      for (let index = 0; index < 12; index += 1) {
        const admission = { context: spine, reserve: 10, path: `agent${index}` };
        tasks.push(yield* spawn(() => hold(engine, admission, 100 + 7 * index, log)));
      }
      yield* spawn(function* () {
        for (;;) {
          yield* engine.clock.sleep(1);
          let live = 0;
          for (const line of log) live += line.startsWith("+") ? 1 : -1;
          most = Math.max(most, live);
        }
      });
      for (const task of tasks) yield* task;
      expect(most).toBe(4);
      const entered = log.filter((line) => line.startsWith("+"));
      expect(entered).toEqual(Array.from({ length: 12 }, (_, index) => `+agent${index}`));
    });
  });

  test("fails at once, in words, where it could never be", async () => {
    await playing({ cells: 300, window: 200 }, function* (engine) {
      const tokens = engine.count([prompt("x".repeat(400))]);
      const admit = (reserve: number) => () =>
        engine.admit({ context: contextOf("x".repeat(400)), reserve, path: "agent" });
      expect(yield* failure(admit(150))).toBe(
        `NoRoom: An agent's context has ${tokens} tokens and it needs 150 more to work with, but a context of this model holds 200.`,
      );
      expect(engine.device.usage().ticks).toBe(0);
      yield* expectNothingHeld(engine);
    });
    await playing({ cells: 300, window: 1000 }, function* (engine) {
      expect(engine.limits).toEqual({ live: 30, cells: 300, window: 300 });
      expect(yield* failure(() => engine.admit({ context: spine, reserve: 300, path: "agent" }))).toMatch(
        /holds 300\.$/,
      );
    });
  });

  test("tells when a wait begins and ends", async () => {
    await playing({ cells: 100, ...endless }, function* (engine) {
      const waits: boolean[] = [];
      const first = yield* spawn(() => hold(engine, { context: spine, reserve: 80, path: "first" }, 100, []));
      yield* engine.clock.sleep(50);
      yield* scoped(function* () {
        yield* engine.admit({ context: spine, reserve: 80, path: "second", onWait: (wait) => waits.push(wait) });
        expect(waits).toEqual([true, false]);
      });
      yield* first;
    });
  });

  test("forgets who is halted while waiting, and lets the next in", async () => {
    await playing({ cells: 100, ...endless }, function* (engine) {
      const log: string[] = [];
      const admission = (path: string) => ({ context: spine, reserve: 80, path });
      const tasks: Task<void>[] = [];
      for (const path of ["a", "b", "c"]) tasks.push(yield* spawn(() => hold(engine, admission(path), 100, log)));
      yield* engine.clock.sleep(50);
      expect(engine.usage().waiting).toBe(2);
      yield* tasks[1]?.halt() ?? [];
      expect(engine.usage().waiting).toBe(1);
      yield* tasks[0] ?? [];
      yield* tasks[2] ?? [];
      expect(log).toEqual(["+a", "-a", "+c", "-c"]);
      yield* expectNothingHeld(engine);
    });
  });

  test("gives back what it was given when it is halted at any moment on the way", async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      await playing({ passMilliseconds: 4 }, function* (engine) {
        const task = yield* spawn(function* () {
          yield* engine.admit({ context: spine, reserve: 80, path: "a" });
          yield* suspend();
        });
        yield* engine.clock.sleep(moment);
        yield* task.halt();
        yield* expectNothingHeld(engine);
      });
    }
  });

  test("of one context that several wait for is decoded on while one of them still waits", async () => {
    await playing({}, function* (engine) {
      const admit = (path: string) => () => engine.admit({ context: spine, reserve: 20, path });
      const first = yield* spawn(admit("a"));
      const second = yield* spawn(() => scoped(admit("b")));
      yield* engine.clock.sleep(5);
      yield* first.halt();
      yield* second;
      expect(engine.device.usage()).toMatchObject({ ticks: 1, rows: engine.count(entriesOf(spine)) });
      yield* expectNothingHeld(engine);
    });
  });

  test("of a longer context does not hurt who waits for a shorter one when it is halted", async () => {
    await playing(endless, function* (engine) {
      const longer = contextOf("The spine that all of them share.", "And more.");
      const first = yield* spawn(() => hold(engine, { context: longer, reserve: 20, path: "a" }, 50, []));
      const second = yield* spawn(() => hold(engine, { context: spine, reserve: 20, path: "b" }, 50, []));
      yield* engine.clock.sleep(5);
      yield* first.halt();
      yield* second;
      yield* expectNothingHeld(engine);
    });
  });

  test("drops what is only kept when others need the room, and decodes it again when it is wanted", async () => {
    await playing({ cells: 60 }, function* (engine) {
      const other = contextOf("Something else altogether, and no less long.");
      yield* engine.keep(spine);
      for (const context of [spine, other, spine]) {
        yield* scoped(function* () {
          yield* engine.admit({ context, reserve: 45, path: "agent" });
          yield* expectExactAccounts(engine);
        });
      }
      const own = engine.usage().cells;
      expect(own).toBe(engine.device.passes[0]?.rows.get(1));
      expect(engine.usage().prefilled).toBeGreaterThan(2 * own);
    });
  });

  test("drops kept contexts too when branches run out, and no lease suffers", async () => {
    await playing({ branches: 5 }, function* (engine) {
      const spines = Array.from({ length: 8 }, (_, index) => contextOf(`Spine number ${index}.`));
      for (const kept of spines) yield* engine.keep(kept);
      const leases = [];
      for (const context of spines.slice(0, 3)) leases.push(yield* engine.admit({ context, reserve: 5, path: "held" }));
      yield* expectExactAccounts(engine);
      expect(engine.usage().branches).toBeLessThanOrEqual(5);
      for (const lease of leases) yield* lease.append([prompt("Still here.")]);
      yield* expectExactAccounts(engine);
    });
  });

  test("of a sub-agent goes before those that nobody who holds room waits for", async () => {
    await playing({ live: 2, ...endless }, function* (engine) {
      const log: string[] = [];
      const caller = yield* spawn(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 20, path: "f/caller" });
        yield* engine.clock.sleep(50);
        yield* hold(engine, { context: lease.context, reserve: 20, path: "f/caller:0/helper" }, 10, log);
      });
      const others: Task<void>[] = [];
      for (const path of ["f/a", "f/b"])
        others.push(yield* spawn(() => hold(engine, { context: spine, reserve: 20, path }, 100, log)));
      yield* caller;
      for (const other of others) yield* other;
      expect(log.indexOf("+f/caller:0/helper")).toBeLessThan(log.indexOf("+f/b"));
    });
  });

  test("of a sub-agent takes the place of those that wait for it, where there is no other", async () => {
    await playing({ live: 1 }, function* (engine) {
      yield* scoped(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 20, path: "f/caller" });
        yield* lease.append([prompt("Ask the helper.")]);
        const { prefilled } = engine.usage();
        yield* scoped(function* () {
          const helper = yield* engine.admit({ context: lease.context, reserve: 20, path: "f/caller:0/helper" });
          yield* helper.append([prompt("Help.")]);
          yield* expectExactAccounts(engine);
        });
        yield* lease.append([prompt("It helped.")]);
        const own =
          engine.count([prompt("Help.")], lease.context) + engine.count([prompt("It helped.")], lease.context);
        // What the caller had was never decoded again.
        expect(engine.usage().prefilled).toBe(prefilled + own);
      });
      yield* expectNothingHeld(engine);
    });
  });

  test("goes before what only rests once that has rested as long as decoding it again would take, and it comes back", async () => {
    const script = { agent: [{ answer: "one" }, { answer: "two" }], other: [{ answer: "three" }] };
    await playing({ cells: 130, script }, function* (engine) {
      const log: string[] = [];
      const agent = yield* spawn(() =>
        scoped(function* () {
          const lease = yield* engine.admit({ context: spine, reserve: 60, path: "agent" });
          yield* lease.append([prompt("Look it up.")]);
          expect(yield* takeTurn(lease, { tokens: 20 })).toMatchObject({ value: "one" });
          const { context } = lease;
          log.push("agent waits for its tool");
          yield* engine.clock.sleep(10_000);
          expect(lease.context).toBe(context);
          log.push("agent goes on");
          yield* lease.append([prompt("It says: noon.")]);
          const end = yield* takeTurn(lease, { tokens: 20 });
          expect(end).toMatchObject({ kind: "answer", value: "two" });
          // All of it was decoded again, and read once.
          expect(end.usage.prefilled + end.usage.shared).toBeLessThan(130);
          expect(entriesOf(end.context).map(({ kind }) => kind)).toEqual(["text", "text", "turn", "text", "turn"]);
        }),
      );
      yield* engine.clock.sleep(100);
      yield* scoped(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 100, path: "other" });
        log.push("other is in");
        yield* expectExactAccounts(engine);
        expect(yield* takeTurn(lease, { tokens: 20 })).toMatchObject({ value: "three" });
      });
      yield* agent;
      expect(log).toEqual(["agent waits for its tool", "other is in", "agent goes on"]);
      yield* expectNothingHeld(engine);
    });
  });

  test("never takes the branch of an agent whose tool is quick", async () => {
    await playing({ cells: 130 }, function* (engine) {
      let waits = 0;
      const agent = yield* spawn(() =>
        scoped(function* () {
          const lease = yield* engine.admit({
            context: spine,
            reserve: 80,
            path: "agent",
            onWait: () => {
              waits += 1;
            },
          });
          for (let call = 0; call < 5; call += 1) {
            yield* lease.append([prompt("Result.")]);
            yield* engine.clock.sleep(60);
          }
        }),
      );
      yield* engine.clock.sleep(20);
      yield* scoped(() => engine.admit({ context: spine, reserve: 100, path: "other" }));
      yield* agent;
      expect(waits).toBe(0);
    });
  });

  test("takes turns among agents that all rest for long: each goes on in the end", async () => {
    await playing({ cells: 160, live: 8 }, function* (engine) {
      const ended: string[] = [];
      const agent = (path: string) =>
        scoped(function* () {
          const lease = yield* engine.admit({ context: spine, reserve: 60, path });
          for (let call = 0; call < 4; call += 1) {
            yield* lease.append([prompt(`Result ${call} of ${path}.`)]);
            yield* engine.clock.sleep(5_000);
          }
          ended.push(path);
        });
      const tasks = [];
      for (let index = 0; index < 8; index += 1) tasks.push(yield* spawn(() => agent(`agent${index}`)));
      for (const task of tasks) yield* task;
      expect(ended).toHaveLength(8);
      expect(engine.clock.now()).toBeLessThan(60_000);
      yield* expectNothingHeld(engine);
    });
  });

  test("needs a device with room for forking", async () => {
    await expect(
      playing({ branches: 2 }, function* () {
        yield* sleep(0);
      }),
    ).rejects.toThrow("at least three branches");
  });
});
