import { describe, expect, it } from "vitest";
import { statements as read } from "../shape.ts";

describe("statements", () => {
  it("reads let with and without a type", () => {
    expect(read("let x = 3\nlet y: int[] = [x]")).toEqual([
      "(let name:x value:3)",
      "(let name:y type:(list-type element:(named-type name:int)) value:(list items:[x]))",
    ]);
  });

  it("keeps the doc comment of a let", () => {
    expect(read("/// What it is.\nlet x = 3")).toEqual(["(let name:x value:3 doc:What it is.)"]);
  });

  it("reads share, expect, break and return", () => {
    expect(read("share x\nexpect x\nbreak x\nreturn x")).toEqual([
      "(share value:x)",
      "(expect value:x)",
      "(break value:x)",
      "(return value:x)",
    ]);
  });

  it("reads a mock and its failure", () => {
    expect(read('mock search -> []\nmock search -> fail("down")')).toEqual([
      "(mock name:search value:(list))",
      '(mock name:search value:(call callee:fail arguments:[(value:text["down"])]))',
    ]);
  });

  it("reads spine, and needs no line break after a brace", () => {
    expect(read('spine { system: "x", tools: [r from spine] } let y = 2')).toEqual([
      '(spine properties:[(name:system value:text["x"]) (name:tools value:(list items:[(from operand:r source:spine)]))])',
      "(let name:y value:2)",
    ]);
  });

  it("separates statements by commas as well", () => {
    expect(read("let x = 1, let y = 2")).toEqual(["(let name:x value:1)", "(let name:y value:2)"]);
  });

  it("does not subtract, call or index across a line break", () => {
    expect(read("a\n-b\n(c)\n[d]")).toEqual([
      "(expression value:a)",
      '(expression value:(unary operator:"-" operand:b))',
      "(expression value:c)",
      "(expression value:(list items:[d]))",
    ]);
  });

  it("lets an if stand without else", () => {
    expect(read("if a { return 1 }\nb")).toEqual([
      "(expression value:(if condition:a consequent:(block statements:[(return value:1)])))",
      "(expression value:b)",
    ]);
  });

  it("takes a name before a colon on the next line for no operator", () => {
    expect(read("let x = { a: 1\n  from: 2 }")).toEqual([
      "(let name:x value:(record entries:[(entry name:a value:1) (entry name:from value:2)]))",
    ]);
  });
});
