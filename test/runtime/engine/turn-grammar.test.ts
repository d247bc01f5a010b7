import { describe, expect, test } from "vitest";
import { plainLayout } from "../../../runtime/engine/scripted/plain-layout.ts";
import { gbnfLiteral, reasonDecoder, turnDecoder } from "../../../runtime/engine/turn-grammar.ts";
import { entryOf, searchTool, textType, turnRequest } from "./playing.ts";

const grammarOf = (more: Parameters<typeof turnRequest>[0], syntax = plainLayout.calls): string =>
  turnDecoder(turnRequest(more), syntax).grammar;

const ruleNames = (grammar: string): string[] =>
  grammar.split("\n").flatMap((line) => line.split(" ::= ").slice(0, -1));

describe("a turn's grammar", () => {
  test("is the answer's where nothing may be called", () => {
    expect(grammarOf({})).toContain(`root ::= ${textType.gbnf?.root}\n`);
    expect(grammarOf({})).not.toContain("turn-call");
    expect(grammarOf({ calls: [searchTool], maxCalls: 0 })).not.toContain("turn-call");
  });

  test("is the calls' where there is no answer to give", () => {
    const { answer, ...rest } = turnRequest({ calls: [searchTool], maxCalls: 1 });
    expect(answer).toBeDefined();
    expect(turnDecoder(rest, plainLayout.calls).grammar).toMatch(/^root ::= turn-calls\n/);
  });

  test("lets an answer or calls be written, each rule once", () => {
    const grammar = grammarOf({ calls: [searchTool, { ...searchTool, name: "read" }], maxCalls: 3 });
    expect(grammar).toContain(`root ::= ${textType.gbnf?.root} | turn-calls\n`);
    expect(grammar).toContain("turn-call ::= turn-call-0 | turn-call-1\n");
    expect(grammar).toContain(String.raw`("\n</tool_call>\n<tool_call>\n" turn-call){0,2}`);
    expect(grammar).toContain(String.raw`turn-call-1 ::= "{\"name\": \"read\", \"arguments\": "`);
    const names = ruleNames(grammar);
    expect(new Set(names).size).toBe(names.length);
  });

  test("lets one call be written where the template knows no more", () => {
    const grammar = grammarOf({ calls: [searchTool], maxCalls: 3 }, { ...plainLayout.calls, single: true });
    expect(grammar).not.toContain("{0,");
  });

  test("lets any JSON be written for a type that has no grammar", () => {
    const { gbnf, ...bare } = entryOf({ kind: "json" });
    expect(gbnf).toBeDefined();
    const grammar = grammarOf({ answer: bare });
    expect(grammar).toContain("root ::= turn-json\n");
    for (const name of grammar.match(/turn-json-\w+/g) ?? []) expect(ruleNames(grammar)).toContain(name);
  });

  test("is a mistake where nothing may be written, or two rules of one name differ", () => {
    const { answer, ...nothing } = turnRequest();
    expect(answer).toBeDefined();
    expect(() => turnDecoder(nothing, plainLayout.calls)).toThrow("an answer or a call");
    const one = { ...textType, gbnf: { root: "a", rules: { a: '"1"' } } };
    const other = { name: "t", arguments: { ...textType, gbnf: { root: "a", rules: { a: '"2"' } } } };
    expect(() => grammarOf({ answer: one, calls: [other], maxCalls: 1 })).toThrow("different rules");
  });

  test("escapes what a literal can't hold", () => {
    expect(gbnfLiteral('a"b\\c\nd\te\u0001é')).toBe(String.raw`"a\"b\\c\nd\te\x01é"`);
  });

  test("holds thinking to nothing but its end", () => {
    expect(reasonDecoder().grammar).toBe('root ::= ([^<] | "<" [^/])* "</think>"\n');
  });
});
