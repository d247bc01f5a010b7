import { type Operation, scoped, spawn, type Task } from "effection";
import { describe, expect, test } from "vitest";
import { type Context, emptyContext, entriesOf } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";
import { type Engine, UnusableBytes } from "../../../runtime/engine/engine.ts";
import { decodeContext, encodeContext } from "../../../runtime/engine/saved-context.ts";
import { plainLayout } from "../../../runtime/engine/scripted/plain-layout.ts";
import { failAt } from "../../../runtime/engine/scripted/scripted-device.ts";
import type { ScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { contextOf, expectExactAccounts, expectNothingHeld, playing, prompt, takeTurn } from "./playing.ts";

const spine = contextOf({ kind: "system", text: "You are one of a team." }, prompt("Why are there tides?"));
const origin = { model: "scripted", layout: `${plainLayout.name}.${plainLayout.version}` };
const tokensOf = (engine: Engine, context: Context): number => engine.count(entriesOf(context));

function* save(engine: Engine, context: Context): Operation<Uint8Array> {
  if (!engine.save) throw new Error("The engine saves nothing.");
  return yield* engine.save(context);
}

function* restore(engine: Engine, bytes: Uint8Array): Operation<Context> {
  if (!engine.restore) throw new Error("The engine restores nothing.");
  return yield* engine.restore(bytes);
}

function* failure(operation: Operation<unknown>): Operation<string> {
  try {
    yield* operation;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  return "nothing was thrown";
}

/** The bytes of a context with a turn in it, and the context. */
async function saved(): Promise<{ bytes: Uint8Array; context: Context }> {
  const made: { bytes: Uint8Array; context: Context }[] = [];
  await playing({ script: { writer: [{ answer: "The moon." }] } }, function* (engine) {
    yield* scoped(function* () {
      const lease = yield* engine.admit({ context: spine, reserve: 100, path: "writer" });
      const { context } = yield* takeTurn(lease);
      made.push({ bytes: yield* save(engine, context), context });
    });
    yield* expectNothingHeld(engine);
  });
  const [only] = made;
  if (!only) throw new Error("Nothing was saved.");
  return only;
}

describe("a saved context", () => {
  test("is restored on another engine as the same context, which an agent goes on with and decodes nothing of", async () => {
    const { bytes, context } = await saved();
    await playing({ script: { reader: [{ answer: "And the sun." }] } }, function* (engine) {
      yield* scoped(function* () {
        const restored = yield* restore(engine, bytes);
        expect(restored.id).toBe(context.id);
        expect(entriesOf(restored)).toEqual(entriesOf(context));
        const length = tokensOf(engine, context);
        expect(engine.usage()).toMatchObject({ branches: 1, cells: length, prefilled: 0, reserved: 0 });
        yield* expectExactAccounts(engine);
        yield* scoped(function* () {
          const lease = yield* engine.admit({ context: restored, reserve: 60, path: "reader" });
          expect(lease.size).toEqual({ tokens: length, shared: length });
          expect(engine.device.usage().rows).toBe(0);
          yield* lease.append([prompt("Only that?")]);
          expect(yield* takeTurn(lease)).toMatchObject({ kind: "answer", value: "And the sun." });
          yield* expectExactAccounts(engine);
        });
        expect(engine.usage()).toMatchObject({ branches: 1, cells: length });
      });
      yield* expectNothingHeld(engine);
    });
  });

  test.each(["fork", "extend", "pass"] as const)(
    "is not saved where the %s for it fails, and nothing is left",
    async (kind) => {
      await playing({ fail: failAt(0, kind) }, function* (engine) {
        expect(yield* failure(save(engine, spine))).toBe(`Error: This ${kind} failed as it was told to.`);
        yield* expectNothingHeld(engine);
      });
    },
  );

  test("is decoded first where it is not in the cache, and leaves nothing there", async () => {
    await playing({}, function* (engine) {
      const bytes = yield* save(engine, spine);
      yield* expectNothingHeld(engine);
      expect(engine.device.usage().rows).toBe(tokensOf(engine, spine));
      const again = yield* restore(engine, bytes);
      expect(again.id).toBe(spine.id);
      expect(engine.device.usage().rows).toBe(tokensOf(engine, spine));
    });
  });

  test("may be a beginning of what a lease has, which goes on writing meanwhile", async () => {
    await playing({ script: () => ({ answer: "It is the moon that does it." }) }, function* (engine) {
      const lease = yield* engine.admit({ context: spine, reserve: 100, path: "writer" });
      const turn = yield* spawn(() => takeTurn(lease));
      yield* engine.clock.sleep(15);
      const bytes = yield* save(engine, spine);
      expect((yield* turn).kind).toBe("answer");
      expect(engine.device.passes.every(({ failed }) => !failed)).toBe(true);
      yield* expectExactAccounts(engine);
      expect((yield* restore(engine, bytes)).id).toBe(spine.id);
      yield* expectExactAccounts(engine);
    });
  });

  test("may be empty", async () => {
    await playing({}, function* (engine) {
      yield* scoped(function* () {
        const bytes = yield* save(engine, emptyContext);
        expect((yield* restore(engine, bytes)).id).toBe(emptyContext.id);
      });
      yield* expectNothingHeld(engine);
    });
  });

  test("waits for room to be restored, and is decoded again where it had to give its own up", async () => {
    const { bytes, context } = await saved();
    await playing({ cells: 100, script: () => ({ hang: true as const }) }, function* (engine) {
      const length = tokensOf(engine, context);
      const log: string[] = [];
      const busy = yield* spawn(() =>
        scoped(function* () {
          const lease = yield* engine.admit({ context: contextOf("busy"), reserve: 90, path: "busy" });
          yield* spawn(() => takeTurn(lease, { tokens: 20 }));
          yield* engine.clock.sleep(300);
          log.push("busy ends");
        }),
      );
      yield* engine.clock.sleep(50);
      yield* restore(engine, bytes);
      log.push("restored");
      yield* busy;
      expect(log).toEqual(["busy ends", "restored"]);
      yield* scoped(function* () {
        yield* engine.admit({ context: contextOf("large"), reserve: 100 - length, path: "large" });
        expect(engine.usage().branches).toBe(1);
        yield* expectExactAccounts(engine);
      });
      const lease = yield* engine.admit({ context, reserve: 1, path: "late" });
      expect(lease.size).toEqual({ tokens: length, shared: 0 });
    });
  });

  test("leaves nothing behind when whoever saves or restores it is halted, at whatever moment", async () => {
    const { bytes, context } = await saved();
    for (let milliseconds = 0; milliseconds < 30; milliseconds += 1) {
      await playing({ passMilliseconds: 5, batch: 8 }, function* (engine: ScriptedEngine) {
        const tasks: Task<unknown>[] = [];
        tasks.push(yield* spawn(() => save(engine, context)));
        tasks.push(yield* spawn(() => scoped(() => restore(engine, bytes))));
        yield* engine.clock.sleep(milliseconds);
        for (const task of tasks) yield* task.halt();
        yield* expectNothingHeld(engine);
      });
    }
  });

  test("that fails to be decoded fails with the device's own sentence", async () => {
    await playing({ fail: ({ kind }) => (kind === "extend" ? "The device failed." : undefined) }, function* (engine) {
      expect(yield* failure(save(engine, spine))).toBe("Error: The device failed.");
      yield* expectNothingHeld(engine);
    });
  });
});

describe("bytes that are no context of this engine", () => {
  test("are refused with a sentence wherever they end and whatever byte of them is damaged, and leave nothing behind", async () => {
    const { bytes } = await saved();
    await playing({}, function* (engine) {
      for (let at = 0; at < bytes.length; at += 1) {
        expect(yield* failure(restore(engine, bytes.subarray(0, at)))).toMatch(
          /^UnusableBytes: .*(is not whole|no saved context)/,
        );
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(at) ^ 0x15, at);
        expect(yield* failure(restore(engine, damaged))).toMatch(/^UnusableBytes: (The|These) .*\.$/);
      }
      expect(yield* failure(restore(engine, Buffer.concat([bytes, Buffer.alloc(3)])))).toBe(
        "UnusableBytes: The saved context has 3 bytes too many behind its end.",
      );
      yield* expectNothingHeld(engine);
    });
  });

  test("say whose they are: of another model, another layout, another version, other tokens", async () => {
    const { bytes, context } = await saved();
    const { branch } = decodeContext(bytes, origin);
    const entries = entriesOf(context);
    const forged: [Uint8Array, string][] = [
      [
        encodeContext({ ...origin, model: "another" }, entries, branch),
        "The context was saved with another model, whose cells are of no use to this one.",
      ],
      [
        encodeContext({ ...origin, layout: "chatml.7" }, entries, branch),
        `The context was saved with the layout chatml.7, but this model's prompts are laid out by ${origin.layout}.`,
      ],
      [
        encodeContext(origin, entries.slice(1), branch),
        "The saved branch has other tokens than the text that it is to have.",
      ],
      [
        encodeContext(origin, [{ kind: "song" } as unknown as Entry], branch),
        "The saved context is damaged: its entries are none.",
      ],
    ];
    const later = Buffer.from(bytes);
    later.writeUInt32LE(9, 4);
    forged.push([later, "The context was saved in version 9; this agentflow reads version 1."]);
    await playing({}, function* (engine) {
      for (const [wrong, sentence] of forged)
        expect(yield* failure(restore(engine, wrong))).toBe(`UnusableBytes: ${sentence}`);
      yield* expectNothingHeld(engine);
    });
    expect(() => decodeContext(later, origin)).toThrow(UnusableBytes);
  });

  test("are told at once where the context is longer than one may be", async () => {
    const { bytes } = await saved();
    await playing({ window: 10 }, function* (engine) {
      expect(yield* failure(restore(engine, bytes))).toMatch(
        /^NoRoom: A context of \d+ tokens is to be restored, but one of this model holds 10\.$/,
      );
      expect(yield* failure(save(engine, spine))).toMatch(/^NoRoom: A context of \d+ tokens is to be saved/);
      yield* expectNothingHeld(engine);
    });
  });
});
