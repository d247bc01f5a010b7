import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Operation, race, run, scoped, sleep, spawn, suspend, type Task, until } from "effection";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fits } from "../../../compiler/types/check.ts";
import { type Context, entriesOf } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";
import { useBranchEngine } from "../../../runtime/engine/branch-engine.ts";
import type { Engine, Lease, TurnEnd } from "../../../runtime/engine/engine.ts";
import { useNativeEngine } from "../../../runtime/engine/native-engine.ts";
import { makeLayout } from "../../../runtime/layout/make-layout.ts";
import { readModelFacts } from "../../../runtime/models/facts.ts";
import { type NativeDevice, useNativeDevice } from "../../../runtime/native/device.ts";
import type { NativeOptions } from "../../../runtime/native/options.ts";
import { realClock } from "../../../runtime/real-clock.ts";
import { inProcess } from "../native/child.ts";
import { useModel } from "../native/fixture.ts";
import { contextOf, entryOf, finish, prompt, searchTool, takeTurn, turnRequest } from "./playing.ts";
import { playAgents, randomAgents } from "./random-agents.ts";

const { folder, file } = useModel();
let facts: ReturnType<typeof readModelFacts> | undefined;

/** A branch engine over a native device that the test can look into. */
function playing(
  options: Partial<NativeOptions>,
  body: (engine: Engine, device: NativeDevice) => Operation<void>,
): Promise<void> {
  return run(function* () {
    facts ??= readModelFacts(file);
    const { layout } = yield* until(facts);
    const device = yield* useNativeDevice({ file, context: 2048, branches: 16, threads: 1, ...options });
    const engine = yield* useBranchEngine(device, makeLayout(layout), { window: device.model.window });
    yield* body(engine, device);
  });
}

function* expectExactAccounts(engine: Engine, device: NativeDevice): Operation<void> {
  const count = yield* device.recount();
  const { cells, branches } = engine.usage();
  expect({ cells, branches }).toEqual({ cells: count.cells, branches: count.branches.size });
  expect(device.usage().cells).toBe(count.cells);
}

function* expectNothingHeld(engine: Engine, device: NativeDevice): Operation<void> {
  yield* expectExactAccounts(engine, device);
  expect(engine.usage()).toMatchObject({ branches: 0, cells: 0, shared: 0, reserved: 0, waiting: 0 });
}

const tool = (name: string) => ({ name, description: `Does ${name}.`, parameters: { type: "object" } });
const spine = contextOf(
  { kind: "system", text: "You are one of a team that investigates the tides." },
  { kind: "tools", tools: ["search", "read", "calculate"].map(tool) },
);
const tokensOf = (engine: Engine, context: Context): number => engine.count(entriesOf(context));

const ticket = entryOf({
  kind: "record",
  fields: [
    {
      name: "kind",
      type: {
        kind: "union",
        members: [
          { kind: "literal", value: "bug" },
          { kind: "literal", value: "question" },
        ],
      },
      optional: false,
    },
    { name: "urgent", type: { kind: "bool" }, optional: false },
    { name: "customer", type: { kind: "string", min: 1, max: 20 }, optional: false },
  ],
});
const sampling = { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, seed: 7 };

describe("on the native device", () => {
  test("a spine is decoded once for five agents, and two appends to it stand in their order", async () => {
    await playing({}, function* (engine, device) {
      yield* scoped(function* () {
        const tasks: Task<Context>[] = [];
        for (let index = 0; index < 5; index += 1) {
          const lease = yield* engine.admit({ context: spine, reserve: 60, path: `agent${index}` });
          tasks.push(yield* spawn(() => lease.append([prompt(`Question ${index}?`)])));
          tasks.push(yield* spawn(() => lease.append([prompt("Be brief.")])));
        }
        const grown: Context[] = [];
        for (const task of tasks) grown.push(yield* task);
        const shared = tokensOf(engine, spine);
        const own = grown.filter((_, index) => index % 2 === 1).map((context) => tokensOf(engine, context) - shared);
        expect(engine.usage().cells).toBe(shared + own.reduce((sum, tokens) => sum + tokens, 0));
        expect(engine.usage().prefilled).toBe(engine.usage().cells);
        expect(engine.usage().shared).toBe(shared);
        expect(grown[1]?.id).toBe(contextOf(...entriesOf(spine), prompt("Question 0?"), prompt("Be brief.")).id);
        yield* expectExactAccounts(engine, device);
      });
      yield* expectNothingHeld(engine, device);
    });
  });

  test("an answer is a value of its type, written as it is kept, and read again as the same tokens", async () => {
    await playing({}, function* (engine, device) {
      const written = yield* scoped(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 400, path: "reader" });
        yield* lease.append([prompt("The tide table is wrong, says Ana.")]);
        const { deltas, end } = yield* finish(lease.turn(turnRequest({ answer: ticket, tokens: 200, sampling })));
        if (end.kind !== "answer") throw new Error(`It ended as ${end.kind}.`);
        expect(fits(end.value, ticket.type, new Map())).toBe(true);
        expect(JSON.stringify(end.value)).toBe(deltas.map((delta) => delta.text).join(""));
        expect(deltas.reduce((sum, delta) => sum + delta.sampled + delta.forced, 0)).toBe(
          end.usage.sampled + end.usage.forced,
        );
        expect(end.usage.surprisal).toBeGreaterThan(0);
        yield* expectExactAccounts(engine, device);
        expect(engine.usage().cells).toBe(tokensOf(engine, end.context));
        return end;
      });
      yield* scoped(function* () {
        const lease = yield* engine.admit({ context: written.context, reserve: 10, path: "again" });
        expect(lease.size).toEqual({ tokens: tokensOf(engine, written.context), shared: 0 });
        yield* expectExactAccounts(engine, device);
      });
    });
  });

  test("a turn that must call is calls of what it may call, and their results go behind it", async () => {
    await playing({}, function* (engine, device) {
      const lease = yield* engine.admit({ context: spine, reserve: 600, path: "researcher" });
      yield* lease.append([prompt("Find out when the tide is high.")]);
      const query = { name: "query", type: { kind: "string", min: 1, max: 12 }, optional: false } as const;
      const search = { name: "search", arguments: entryOf({ kind: "record", fields: [query] }) };
      const { answer, ...onlyCalls } = turnRequest({ calls: [search], maxCalls: 1, tokens: 200, sampling });
      expect(answer).toBeDefined();
      const { end } = yield* finish(lease.turn(onlyCalls));
      if (end.kind !== "calls") throw new Error(`It ended as ${end.kind}.`);
      expect(end.calls).toHaveLength(1);
      for (const call of end.calls) {
        expect(call.name).toBe("search");
        expect(fits(call.arguments, search.arguments.type, new Map())).toBe(true);
      }
      const results: Entry = {
        kind: "results",
        results: end.calls.map(({ id, name }) => ({ call: id, name, text: "At noon.", ok: true })),
      };
      yield* lease.append([results]);
      const last = yield* takeTurn(lease, { answer: ticket, calls: [searchTool], maxCalls: 2, tokens: 200, sampling });
      expect(["answer", "calls", "stopped"]).toContain(last.kind);
      yield* expectExactAccounts(engine, device);
    });
  });

  test("thinking has tokens of its own, and an answer comes all the same", async () => {
    await playing({}, function* (engine, device) {
      const lease = yield* engine.admit({ context: spine, reserve: 400, path: "thinker" });
      yield* lease.append([prompt("Why?")]);
      const { deltas, end } = yield* finish(
        lease.turn(turnRequest({ answer: ticket, tokens: 300, reason: 20, sampling })),
      );
      expect(end.kind).toBe("answer");
      const thought = deltas.filter((delta) => delta.channel === "reason");
      expect(thought.reduce((sum, delta) => sum + delta.sampled, 0)).toBeLessThanOrEqual(20);
      expect(end.context.entry).toMatchObject({ text: expect.stringMatching(/^<think>\n(.|\n)*<\/think>\n\n\{/) });
      yield* expectExactAccounts(engine, device);
    });
  });

  test("an agent whose cells run out is stopped in time, and has its last answer out of what was kept back", async () => {
    await playing({ context: 256 }, function* (engine, device) {
      const lease = yield* engine.admit({ context: contextOf("Count."), reserve: 120, recovery: 100, path: "agent" });
      // So many strings that not even empty ones fit.
      const endless = entryOf({ kind: "list", element: { kind: "string" }, min: 600 });
      const first = yield* takeTurn(lease, { answer: endless, tokens: 5000, sampling });
      expect(first).toMatchObject({ kind: "stopped", reason: "room" });
      yield* expectExactAccounts(engine, device);
      lease.recover();
      yield* lease.append([prompt("Now.")]);
      const last = yield* takeTurn(lease, { answer: entryOf({ kind: "bool" }), tokens: 50, sampling });
      expect(last.kind).toBe("answer");
      yield* expectExactAccounts(engine, device);
    });
  });

  test("an answer is brought to a valid end where the cells for more run out", async () => {
    await playing({ context: 256 }, function* (engine, device) {
      const lease = yield* engine.admit({ context: contextOf("Count."), reserve: 60, path: "agent" });
      const list = entryOf({ kind: "list", element: { kind: "string" }, min: 40 });
      const end = yield* takeTurn(lease, { answer: list, tokens: 5000, sampling });
      if (end.kind !== "answer") throw new Error(`It ended as ${end.kind}.`);
      expect(fits(end.value, list.type, new Map())).toBe(true);
      expect(engine.usage().cells).toBeLessThanOrEqual(256);
      yield* expectExactAccounts(engine, device);
    });
  });

  test("a call that only stands there because the tokens ran out is nobody's call", async () => {
    await playing({}, function* (engine, device) {
      // The shortest end of such a turn is a call: the answer takes more than there is.
      const long = entryOf({ kind: "string", min: 400 });
      for (const tokens of [16, 17, 18]) {
        yield* scoped(function* () {
          const lease = yield* engine.admit({ context: spine, reserve: 200, path: `agent${tokens}` });
          const end = yield* takeTurn(lease, { answer: long, calls: [searchTool], maxCalls: 1, tokens, sampling });
          expect(end).toMatchObject({ kind: "stopped", reason: "tokens" });
        });
      }
      yield* expectExactAccounts(engine, device);
    });
  });

  test("a failed pass leaves contexts, accounts and cells as they were, and the lease can be used on", async () => {
    await playing({}, function* (engine, device) {
      const lease = yield* engine.admit({ context: spine, reserve: 600, path: "agent" });
      const state = () => {
        const { branches, cells, reserved } = engine.usage();
        return { branches, cells, reserved, context: lease.context.id };
      };
      const before = state();
      device.failPass();
      let told = "";
      try {
        yield* lease.append([prompt("word ".repeat(50))]);
      } catch (error) {
        told = error instanceof Error ? error.message : "";
      }
      expect(told).toBe("The pass was stopped.");
      expect(state()).toEqual(before);
      yield* expectExactAccounts(engine, device);
      device.failPass();
      const failed = yield* takeTurn(lease, { answer: ticket, tokens: 100, sampling });
      expect(failed).toMatchObject({ kind: "failed", error: "The pass was stopped." });
      expect(state()).toEqual(before);
      yield* expectExactAccounts(engine, device);
      expect((yield* takeTurn(lease, { answer: ticket, tokens: 100, sampling })).kind).toBe("answer");
      yield* expectExactAccounts(engine, device);
    });
  });

  test("ten agents whose time is over in the same tick give ten values, and none overflows", async () => {
    await playing({ context: 1024 }, function* (engine, device) {
      yield* scoped(function* () {
        const leases: Lease[] = [];
        const turns: Task<TurnEnd>[] = [];
        for (let index = 0; index < 10; index += 1) {
          const path = `agent${index}`;
          const lease = yield* engine.admit({ context: contextOf("Count."), reserve: 90, recovery: 60, path });
          leases.push(lease);
          const answer = entryOf({ kind: "list", element: { kind: "string" }, min: 600 });
          turns.push(
            yield* spawn(() => takeTurn(lease, { answer, tokens: 5000, sampling: { ...sampling, seed: index } })),
          );
        }
        const { ticks } = device.usage();
        while (device.usage().ticks < ticks + 8) yield* sleep(0);
        for (const lease of leases) lease.stop("time");
        for (const turn of turns) expect((yield* turn).kind).toBe("stopped");
        const last: Task<TurnEnd>[] = [];
        for (const lease of leases) {
          lease.recover();
          last.push(yield* spawn(() => takeTurn(lease, { answer: ticket, tokens: 55, sampling })));
        }
        for (const turn of last) {
          const end = yield* turn;
          expect(end.kind === "answer" && fits(end.value, ticket.type, new Map())).toBe(true);
        }
        yield* expectExactAccounts(engine, device);
      });
      yield* expectNothingHeld(engine, device);
    });
  });

  test("leaving a scope in the middle of a pass gives back all that was made in it", async () => {
    await playing({ batch: 32, context: 4096 }, function* (engine, device) {
      const outer = yield* engine.admit({ context: spine, reserve: 10, path: "outer" });
      const before = { ...engine.usage(), ticks: 0, prefilled: 0, sampled: 0, forced: 0 };
      for (const passes of [0, 1, 3, 9, 20]) {
        const from = device.usage().ticks;
        const task = yield* spawn(() =>
          scoped(function* () {
            const lease = yield* engine.admit({ context: spine, reserve: 200, path: "agent" });
            yield* spawn(() => takeTurn(lease, { answer: ticket, tokens: 100, sampling }));
            const helper = yield* engine.admit({ context: lease.context, reserve: 900, path: "agent:0/helper" });
            yield* helper.append([prompt("word ".repeat(300))]);
            yield* takeTurn(helper, { answer: ticket, tokens: 100, sampling });
            yield* suspend();
          }),
        );
        while (device.usage().ticks < from + passes) yield* sleep(0);
        yield* task.halt();
        yield* expectExactAccounts(engine, device);
        expect({ ...engine.usage(), ticks: 0, prefilled: 0, sampled: 0, forced: 0 }).toEqual(before);
      }
      yield* outer.append([prompt("Still here.")]);
      yield* expectExactAccounts(engine, device);
    });
  });

  test("a saved context is restored in another process, where the model goes on with the same text", async () => {
    const path = join(folder, "context.bytes");
    const greedy = { answer: ticket, tokens: 120, sampling: { ...sampling, temperature: 0 } };
    let text = "";
    await playing({ context: 1024, branches: 6 }, function* (engine, device) {
      yield* scoped(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 500, path: "reader" });
        yield* lease.append([prompt("The tide table is wrong, says Ana.")]);
        yield* takeTurn(lease, { answer: ticket, tokens: 120, sampling });
        const context = yield* lease.append([prompt("And now?")]);
        if (!engine.save) throw new Error("It saves nothing.");
        writeFileSync(path, yield* engine.save(context));
        const { end } = yield* finish(lease.turn(turnRequest(greedy)));
        text = end.context.entry?.kind === "turn" ? end.context.entry.text : "";
      });
      yield* expectNothingHeld(engine, device);
    });
    expect(text).not.toBe("");
    const engineAt = JSON.stringify(new URL("../../../runtime/engine/native-engine.ts", import.meta.url).href);
    const { code, out, err } = await inProcess(
      { folder, file },
      `
      import { readFileSync } from "node:fs";
      import { useNativeEngine } from ${engineAt};
      const request = ${JSON.stringify(turnRequest(greedy))};
      await run(function* () {
        const engine = yield* useNativeEngine({ file, context: 1024, branches: 4 });
        const context = yield* engine.restore!(readFileSync(${JSON.stringify(path)}));
        const { cells, prefilled } = engine.usage();
        const lease = yield* engine.admit({ context, reserve: 200, path: "reader" });
        const turn = yield* lease.turn(request);
        let next = yield* turn.next();
        while (!next.done) next = yield* turn.next();
        const { text } = next.value.context.entry as { text: string };
        console.log(JSON.stringify({ text, shared: lease.size.shared === cells, prefilled }));
      });`,
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({ text, shared: true, prefilled: 0 });
  }, 60_000);

  test("whatever agents do and whenever they are halted, nothing is left", async () => {
    const programs = fc.record({
      streams: fc.constantFrom("unified", "separate"),
      agents: randomAgents,
      context: fc.constantFrom(256, 512, 1024, 2048),
      branches: fc.integer({ min: 3, max: 10 }),
      batch: fc.integer({ min: 11, max: 80 }),
    });
    await fc.assert(
      fc.asyncProperty(programs, async ({ agents, ...settings }) => {
        await playing(settings, function* (engine, device) {
          // A pass of this model takes a fifth of a millisecond, so the programs' hours are short ones.
          const clock = { now: realClock.now, sleep: (milliseconds: number) => sleep(milliseconds / 10) };
          yield* race([
            playAgents({ engine, clock, scripted: false, leases: new Map(), turns: new Map(), ...device }, agents),
            (function* () {
              yield* sleep(30_000);
              throw new Error("Everything is stuck.");
            })(),
          ]);
          yield* expectNothingHeld(engine, device);
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

test("a model in a file is opened as an engine, and says what it is", async () => {
  await run(function* () {
    const progress: number[] = [];
    const engine = yield* useNativeEngine({ file, context: 512, branches: 4, onProgress: (f) => progress.push(f) });
    expect(engine.limits).toEqual({ live: 4, cells: 512, window: 512 });
    expect(engine.can).toMatchObject({ fork: true, grammar: true });
    expect(progress.at(-1)).toBe(1);
    const lease = yield* engine.admit({ context: spine, reserve: 100, path: "main/agent" });
    const end = yield* takeTurn(lease, { answer: ticket, tokens: 100, sampling });
    expect(end.kind === "answer" && fits(end.value, ticket.type, new Map())).toBe(true);
  });
});

test("a model is opened with separate streams where that is chosen once its cells are known", async () => {
  await run(function* () {
    const asked: unknown[] = [];
    const streams = (cache: unknown) => {
      asked.push(cache);
      return { kind: "separate", branches: 4 } as const;
    };
    const engine = yield* useNativeEngine({ file, context: 2048, branches: 8, streams });
    expect(asked).toEqual([{ cells: 2048, branches: 8 }]);
    expect(engine.limits).toEqual({ live: 2, cells: 2048, window: 512 });
    const length = tokensOf(engine, spine);
    yield* engine.keep(spine);
    const tasks = [0, 1, 2].map((index) =>
      scoped(function* () {
        const lease = yield* engine.admit({ context: spine, reserve: 200, path: `agent${index}` });
        yield* lease.append([prompt(`Question ${index}?`)]);
        return yield* takeTurn(lease, { answer: ticket, tokens: 100, sampling: { ...sampling, seed: index } });
      }),
    );
    const running: Task<TurnEnd>[] = [];
    for (const task of tasks) running.push(yield* spawn(() => task));
    for (const task of running) expect((yield* task).kind).toBe("answer");
    // The spine was decoded once and copied from then on.
    expect(engine.usage().prefilled).toBeLessThan(2 * length);
    expect(engine.usage()).toMatchObject({ branches: 1, cells: length, shared: 0, reserved: 0 });
  });
});
