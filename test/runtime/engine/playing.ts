/** Short ways to say what these tests say often. */
import { type Operation, run, type Stream } from "effection";
import { expect } from "vitest";
import { typeEntry } from "../../../compiler/emit/type-entry.ts";
import type { Type } from "../../../compiler/graph/type.ts";
import { type Context, emptyContext, entriesOf, growAll } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";
import type { Lease, TurnDelta, TurnEnd, TurnRequest } from "../../../runtime/engine/engine.ts";
import { plainLayout } from "../../../runtime/engine/scripted/plain-layout.ts";
import {
  type ScriptedEngine,
  type ScriptedEngineOptions,
  useScriptedEngine,
} from "../../../runtime/engine/scripted/scripted-engine.ts";
import type { Standing } from "../../../runtime/layout/layout.ts";

export const textType = typeEntry("text", false, { kind: "string" }, new Map());

export const entryOf = (type: Type) => typeEntry("entry", false, type, new Map());

export const searchTool = {
  name: "search",
  arguments: entryOf({
    kind: "record",
    fields: [{ name: "query", type: { kind: "string" }, optional: false }],
  }),
};

export const prompt = (text: string): Entry => ({ kind: "text", of: "prompt", text });

export const contextOf = (...entries: readonly (string | Entry)[]): Context =>
  growAll(
    emptyContext,
    entries.map((entry) => (typeof entry === "string" ? { kind: "text", of: "share", text: entry } : entry)),
  );

export function turnRequest(more: Partial<TurnRequest> = {}): TurnRequest {
  const sampling = { temperature: 0, topK: 40, topP: 1, minP: 0, seed: 1 };
  return { answer: textType, calls: [], maxCalls: 0, tokens: 100, reason: 0, sampling, ...more };
}

/** All deltas of a turn, and its end. */
export function* finish(turn: Stream<TurnDelta, TurnEnd>): Operation<{ deltas: TurnDelta[]; end: TurnEnd }> {
  const subscription = yield* turn;
  const deltas: TurnDelta[] = [];
  for (;;) {
    const next = yield* subscription.next();
    if (next.done) return { deltas, end: next.value };
    deltas.push(next.value);
  }
}

export function* takeTurn(lease: Lease, more: Partial<TurnRequest> = {}): Operation<TurnEnd> {
  return (yield* finish(lease.turn(turnRequest(more)))).end;
}

/** Runs a test on a scripted engine of its own. */
export async function playing(
  options: ScriptedEngineOptions,
  test: (engine: ScriptedEngine) => Operation<void>,
): Promise<void> {
  await run(function* () {
    yield* test(yield* useScriptedEngine(options));
  });
}

/** What the engine says it uses is what the device's cells, counted one by one, say. */
export function* expectExactAccounts(engine: ScriptedEngine): Operation<void> {
  const count = yield* engine.device.recount();
  expect({ cells: engine.usage().cells, branches: engine.usage().branches }).toEqual({
    cells: count.cells,
    branches: count.branches.size,
  });
  expect(engine.device.usage().cells).toBe(count.cells);
}

/** Nothing is held, promised or waited for. */
export function* expectNothingHeld(engine: ScriptedEngine): Operation<void> {
  yield* expectExactAccounts(engine);
  expect(engine.usage()).toMatchObject({ branches: 0, cells: 0, shared: 0, reserved: 0, waiting: 0 });
}

/** The text that a model reads of a context, with the marks that open its turn. */
export function promptText(context: Context): string {
  let standing: Standing = "start";
  let text = "";
  for (const entry of entriesOf(context)) {
    const rendered = plainLayout.render(entry, standing);
    standing = rendered.standing;
    text += rendered.pieces.map((piece) => piece.text).join("");
  }
  return (
    text +
    plainLayout
      .openTurn(standing)
      .map((piece) => piece.text)
      .join("")
  );
}
