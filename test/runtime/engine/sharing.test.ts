import { type Operation, scoped, spawn, suspend, type Task, useScope, withResolvers } from "effection";
import { describe, expect, test } from "vitest";
import type { Context } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";
import type { ScriptRequest, ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import {
  contextOf,
  expectExactAccounts,
  expectNothingHeld,
  finish,
  playing,
  prompt,
  promptText,
  takeTurn,
  turnRequest,
} from "./playing.ts";

const tool = (name: string) => ({ name, description: `Does ${name}.`, parameters: { type: "object" } });
const spineEntries: Entry[] = [
  { kind: "system", text: "You are one of a team that investigates the tides." },
  { kind: "tools", tools: ["search", "read", "calculate"].map(tool) },
];
const spine = contextOf(...spineEntries);

function* sideBySide(count: number, agent: (index: number) => Operation<void>): Operation<void> {
  const tasks: Task<void>[] = [];
  for (let index = 0; index < count; index += 1) tasks.push(yield* spawn(() => agent(index)));
  for (const task of tasks) yield* task;
}

describe("a spine under several agents", () => {
  test("is decoded once, and costs the cells of its text and of each agent's own", async () => {
    await playing({}, function* (engine) {
      const shared = engine.count(spineEntries);
      const prompts = ["High water?", "Low water?", "Why twice a day?", "Spring tides?", "Neap tides?"];
      const own = prompts.map((text) => engine.count([prompt(text)], spine));
      yield* scoped(function* () {
        for (const [index, text] of prompts.entries()) {
          const lease = yield* engine.admit({ context: spine, reserve: 50, path: `agent${index}` });
          yield* lease.append([prompt(text)]);
          expect(lease.size).toEqual({ tokens: shared, shared: index === 0 ? 0 : shared });
          yield* expectExactAccounts(engine);
        }
        expect(engine.usage().cells).toBe(shared + own.reduce((sum, tokens) => sum + tokens, 0));
        expect(engine.usage().shared).toBe(shared);
        expect(engine.usage().prefilled).toBe(engine.usage().cells);
        expect(engine.device.usage().rows).toBe(engine.usage().cells);
      });
      yield* expectNothingHeld(engine);
    });
  });

  test("is decoded once too when all ask for it in the same moment", async () => {
    await playing({}, function* (engine) {
      yield* sideBySide(5, function* (index) {
        yield* engine.admit({ context: spine, reserve: 50, path: `agent${index}` });
      });
      expect(engine.device.usage().rows).toBe(engine.count(spineEntries));
    });
  });

  test("is decoded once when it is only the beginning of what each asks for", async () => {
    await playing({}, function* (engine) {
      const contexts = [1, 2, 3].map((n) => contextOf(...spineEntries, prompt(`Question ${n}`)));
      yield* sideBySide(3, function* (index) {
        yield* engine.admit({ context: contexts[index] as Context, reserve: 50, path: `agent${index}` });
      });
      const [one] = contexts;
      const own = engine.count([prompt("Question 1")], spine);
      expect(engine.count([], one)).toBe(0);
      expect(engine.device.usage().rows).toBe(engine.count(spineEntries) + 3 * own);
    });
  });

  test("stays decoded from agent to agent while it is kept, and no longer", async () => {
    await playing({}, function* (engine) {
      yield* scoped(function* () {
        yield* engine.keep(spine);
        for (const path of ["first", "second"]) {
          yield* scoped(function* () {
            const lease = yield* engine.admit({ context: spine, reserve: 50, path });
            yield* lease.append([prompt(path)]);
          });
          yield* expectExactAccounts(engine);
          expect(engine.usage()).toMatchObject({ cells: engine.count(spineEntries), branches: 1 });
        }
        const own = ["first", "second"].reduce((sum, text) => sum + engine.count([prompt(text)], spine), 0);
        expect(engine.device.usage().rows).toBe(engine.count(spineEntries) + own);
      });
      yield* expectNothingHeld(engine);
    });
  });

  test("grows in the order in which it was written to, whoever appends first", async () => {
    await playing({}, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 50, path: "spine" });
      const first = yield* spawn(() => lease.append([prompt("first")]));
      const second = yield* spawn(() => lease.append([prompt("second")]));
      yield* first;
      const context = yield* second;
      expect(context.id).toBe(contextOf(...spineEntries, prompt("first"), prompt("second")).id);
      const [branch] = engine.device.live();
      const text = engine.device.textOf(engine.device.live().at(-1) ?? branch ?? 0);
      expect(text.endsWith("first\n\nsecond")).toBe(true);
      yield* expectExactAccounts(engine);
    });
  });
});

describe("ticks", () => {
  test("advance all branches that write with one row each", async () => {
    const text = "x".repeat(80);
    await playing({ script: () => ({ text }) }, function* (engine) {
      yield* sideBySide(8, function* (index) {
        const lease = yield* engine.admit({ context: spine, reserve: 100, path: `agent${index}` });
        yield* lease.append([prompt(`Write ${index}.`)]);
        yield* finish(lease.turn(turnRequest({ tokens: 20 })));
      });
      const writing = engine.device.passes.filter(({ rows }) => [...rows.values()].every((count) => count === 1));
      expect(writing.map(({ rows }) => rows.size)).toEqual(Array.from({ length: 20 }, () => 8));
    });
  });

  test("decode what four forks append in one pass", async () => {
    await playing({}, function* (engine) {
      const base = yield* engine.admit({ context: spine, reserve: 50, path: "base" });
      const before = engine.device.passes.length;
      yield* sideBySide(4, function* (index) {
        const lease = yield* engine.admit({ context: base.context, reserve: 50, path: `fork${index}` });
        yield* lease.append([prompt(`Question ${index}`)]);
      });
      const made = engine.device.passes.slice(before);
      expect(made.map(({ rows }) => rows.size)).toEqual([4]);
    });
  });

  test("decode a long prompt beside branches that write, and disturb none", async () => {
    const long = "word ".repeat(400);
    await playing({ batch: 64, script: () => ({ text: "y".repeat(80) }) }, function* (engine) {
      const writer = yield* engine.admit({ context: spine, reserve: 100, path: "writer" });
      const writing = yield* spawn(() => finish(writer.turn(turnRequest())));
      yield* engine.clock.sleep(20);
      const reader = yield* engine.admit({ context: spine, reserve: 600, path: "reader" });
      yield* reader.append([prompt(long)]);
      const { deltas } = yield* writing;
      expect(deltas.map(({ text }) => text).join("")).toBe("y".repeat(80));
      const mixed = engine.device.passes.filter(({ rows }) => rows.size === 2);
      expect(mixed.length).toBeGreaterThan(3);
      expect(Math.max(...mixed.map(({ rows }) => [...rows.values()].reduce((a, b) => a + b)))).toBe(64);
    });
  });
});

describe("two leases that append the same", () => {
  function* both(engine: ScriptedEngine): Operation<void> {
    yield* sideBySide(2, function* (index) {
      const lease = yield* engine.admit({ context: spine, reserve: 50, path: `attempt${index}` });
      yield* lease.append([prompt("Solve it.")]);
      expect((yield* takeTurn(lease)).kind).toBe("answer");
    });
  }

  test("decode it once", async () => {
    await playing({ script: () => ({ answer: "ok" }) }, function* (engine) {
      yield* both(engine);
      const appended = engine.count([prompt("Solve it.")], spine);
      const { prefilled } = engine.usage();
      const marks = prefilled - engine.count(spineEntries) - appended;
      expect(marks).toBe(
        2 * engine.device.tokenize([{ text: "<|im_end|>\n<|im_start|>assistant\n", special: true }]).length,
      );
      yield* expectExactAccounts(engine);
    });
  });

  test("both have it when the one that decodes it is halted", async () => {
    await playing({}, function* (engine) {
      const leases = [];
      for (const path of ["a", "b"]) leases.push(yield* engine.admit({ context: spine, reserve: 50, path }));
      const [first, second] = leases;
      const decoding = yield* spawn(function* () {
        yield* first?.append([prompt("Solve it.")]) ?? [];
      });
      const waiting = yield* spawn(function* () {
        return yield* second?.append([prompt("Solve it.")]) ?? [];
      });
      yield* engine.clock.sleep(5);
      yield* decoding.halt();
      const context = yield* waiting;
      expect(context).toMatchObject({ id: contextOf(...spineEntries, prompt("Solve it.")).id });
      yield* expectExactAccounts(engine);
    });
  });
});

test("a context that was let go is decoded again from its entries, as the same tokens", async () => {
  await playing({ script: { writer: [{ answer: "It rains." }] } }, function* (engine) {
    let grown: Context = spine;
    let before: readonly number[] = [];
    yield* scoped(function* () {
      const lease = yield* engine.admit({ context: spine, reserve: 100, path: "writer" });
      yield* lease.append([prompt("The weather?")]);
      grown = (yield* takeTurn(lease)).context;
      before = engine.device.tokensOf(engine.device.live().at(-1) ?? 0);
    });
    yield* expectNothingHeld(engine);
    const lease = yield* engine.admit({ context: grown, reserve: 10, path: "reader" });
    yield* expectExactAccounts(engine);
    expect(engine.device.tokensOf(engine.device.live().at(-1) ?? 0)).toEqual(before);
    expect(lease.size).toEqual({ tokens: before.length, shared: 0 });
  });
});

test("an agent's end that is kept is forked without decoding anything again", async () => {
  await playing({ script: { writer: [{ answer: "It rains." }] } }, function* (engine) {
    const outer = yield* useScope();
    const ended = yield* scoped(function* () {
      const lease = yield* engine.admit({ context: spine, reserve: 100, path: "writer" });
      const { context } = yield* takeTurn(lease);
      // Kept by whoever lives on, before the lease ends.
      const kept = withResolvers<void>();
      outer.run(function* () {
        yield* engine.keep(context);
        kept.resolve();
        yield* suspend();
      });
      yield* kept.operation;
      return context;
    });
    yield* expectExactAccounts(engine);
    const rows = engine.device.usage().rows;
    const lease = yield* engine.admit({ context: ended, reserve: 10, path: "reader" });
    expect(lease.size).toEqual({ tokens: engine.usage().cells, shared: engine.usage().cells });
    expect(engine.device.usage().rows).toBe(rows);
  });
});

test("two who are let in at once where another writes have nothing of what it writes", async () => {
  const read = new Map<string, string>();
  const options = {
    cells: 500,
    script: ({ path, prompt: text }: ScriptRequest): ScriptTurn => {
      read.set(path, text);
      return path === "writer" || path === "large" ? { hang: true, text: "z".repeat(400) } : { answer: "done" };
    },
  };
  await playing(options, function* (engine) {
    const writer = yield* engine.admit({ context: spine, reserve: 120, path: "writer" });
    const large = yield* spawn(() =>
      scoped(function* () {
        const lease = yield* engine.admit({ context: contextOf("Another."), reserve: 300, path: "large" });
        yield* takeTurn(lease, { tokens: 250 });
      }),
    );
    yield* engine.clock.sleep(50);
    const writing = yield* spawn(() => takeTurn(writer, { tokens: 100 }));
    yield* engine.clock.sleep(100);
    const agents: Task<void>[] = [];
    for (const path of ["first", "second"])
      agents.push(
        yield* spawn(() =>
          scoped(function* () {
            const lease = yield* engine.admit({ context: spine, reserve: 100, path });
            expect(yield* takeTurn(lease)).toMatchObject({ kind: "answer", value: "done" });
            expect(read.get(path)).toBe(promptText(spine));
          }),
        ),
      );
    yield* engine.clock.sleep(20);
    expect(engine.usage().waiting).toBe(2);
    // What it gives back is enough for both.
    yield* large.halt();
    for (const agent of agents) yield* agent;
    writer.stop("time");
    yield* writing;
    yield* expectExactAccounts(engine);
  });
});
