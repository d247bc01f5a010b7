import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../../compiler/graph/expression.ts";
import { parseTurn } from "../../../runtime/engine/parse-turn.ts";
import { plainLayout } from "../../../runtime/engine/scripted/plain-layout.ts";
import type { CallSyntax } from "../../../runtime/layout/layout.ts";
import { searchTool, turnRequest } from "./playing.ts";

const other: CallSyntax = {
  open: "[CALLS]",
  prefix: "",
  between: "(",
  suffix: ")",
  separator: ", ",
  close: "",
};

const json = fc.jsonValue() as fc.Arbitrary<Json>;
const names = fc.stringMatching(/^[a-z_]{1,12}$/);
const calls = fc.array(fc.record({ name: names, arguments: fc.dictionary(fc.string(), json) as fc.Arbitrary<Json> }), {
  minLength: 1,
  maxLength: 4,
});

const either = turnRequest({ calls: [searchTool], maxCalls: 4 });

describe("a turn's text", () => {
  test.each([
    ["of one syntax", plainLayout.calls],
    ["of another", other],
  ])("is read as the calls that it is, %s", (_, syntax) => {
    fc.assert(
      fc.property(calls, fc.option(fc.stringMatching(/^[^<]*$/)), (list, reason) => {
        const written = list.map(
          (call) => `${syntax.prefix}${call.name}${syntax.between}${JSON.stringify(call.arguments)}${syntax.suffix}`,
        );
        const text = `${syntax.open}${written.join(syntax.separator)}${syntax.close}`;
        const thought = reason === null ? "" : `<think>\n${reason}</think>\n\n`;
        const parsed = parseTurn(thought + text, either, syntax, "call-3");
        expect(parsed).toMatchObject({
          kind: "calls",
          calls: list.map((call, index) => ({
            id: `call-3.${index}`,
            name: call.name,
            arguments: JSON.parse(JSON.stringify(call.arguments)) as Json,
          })),
        });
      }),
    );
  });

  test("is read as the answer that it is", () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        expect(parseTurn(text, either, plainLayout.calls, "c")).toEqual({ kind: "answer", value: JSON.parse(text) });
      }),
    );
  });

  test("keeps what was thought apart", () => {
    expect(parseTurn('<think>\nLet me see.\n</think>\n\n"yes"', either, plainLayout.calls, "c")).toEqual({
      kind: "answer",
      value: "yes",
      reason: "Let me see.",
    });
  });

  test("is unreadable where it is neither, and the sentence says what it was", () => {
    const cut = '<tool_call>\n{"name": "search", "arguments": {"query": "te';
    expect(parseTurn(cut, either, plainLayout.calls, "c")).toEqual({
      kind: "unreadable",
      error: `The model wrote what is neither an answer nor a call: ${JSON.stringify(cut)}.`,
    });
    expect(parseTurn("Well …", turnRequest(), plainLayout.calls, "c")).toEqual({
      kind: "unreadable",
      error: 'The model wrote what is not an answer: "Well …".',
    });
    const { answer, ...onlyCalls } = either;
    expect(answer).toBeDefined();
    expect(parseTurn('"yes"', onlyCalls, plainLayout.calls, "c")).toMatchObject({ kind: "unreadable" });
    expect(parseTurn("x".repeat(500), turnRequest(), plainLayout.calls, "c")).toMatchObject({
      error: expect.stringMatching(/x{119}…"\.$/),
    });
  });

  test.each([
    "[CALLS]search({} ",
    "[CALLS]search({}), ",
    "[CALLS](1)",
    "[CALLS]search(])",
    '[CALLS]search("a)',
    "[CALLS]search({}) and more",
    "[CALLS]",
  ])("is no call where it is broken: %s", (text) => {
    expect(parseTurn(text, either, other, "c")).toMatchObject({ kind: "unreadable" });
  });
});
