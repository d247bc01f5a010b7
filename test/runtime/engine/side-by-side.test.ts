import { scoped, spawn, suspend, type Task } from "effection";
import { expect, test } from "vitest";
import type { Lease, TurnEnd } from "../../../runtime/engine/engine.ts";
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

const spine = contextOf("The spine that all of them share.");

test("while one agent waits half a second for its tool, the other's tokens keep coming with every pass", async () => {
  await playing({ script: () => ({ answer: "z".repeat(100) }) }, function* (engine) {
    const caller = yield* engine.admit({ context: spine, reserve: 200, path: "caller" });
    const writer = yield* engine.admit({ context: spine, reserve: 200, path: "writer" });
    const tool = yield* spawn(() => engine.clock.sleep(500));
    const began = engine.clock.now();
    const subscription = yield* writer.turn(turnRequest());
    const moments: number[] = [];
    for (let next = yield* subscription.next(); !next.done; next = yield* subscription.next())
      moments.push(engine.clock.now() - began);
    // A hundred characters with two quotes are 26 tokens; the first pass decodes the marks, each of the others writes one.
    expect(moments).toEqual(Array.from({ length: 26 }, (_, index) => 10 * (index + 2)));
    yield* tool;
    yield* caller.append([prompt("The tool's result.")]);
    expect((yield* takeTurn(caller)).kind).toBe("answer");
    yield* expectExactAccounts(engine);
  });
});

test("ten agents whose time is over in the same tick give ten values out of what was kept back for them", async () => {
  const script = ({ turn }: { turn: number }) =>
    turn === 0 ? { hang: true, text: `"${"z".repeat(2000)}` } : { answer: "in time" };
  await playing({ cells: 700, script }, function* (engine) {
    yield* scoped(function* () {
      const leases: Lease[] = [];
      const turns: Task<TurnEnd>[] = [];
      for (let index = 0; index < 10; index += 1) {
        const lease = yield* engine.admit({ context: spine, reserve: 60, recovery: 30, path: `agent${index}` });
        leases.push(lease);
        turns.push(yield* spawn(() => takeTurn(lease, { tokens: 500 })));
      }
      yield* engine.clock.sleep(125);
      for (const lease of leases) lease.stop("time");
      for (const turn of turns) expect(yield* turn).toMatchObject({ kind: "stopped", reason: "time" });
      const last: Task<TurnEnd>[] = [];
      for (const lease of leases) {
        lease.recover();
        last.push(yield* spawn(() => takeTurn(lease, { tokens: 20 })));
      }
      for (const turn of last) expect(yield* turn).toMatchObject({ kind: "answer", value: "in time" });
      yield* expectExactAccounts(engine);
      expect(engine.usage().cells).toBeLessThanOrEqual(700);
    });
    yield* expectNothingHeld(engine);
  });
});

test("halting one agent gives its cells back, and its siblings go on as if nothing had been", async () => {
  const script = { "agent*": () => ({ answer: "z".repeat(200) }) };
  await playing({ script }, function* (engine) {
    const sibling = yield* engine.admit({ context: spine, reserve: 200, path: "agent1" });
    const alone = engine.usage();
    const halted = yield* spawn(() =>
      scoped(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 300, path: "agent0" });
        yield* lease.append([prompt("Go.")]);
        yield* takeTurn(lease);
        yield* suspend();
      }),
    );
    const writing = yield* spawn(() => finish(sibling.turn(turnRequest())));
    yield* engine.clock.sleep(205);
    yield* halted.halt();
    expect(engine.usage()).toMatchObject({ branches: 1, reserved: alone.reserved });
    const { end, deltas } = yield* writing;
    expect(end).toMatchObject({ kind: "answer", value: "z".repeat(200) });
    expect(deltas.reduce((sum, { sampled }) => sum + sampled, 0)).toBe(51);
    yield* expectExactAccounts(engine);
  });
});
