import { spawn } from "effection";
import { describe, expect, test } from "vitest";
import type { Script, ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import {
  contextOf,
  expectExactAccounts,
  finish,
  playing,
  prompt,
  promptText,
  searchTool,
  takeTurn,
  turnRequest,
} from "./playing.ts";

const spine = contextOf("Look into the tides.");
const admission = { context: spine, reserve: 300, path: "agent" };
const withTools = { calls: [searchTool], maxCalls: 2 };

const scripted = (turns: readonly ScriptTurn[]): { script: Script } => ({ script: { agent: turns } });

describe("a turn", () => {
  test("that answers ends with the value, and its context has what was written as it was written", async () => {
    await playing(scripted([{ answer: "The moon.", surprisal: 2.5 }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      const { deltas, end } = yield* finish(lease.turn(turnRequest()));
      expect(end).toMatchObject({
        kind: "answer",
        value: "The moon.",
        usage: { sampled: 3, forced: 0, surprisal: 2.5 },
      });
      expect(deltas.map(({ channel, text }) => [channel, text])).toEqual([
        ["answer", '"The'],
        ["answer", " moo"],
        ["answer", 'n."'],
      ]);
      expect(lease.context).toBe(end.context);
      expect(end.context.entry).toMatchObject({
        kind: "turn",
        text: '"The moon."',
        calls: [],
        exact: { identity: engine.identity, runs: [3] },
      });
      const [branch] = engine.device.live().slice(-1);
      expect(engine.device.textOf(branch ?? 0)).toBe(promptText(end.context));
      yield* expectExactAccounts(engine);
    });
  });

  test("that calls ends with the calls, and the results go behind it", async () => {
    const calls = [
      { name: "search", arguments: { query: "high water" } },
      { name: "search", arguments: { query: "low water" } },
    ];
    await playing(scripted([{ calls }, { answer: "Twice a day." }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      const first = yield* finish(lease.turn(turnRequest(withTools)));
      expect(first.end).toMatchObject({
        kind: "calls",
        calls: [
          { id: "call-1.0", ...calls[0] },
          { id: "call-1.1", ...calls[1] },
        ],
      });
      expect(new Set(first.deltas.filter(({ text }) => text !== "").map(({ channel }) => channel))).toEqual(
        new Set(["calls"]),
      );
      yield* lease.append([
        { kind: "results", results: [{ call: "call-1.0", name: "search", text: "At noon.", ok: true }] },
      ]);
      const second = yield* takeTurn(lease, withTools);
      expect(second).toMatchObject({ kind: "answer", value: "Twice a day." });
      expect(promptText(second.context)).toContain("search: At noon.");
    });
  });

  test("reads what was there before, and decodes only what is new", async () => {
    await playing(
      scripted([{ calls: [{ name: "search", arguments: { query: "q" } }] }, { answer: "a" }]),
      function* (engine) {
        const lease = yield* engine.admit(admission);
        const appended = engine.count([prompt("Why?")], spine);
        yield* lease.append([prompt("Why?")]);
        const marks = (before: string) => engine.device.tokenize([{ text: before, special: true }]).length;
        const open = marks("<|im_end|>\n<|im_start|>assistant\n");
        const first = yield* takeTurn(lease, withTools);
        expect(first.usage).toMatchObject({ prefilled: lease.size.tokens + appended + open, shared: 0 });
        const before = engine.usage().cells;
        const result = {
          kind: "results",
          results: [{ call: "call-2.0", name: "search", text: "r", ok: true }],
        } as const;
        const results = engine.count([result], lease.context);
        yield* lease.append([result]);
        const second = yield* takeTurn(lease, withTools);
        expect(second.usage).toMatchObject({ prefilled: results + open, shared: before });
      },
    );
  });

  test("thinks first where it is asked to, in tokens of its own", async () => {
    const reason = "The sun pulls too, but less.";
    await playing(scripted([{ answer: "The moon.", reason }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      const { deltas, end } = yield* finish(lease.turn(turnRequest({ reason: 40 })));
      expect(end).toMatchObject({ kind: "answer", value: "The moon." });
      const text = (channel: string) =>
        deltas
          .filter((delta) => delta.channel === channel)
          .map((delta) => delta.text)
          .join("");
      expect(text("reason")).toBe(`${reason}\n`);
      expect(text("answer")).toBe('"The moon."');
      expect(end.context.entry).toMatchObject({ text: `<think>\n${reason}\n</think>\n\n"The moon."` });
      expect(deltas.reduce((sum, delta) => sum + delta.forced, 0)).toBe(end.usage.forced);
      yield* expectExactAccounts(engine);
    });
  });

  test("has its thinking cut where that has no tokens left, and answers all the same", async () => {
    await playing(scripted([{ answer: "The moon.", reason: "because ".repeat(50) }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      const end = yield* takeTurn(lease, { reason: 5 });
      expect(end).toMatchObject({ kind: "answer", value: "The moon." });
      expect(end.context.entry).toMatchObject({ text: '<think>\nbecause because beca\n</think>\n\n"The moon."' });
      expect(end.usage.sampled).toBe(5 + 3);
      yield* expectExactAccounts(engine);
    });
  });

  test("stops at its tokens, thinking and marks included, and keeps what it wrote", async () => {
    await playing(
      scripted([{ answer: "x".repeat(400) }, { answer: "x".repeat(400), reason: "hm" }]),
      function* (engine) {
        const lease = yield* engine.admit(admission);
        const first = yield* takeTurn(lease, { tokens: 10 });
        expect(first).toMatchObject({ kind: "stopped", reason: "tokens", partial: `"${"x".repeat(39)}` });
        expect(first.usage.sampled).toBe(10);
        yield* lease.append([prompt("Go on.")]);
        const second = yield* takeTurn(lease, { tokens: 20, reason: 5 });
        expect(second).toMatchObject({ kind: "stopped", reason: "tokens" });
        expect(second.usage.sampled + second.usage.forced).toBe(20);
        yield* expectExactAccounts(engine);
      },
    );
  });

  test("ends when it is told to stop, after the pass in flight", async () => {
    await playing(scripted([{ hang: true, text: '"The mo' }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      const turn = yield* spawn(() => finish(lease.turn(turnRequest())));
      yield* engine.clock.sleep(200);
      lease.stop("winddown");
      const { end } = yield* turn;
      expect(end).toMatchObject({ kind: "stopped", reason: "winddown", partial: '"The mo' });
      expect(end.context.entry).toMatchObject({ kind: "turn", text: '"The mo', calls: [] });
      yield* expectExactAccounts(engine);
    });
  });

  test("that is stopped before it wrote anything leaves no trace", async () => {
    await playing(scripted([{ hang: true }, { answer: "now" }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      for (const wait of [0, 5]) {
        const turn = yield* spawn(() => finish(lease.turn(turnRequest())));
        yield* engine.clock.sleep(wait);
        lease.stop("time");
        const { end } = yield* turn;
        if (wait === 5) break;
        expect(end).toMatchObject({ kind: "stopped", reason: "time", context: { id: spine.id } });
        expect(end).not.toHaveProperty("partial");
        yield* expectExactAccounts(engine);
      }
    });
  });

  test("is not stopped by a stop that came before it", async () => {
    await playing(scripted([{ answer: "yes" }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      lease.stop("time");
      expect((yield* takeTurn(lease)).kind).toBe("answer");
    });
  });

  test("that a device fails in, or that says nothing readable, leaves the context as it was", async () => {
    await playing(
      scripted([{ fail: "The device is gone." }, { text: "Well …" }, { answer: "ok" }]),
      function* (engine) {
        const lease = yield* engine.admit(admission);
        const failed = yield* takeTurn(lease);
        expect(failed).toMatchObject({ kind: "failed", error: "The device is gone.", context: { id: spine.id } });
        yield* expectExactAccounts(engine);
        const unreadable = yield* takeTurn(lease);
        expect(unreadable).toMatchObject({ kind: "failed", error: 'The model wrote what is not an answer: "Well …".' });
        expect(lease.context).toBe(spine);
        yield* expectExactAccounts(engine);
        expect((yield* takeTurn(lease)).kind).toBe("answer");
      },
    );
  });

  test("is one of a lease at a time", async () => {
    await playing(scripted([{ answer: "first" }, { answer: "second" }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      const turns = [yield* spawn(() => takeTurn(lease)), yield* spawn(() => takeTurn(lease))];
      const values = [];
      for (const turn of turns) values.push(yield* turn);
      expect(values).toMatchObject([{ value: "first" }, { value: "second" }]);
      expect(promptText(lease.context)).toContain('"first""second"');
    });
  });
});

describe("a lease", () => {
  test("goes back to an older value, and what was written since is gone", async () => {
    await playing(scripted([{ answer: "first" }, { answer: "second" }]), function* (engine) {
      const lease = yield* engine.admit(admission);
      yield* lease.append([prompt("Why?")]);
      const before = lease.context;
      const { cells, reserved } = engine.usage();
      yield* takeTurn(lease);
      yield* lease.rebase(before);
      expect(lease.context).toBe(before);
      expect(engine.usage()).toMatchObject({ cells, reserved });
      yield* expectExactAccounts(engine);
      yield* lease.rebase(contextOf());
      expect(lease.context.depth).toBe(0);
      yield* lease.append([prompt("From the start.")]);
      const end = yield* takeTurn(lease);
      expect(promptText(end.context)).not.toContain("tides");
      yield* expectExactAccounts(engine);
    });
  });

  test("can't go to what it did not grow from", async () => {
    await playing({}, function* (engine) {
      const lease = yield* engine.admit(admission);
      let message = "";
      try {
        yield* lease.rebase(contextOf("another"));
      } catch (error) {
        message = error instanceof Error ? error.message : "";
      }
      expect(message).toBe("A lease can only go back to what it grew from.");
    });
  });
});
