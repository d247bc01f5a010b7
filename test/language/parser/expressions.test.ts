import { describe, expect, it } from "vitest";
import { expression as read } from "../shape.ts";

describe("expressions", () => {
  it("binds * tighter than + and equal operators from the left", () => {
    expect(read("1 + 2 * 3 - 4")).toBe(
      '(binary operator:"-" left:(binary operator:"+" left:1 right:(binary operator:"*" left:2 right:3)) right:4)',
    );
  });

  it("orders ?? || && from loose to tight", () => {
    expect(read("!a && b || c ?? d")).toBe(
      '(binary operator:"??" left:(binary operator:"||" left:(binary operator:"&&" left:(unary operator:"!" operand:a) right:b) right:c) right:d)',
    );
  });

  it("orders comparisons under equality", () => {
    expect(read("a < b == c >= d")).toBe(
      '(binary operator:"==" left:(binary operator:"<" left:a right:b) right:(binary operator:">=" left:c right:d))',
    );
  });

  it("keeps parentheses as the shape of the tree", () => {
    expect(read("(a + b) * c")).toBe('(binary operator:"*" left:(binary operator:"+" left:a right:b) right:c)');
  });

  it("binds from tighter than a prefix operator", () => {
    expect(read("-x.y from z")).toBe('(unary operator:"-" operand:(from operand:(field of:x name:y) source:z))');
  });

  it("binds try tighter than ??", () => {
    expect(read("try f(x) ?? other")).toBe(
      '(binary operator:"??" left:(try operand:(call callee:f arguments:[(value:x)])) right:other)',
    );
  });

  it("reads fields, optional fields, indexes and calls in a row", () => {
    expect(read('x?.a["k"][0].take(3)')).toBe(
      '(call callee:(field of:(index of:(index of:(field of:x name:a optional) index:text["k"]) index:0) name:take) arguments:[(value:3)])',
    );
  });

  it("reads positional and named arguments, any word or a quoted name before the colon", () => {
    expect(read('f(a, limit: 5, "odd name": 2, from: x)')).toBe(
      "(call callee:f arguments:[(value:a) (name:limit value:5) (name:odd name value:2) (name:from value:x)])",
    );
  });

  it("takes any word after a dot for a name", () => {
    expect(read("mail.from.let")).toBe("(field of:(field of:mail name:from) name:let)");
  });

  it("reads think with its steps", () => {
    expect(read("think 20 analyst(q)")).toBe("(think steps:20 operand:(call callee:analyst arguments:[(value:q)]))");
  });

  it("reads think with its steps in a name", () => {
    expect(read("think steps analyst(q)")).toBe(
      "(think steps:steps operand:(call callee:analyst arguments:[(value:q)]))",
    );
  });

  it("takes spine after from for a name", () => {
    expect(read("solver(q) from spine")).toBe("(from operand:(call callee:solver arguments:[(value:q)]) source:spine)");
  });

  it("reads from after from", () => {
    expect(read("a from b from c.d")).toBe("(from operand:(from operand:a source:b) source:(field of:c name:d))");
  });

  it("reads records with shorthands, quoted names, spreads and reserved words before a colon", () => {
    expect(read('{ a: 1, b, "c d": 2, ...rest, from: 3 }')).toBe(
      "(record entries:[(entry name:a value:1) (entry name:b value:b shorthand) (entry name:c d value:2) (spread value:rest) (entry name:from value:3)])",
    );
  });

  it("separates the entries of a record by line breaks", () => {
    expect(read("{ a: 1\n  b: 2\n\n  c }")).toBe(
      "(record entries:[(entry name:a value:1) (entry name:b value:2) (entry name:c value:c shorthand)])",
    );
  });

  it("reads lists with spreads and a trailing comma", () => {
    expect(read("[1, ...xs, 2,]")).toBe("(list items:[1 (spread value:xs) 2])");
  });

  it("reads an empty record, list and text", () => {
    expect(read('[{}, [], ""]')).toBe("(list items:[(record) (list) text[]])");
  });

  it("reads texts in texts", () => {
    expect(read('"a ${b} c ${"d ${e}"}"')).toBe('text["a " ${b} " c " ${text["d " ${e}]}]');
  });

  it("reads numbers, durations and constants", () => {
    expect(read("[12, 1_000, 0.5, 32k, 2.5k, 500ms, 1.5s, 2m, 1h, true, false, null]")).toBe(
      "(list items:[12 1000 0.5n 32000 2500 (duration milliseconds:500) (duration milliseconds:1500) (duration milliseconds:120000) (duration milliseconds:3600000) (boolean value:true) (boolean value:false) (null)])",
    );
  });

  it("lets operators and dots begin a line", () => {
    expect(read("x\n  .y\n  + 3\n  ?? z")).toBe(
      '(binary operator:"??" left:(binary operator:"+" left:(field of:x name:y) right:3) right:z)',
    );
  });

  it("reads an if with else if and else", () => {
    expect(read("if a { 1 } else if b { 2 } else { 3 }")).toBe(
      "(if condition:a consequent:(block statements:[(expression value:1)]) otherwise:(if condition:b consequent:(block statements:[(expression value:2)]) otherwise:(block statements:[(expression value:3)])))",
    );
  });

  it("lets else begin a line", () => {
    expect(read("if a { 1 }\nelse { 2 }")).toBe(
      "(if condition:a consequent:(block statements:[(expression value:1)]) otherwise:(block statements:[(expression value:2)]))",
    );
  });

  it("reads a match with several literals to a case", () => {
    expect(read('match v { "a" | "b" -> 1, -1 -> { x: 2 }\n null -> 3\n _ -> 4 }')).toBe(
      '(match subject:v arms:[(patterns:[(literal-type value:"a") (literal-type value:"b")] value:1) (patterns:[(literal-type value:-1)] value:(record entries:[(entry name:x value:2)])) (patterns:[(literal-type value:null)] value:3) (rest value:4)])',
    );
  });

  it("reads a for with a condition", () => {
    expect(read("for x in xs if x.ok { x.name }")).toBe(
      "(for name:x list:xs condition:(field of:x name:ok) body:(block statements:[(expression value:(field of:x name:name))]))",
    );
  });

  it("reads a for without one", () => {
    expect(read("for x in xs { x }")).toBe("(for name:x list:xs body:(block statements:[(expression value:x)]))");
  });

  it("reads ask with a type and a text", () => {
    expect(read('ask bool "ok?"')).toBe('(ask type:(named-type name:bool) prompt:text["ok?"])');
  });

  it("reads ask with a union of texts", () => {
    expect(read('ask "a" | "b" "which? ${x}"')).toBe(
      '(ask type:(union-type members:[(literal-type value:"a") (literal-type value:"b")]) prompt:text["which? " ${x}])',
    );
  });

  it("takes contextual keywords for names", () => {
    expect(read("mock + agent + by + with + each + after + per + flow")).toBe(
      '(binary operator:"+" left:(binary operator:"+" left:(binary operator:"+" left:(binary operator:"+" left:(binary operator:"+" left:(binary operator:"+" left:(binary operator:"+" left:mock right:agent) right:by) right:with) right:each) right:after) right:per) right:flow)',
    );
  });
});
