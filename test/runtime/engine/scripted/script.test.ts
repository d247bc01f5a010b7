import { describe, expect, test } from "vitest";
import { plainLayout } from "../../../../runtime/engine/scripted/plain-layout.ts";
import {
  playTurn,
  type Script,
  type ScriptRequest,
  type ScriptTurn,
} from "../../../../runtime/engine/scripted/script.ts";
import { entryOf, searchTool, turnRequest } from "../playing.ts";

const review = entryOf({
  kind: "record",
  fields: [
    { name: "ok", type: { kind: "bool" }, optional: false },
    { name: "remarks", type: { kind: "list", element: { kind: "string", min: 1 }, min: 1 }, optional: false },
    { name: "note", type: { kind: "string" }, optional: true },
  ],
});

const asked = (path: string, more: Partial<ScriptRequest> = {}): ScriptRequest => ({
  path,
  turn: 0,
  prompt: "…",
  request: turnRequest(),
  ...more,
});

const textOf = (script: Script, request: ScriptRequest): string =>
  playTurn(script, request, "rest", plainLayout.calls, new Map()).text;

describe("a script", () => {
  test("is found by the node's path, then by the longest pattern", () => {
    const script: Script = {
      "f/items[*]/reader": [{ answer: "any item" }],
      "f/items[2]/reader": [{ answer: "the third" }],
      "f/*/reader": [{ answer: "any" }],
    };
    expect(textOf(script, asked("f/items[2]/reader"))).toBe('"the third"');
    expect(textOf(script, asked("f/items[1]/reader"))).toBe('"any item"');
    expect(textOf(script, asked("f/other/reader"))).toBe('"any"');
    expect(textOf(script, asked("f/a/b/reader"))).toBe('""');
  });

  test("goes from turn to turn, and has no more than it says", () => {
    const script: Script = { agent: [{ answer: "one" }, { text: "two" }] };
    expect(textOf(script, asked("agent", { turn: 1 }))).toBe("two");
    expect(() => textOf(script, asked("agent", { turn: 2 }))).toThrow("agent has 2 turns, and one more is asked for");
  });

  test("may look at what the model reads", () => {
    const script: Script = { agent: ({ prompt, turn }) => ({ answer: `${prompt} ${turn}` }) };
    expect(textOf(script, asked("agent", { prompt: "Hello", turn: 3 }))).toBe('"Hello 3"');
    expect(textOf(() => undefined, asked("agent"))).toBe('""');
  });

  test("gives the smallest value where it says nothing", () => {
    expect(textOf({}, asked("agent", { request: turnRequest({ answer: review }) }))).toBe(
      '{"ok":false,"remarks":["x"]}',
    );
    const { answer, ...only } = turnRequest({ calls: [searchTool], maxCalls: 1 });
    expect(answer).toBeDefined();
    expect(textOf({}, asked("agent", { request: only }))).toBe(
      '<tool_call>\n{"name": "search", "arguments": {"query":""}}\n</tool_call>',
    );
  });

  test("writes values as their grammar would have them written", () => {
    const script: Script = { agent: [{ answer: { remarks: ["fine"], ok: true } }] };
    expect(textOf(script, asked("agent", { request: turnRequest({ answer: review }) }))).toBe(
      '{"ok":true,"remarks":["fine"]}',
    );
  });

  test.each<[string, Script, string]>([
    ["an answer that its type would refuse", { agent: [{ answer: { ok: true } }] }, "is no value of its type: remarks"],
    ["a call of what may not be called", { agent: [{ calls: [{ name: "write", arguments: {} }] }] }, "calls write"],
    [
      "more calls than the turn may make",
      { agent: [{ calls: Array.from({ length: 2 }, () => ({ name: "search", arguments: { query: "" } })) }] },
      "makes 2 calls, but the turn may make 1",
    ],
    ["arguments of another type", { agent: [{ calls: [{ name: "search", arguments: {} }] }] }, "The call of search"],
  ])("may not give %s", (_, script, told) => {
    const request = turnRequest({ answer: review, calls: [searchTool], maxCalls: 1 });
    expect(() => textOf(script, asked("agent", { request }))).toThrow(told);
  });

  test("may not answer where the turn must be a call", () => {
    const { answer, ...only } = turnRequest({ calls: [searchTool], maxCalls: 1 });
    expect(answer).toBeDefined();
    expect(() => textOf({ agent: [{ answer: "no" }] }, asked("agent", { request: only }))).toThrow("must be a call");
  });

  test("says which stretches of a text are forced, in their order, and that its end was", () => {
    const play = (turn: ScriptTurn) => playTurn(() => turn, asked("agent"), "rest", plainLayout.calls, new Map());
    expect(play({ answer: "a" })).toMatchObject({ text: '"a"', runs: [3], closed: false });
    expect(play({ answer: "aba", forced: ['"', "a", '"'], closed: true })).toMatchObject({
      runs: [0, 1, 0, 1, 2, 1, 0],
      closed: true,
    });
    expect(() => play({ answer: "a", forced: ["b"] })).toThrow('forces "b", which is not in what it writes');
    expect(() => play({ text: "ab", forced: ["b", "a"] })).toThrow('forces "a"');
    expect(() => play({ hang: true, closed: true })).toThrow("closes a turn that does not end");
  });

  test("says what is thought, how long it takes, and how it ends", () => {
    const play = (turn: Parameters<typeof String>[0], part: "reason" | "rest", reason = 0) =>
      playTurn(
        { agent: [turn] },
        asked("agent", { request: turnRequest({ reason }) }),
        part,
        plainLayout.calls,
        new Map(),
      );
    const thinking = { answer: "a", reason: "hm", after: 40, surprisal: 3 };
    expect(play(thinking, "reason", 9)).toMatchObject({
      text: "hm\n</think>",
      end: "complete",
      after: 40,
      surprisal: 0,
    });
    expect(play(thinking, "rest", 9)).toMatchObject({ text: '"a"', end: "complete", after: 0, surprisal: 3 });
    expect(play(thinking, "rest")).toMatchObject({ after: 40 });
    expect(play({ hang: true, text: '"a' }, "rest")).toMatchObject({ text: '"a', end: "hang" });
    expect(play({ fail: "gone" }, "rest")).toMatchObject({ text: "", end: { fail: "gone" } });
  });
});
