import { describe, expect, it } from "vitest";
import { readGrammar } from "./gbnf-oracle.ts";

const accepts = (grammar: string, text: string) => readGrammar(grammar).accepts(text);

describe("the recogniser that grammars are tested with", () => {
  it("reads what llama.cpp reads", () => {
    const grammar = 'root ::= "a\\"" (b | [^x-z\\]]{2,3})? c*\nb ::= "\\x41" | ""\nc ::= [\\u00E9-]\n';
    for (const text of ['a"', 'a"A', 'a"12', 'a"123', 'a"é-é'])
      expect([text, accepts(grammar, text)]).toEqual([text, true]);
    for (const text of ["", "a", 'a"1x', 'a"1234', 'a"12]'])
      expect([text, accepts(grammar, text)]).toEqual([text, false]);
  });

  it("refuses what llama.cpp would refuse or misread", () => {
    expect(() => readGrammar("root ::= [a]{1,2001}")).toThrow("limit");
    expect(() => readGrammar("root ::= ([a] [b]){1,3}")).toThrow("group");
    expect(() => readGrammar("root ::= a\na ::= [x]? a [y]")).toThrow("begins with itself");
    expect(() => readGrammar("root ::= a*\na ::= [x]?")).toThrow("may be empty");
    expect(() => readGrammar("root ::= missing")).toThrow("no rule missing");
    expect(() => readGrammar('root ::= "\\q"')).toThrow("no escape");
    expect(() => readGrammar("root ::= a_b")).toThrow();
  });
});
