import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import { article, isAssignable, mismatch } from "../../../compiler/types/assign.ts";
import { check } from "../../../compiler/types/check.ts";
import { cut } from "../../../compiler/types/cut.ts";
import { resultType } from "../../../compiler/types/print.ts";
import { table as random, types, valuesOf, widerThan } from "../arbitrary.ts";
import {
  bool,
  date,
  int,
  is,
  json,
  list,
  map,
  nil,
  number,
  pattern,
  record,
  ref,
  tableOf,
  text,
  union,
  url,
} from "./write.ts";

const table = tableOf({
  Finding: record({ claim: text(1, 280), confidence: number(0, 1), source: text(1, 80) }),
  Plan: record({ questions: list(text(1, 120), 1, 4) }),
  Tree: record({ label: text(), children: list(ref("Tree")) }),
  Bush: record({ label: text(), children: list(ref("Bush")), "height?": int() }),
  Twig: record({ label: text(), children: list(ref("Twig")), height: int() }),
  Ladder: record({ rung: text(), up: union(ref("Ladder"), nil) }),
});

const fits = (from: Type, to: Type, names: TypeTable = table) => isAssignable(from, to, names);
const why = (from: Type, to: Type) => mismatch(from, to, table)?.why;

describe("assignability", () => {
  it("lets every value of one type, once cut, stand for the other", () => {
    fc.assert(
      fc.property(
        types.chain((from) => fc.tuple(fc.constant(from), widerThan(from), valuesOf(from))),
        ([from, to, value]) => {
          expect([from, to, fits(from, to, random)]).toEqual([from, to, true]);
          expect(check(cut(value, to, random), to, random)).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 400 },
    );
  });

  it("holds for unrelated types only where all values fit", () => {
    fc.assert(
      fc.property(
        types.chain((from) =>
          fc.tuple(fc.constant(from), types, fc.array(valuesOf(from), { minLength: 3, maxLength: 3 })),
        ),
        ([from, to, values]) => {
          if (!fits(from, to, random)) return;
          for (const value of values) expect(check(value, to, random)).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 400 },
    );
  });

  it("takes literals into their base type and checks their bounds", () => {
    expect(fits(is("abc"), text(1, 3))).toBe(true);
    expect(fits(is("abcd"), text(1, 3))).toBe(false);
    expect(fits(is("😀😀"), text(2, 2))).toBe(true);
    expect(fits(is(5), int(1, 10))).toBe(true);
    expect(fits(is(5), number())).toBe(true);
    expect(fits(is(5.5), int())).toBe(false);
    expect(fits(is("ABC-12"), pattern("[A-Z]{3}-\\d+"))).toBe(true);
    expect(fits(is("2023-02-29"), date)).toBe(false);
    expect(fits(is(true), bool)).toBe(true);
    expect(fits(text(), is("a"))).toBe(false);
  });

  it("takes narrower bounds into wider ones and an int into a number, not back", () => {
    expect(fits(int(2, 5), int(1, 10))).toBe(true);
    expect(fits(int(1, 10), int(2, 5))).toBe(false);
    expect(fits(int(), number())).toBe(true);
    expect(fits(number(), int())).toBe(false);
    expect(fits(text(), text(0, 5))).toBe(false);
    expect(fits(list(int(), 1, 2), list(number(), 0, 5))).toBe(true);
    expect(fits(list(int()), list(int(), 1))).toBe(false);
    expect(fits(list({ kind: "never" }, 0, 0), list(ref("Finding"), 0, 3))).toBe(true);
  });

  it("knows how long texts of a pattern or format are", () => {
    expect(fits(date, text(10, 10))).toBe(true);
    expect(fits(pattern("[a-z]{2,4}"), text(1, 4))).toBe(true);
    expect(fits(pattern("[a-z]{2,5}"), text(1, 4))).toBe(false);
    expect(fits(url, text(0, 80))).toBe(false);
    expect(fits(pattern("a+"), pattern("a*"))).toBe(false);
  });

  it("takes a record with more fields into one with fewer", () => {
    expect(fits(ref("Finding"), record({ claim: text() }))).toBe(true);
    expect(fits(record({ claim: text() }), ref("Finding"))).toBe(false);
    expect(fits(record({ a: int() }), record({ a: int(), "b?": text() }))).toBe(true);
    expect(fits(record({ "a?": int() }), record({ a: int() }))).toBe(false);
  });

  it("takes null for an optional field, because a missing field reads as null", () => {
    expect(fits(record({ a: union(int(), nil) }), record({ "a?": int() }))).toBe(true);
    expect(fits(record({ a: nil }), record({ "a?": int() }))).toBe(true);
    expect(fits(record({ a: nil }), record({ a: int() }))).toBe(false);
  });

  it("takes a member into its union, a union where all members fit, and a bool for both its values", () => {
    expect(fits(is("a"), union(is("a"), is("b")))).toBe(true);
    expect(fits(union(is("a"), is("b")), text())).toBe(true);
    expect(fits(union(is("a"), nil), text())).toBe(false);
    expect(fits(bool, union(is(true), is(false), nil))).toBe(true);
    expect(fits(bool, union(is(true), nil))).toBe(false);
  });

  it("takes a record as a map where all its fields fit", () => {
    expect(fits(record({ a: int(), "b?": is(3) }), map(int()))).toBe(true);
    expect(fits(record({ a: int(), b: text() }), map(int()))).toBe(false);
    expect(fits(map(int()), record({ "a?": int() }))).toBe(false);
  });

  it("takes everything but a thought as json, and json only as json", () => {
    expect(fits(ref("Tree"), json)).toBe(true);
    expect(fits(record({ t: { kind: "thought" } }), json)).toBe(false);
    expect(fits(json, text())).toBe(false);
    expect(fits({ kind: "thought" }, { kind: "thought" })).toBe(true);
  });

  it("compares recursive types by their shape and ends", () => {
    expect(fits(ref("Tree"), ref("Bush"))).toBe(true);
    expect(fits(ref("Twig"), ref("Tree"))).toBe(true);
    expect(fits(ref("Bush"), ref("Twig"))).toBe(false);
    expect(fits(ref("Tree"), ref("Ladder"))).toBe(false);
  });

  it("is silent about what a mistake left behind", () => {
    const unknown: Type = { kind: "never", unknown: true };
    expect(fits(unknown, int())).toBe(true);
    expect(fits(ref("Plan"), unknown)).toBe(true);
    expect(fits(ref("Misspelt"), int())).toBe(true);
  });
});

describe("the reason why a type does not fit", () => {
  it("names what is there and what is wanted", () => {
    expect(why(ref("Plan"), text())).toBe("it is a Plan, not a string");
    expect(why(int(), int(1, 10))).toBe("it is an int, not an int(1..10)");
    expect(why(url, date)).toBe("it is a url, not a date");
  });

  it("is about the innermost part", () => {
    expect(why(list(record({ claim: int() })), list(record({ claim: text() })))).toBe(
      "its `[].claim` is an int, not a string",
    );
    expect(why(record({ plan: record({ questions: list(text(), 0, 9) }) }), record({ plan: ref("Plan") }))).toBe(
      "its `plan.questions` has at most 9 entries; 1 to 4 entries are wanted",
    );
  });

  it("says what a record lacks", () => {
    expect(why(record({ claim: text(1, 280) }), ref("Finding"))).toBe("it lacks the field `confidence`");
    expect(why(record({ "questions?": list(text(1, 120), 1, 4) }), ref("Plan"))).toBe(
      "it may lack the field `questions`",
    );
  });

  it("says that a value may be null and how to mend that", () => {
    expect(why(union(text(), nil), text())).toBe("it may be null; give another value with `??` or test for it first");
    expect(why(record({ a: union(text(), nil) }), record({ a: text() }))).toBe("its `a` may be null");
  });

  it("says which value of a union does not fit, and what a literal breaks", () => {
    expect(why(union(is("a"), int()), text())).toBe("it may be an int, not a string");
    expect(why(is("abcd"), text(0, 3))).toBe("it is 4 characters long; it must be at most 3");
    expect(why(is("c"), union(is("a"), is("b")))).toBe('it is "c", not "a" | "b"');
  });

  it("is about the alternative that was meant", () => {
    const result = resultType(ref("Plan"));
    expect(why(record({ ok: is(true), value: text() }), result)).toBe(
      "it is { ok: true, value: string }, not result<Plan>",
    );
    expect(why(record({ claim: int() }), union(nil, record({ claim: text() })))).toBe(
      "its `claim` is an int, not a string",
    );
  });

  it("puts the right article before a type", () => {
    expect([int(), ref("Plan"), ref("S"), ref("Seed"), nil, is("a"), url, list(text())].map(article)).toEqual([
      "an int",
      "a Plan",
      "an S",
      "a Seed",
      "null",
      '"a"',
      "a url",
      "a string[]",
    ]);
  });
});
