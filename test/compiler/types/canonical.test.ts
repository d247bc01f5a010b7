import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalNumber, canonicalText, plainDecimal } from "../../../compiler/types/canonical.ts";
import { printType, resultOf, resultType } from "../../../compiler/types/print.ts";
import { table as random, types, valuesOf } from "../arbitrary.ts";
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
} from "./write.ts";

const table = tableOf({
  Ticket: record({ kind: union(is("bug"), is("question")), urgent: bool, "amount?": number() }),
});

describe("canonical JSON", () => {
  it("is JSON of the same value", () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type))),
        ([type, value]) => {
          expect(JSON.parse(canonicalText(value, type, random))).toEqual(value);
          expect(JSON.parse(canonicalText(value))).toEqual(value);
        },
      ),
    );
  });

  it("has a type's fields in its order and no others", () => {
    expect(canonicalText({ urgent: true, extra: 1, kind: "bug" }, ref("Ticket"), table)).toBe(
      '{"kind":"bug","urgent":true}',
    );
    expect(canonicalText([{ amount: null, urgent: false, kind: "bug" }], list(ref("Ticket")), table)).toBe(
      '[{"kind":"bug","urgent":false}]',
    );
  });

  it("escapes only what JSON must", () => {
    expect(canonicalText('"\\\n\t\u0001/é😀\u007f')).toBe('"\\"\\\\\\n\\t\\u0001/é😀\u007f"');
  });

  it("keeps a key that would be a prototype", () => {
    expect(canonicalText(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });

  it("writes numbers as plain decimals of at most 15 digits", () => {
    const written = [0, -0, 3, -0.5, 1e14, 0.1 + 0.2, 1 / 3, 123456.78901234567, 1e-7, 2 / 3e5, -1e15].map(
      canonicalNumber,
    );
    expect(written).toEqual([
      "0",
      "0",
      "3",
      "-0.5",
      "100000000000000",
      "0.3",
      "0.33333333333333",
      "123456.789012346",
      "0.0000001",
      "0.00000666666666666667",
      "-1000000000000000",
    ]);
    expect(canonicalNumber(1e21)).toBe("1000000000000000000000");
    expect(canonicalNumber(Number.NaN)).toBe("null");
    expect(plainDecimal("1.5e-3")).toBe("0.0015");
  });

  it("writes every number so that it reads as itself or as near as 14 places", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = canonicalNumber(value);
        expect(text).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(Math.max(1e-14, Math.abs(value) * 1e-14));
      }),
    );
  });
});

describe("a type in a message", () => {
  it("is written as in a program", () => {
    const written = [
      text(1, 280),
      text(3),
      pattern("[A-Z]{3}-\\d+"),
      date,
      int(1, 10),
      number(undefined, 1),
      is("a"),
      list(ref("Finding"), 0, 8),
      list(int(), 3, 3),
      list(text()),
      list(union(is("a"), nil), 2),
      map(json),
      record({ "amount?": number(), "a b": bool }),
      resultType(ref("Plan")),
      list(resultType(int())),
      ref("Plan@2"),
    ].map((type) => printType(type));
    expect(written).toEqual([
      "string(1..280)",
      "string(3..)",
      "string(/[A-Z]{3}-\\d+/)",
      "date",
      "int(1..10)",
      "number(..1)",
      '"a"',
      "Finding[0..8]",
      "int[3]",
      "string[]",
      '("a" | null)[2..]',
      "map<json>",
      '{ amount?: number, "a b": bool }',
      "result<Plan>",
      "result<int>[]",
      "Plan",
    ]);
  });

  it("is shortened where it is long", () => {
    const wide = record({ title: text(1, 80), findings: list(ref("Finding"), 0, 8), verdict: text() });
    expect(printType(wide, 40)).toBe("{ title, findings, verdict }");
    expect(printType(wide, 20)).toBe("{ … }");
    const many = union(...["north", "east", "south", "west", "up"].map(is));
    expect(printType(many, 30)).toBe('"north" | "east" | "south" | …');
  });

  it("is a result only with exactly the two records of one", () => {
    expect(resultOf(resultType(text()))).toEqual(text());
    expect(resultOf(union(record({ ok: is(true), value: int() }), nil))).toBeUndefined();
    expect(resultOf(record({ ok: bool, value: int() }))).toBeUndefined();
  });
});
