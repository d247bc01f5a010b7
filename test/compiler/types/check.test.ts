import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emitGbnf } from "../../../compiler/emit/gbnf.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { check } from "../../../compiler/types/check.ts";
import { cut } from "../../../compiler/types/cut.ts";
import { canEqual } from "../../../compiler/types/overlap.ts";
import { resultType } from "../../../compiler/types/print.ts";
import { smallestValue } from "../../../compiler/types/smallest.ts";
import { byteLength, canonicalLength } from "../../../compiler/types/text-length.ts";
import { json as anyJson, table as random, types, valuesOf } from "../arbitrary.ts";
import {
  bool,
  date,
  datetime,
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
  Finding: record({ claim: text(1, 280), confidence: number(0, 1), "source?": url }),
  Report: record({ title: text(1, 80), findings: list(ref("Finding"), 0, 8) }),
  Tree: record({ label: text(), children: list(ref("Tree")) }),
});

const problems = (value: Json, type: Type) => {
  const checked = check(value, type, table);
  return checked.ok ? [] : checked.problems;
};
const fits = (type: Type, ...values: readonly Json[]) => values.map((value) => check(value, type, table).ok);

describe("a check", () => {
  it("names the place of each problem and what to do about it", () => {
    const value = {
      title: "",
      findings: [{ claim: "ok", confidence: 2 }, { claim: 3, confidence: 0.5, source: "not:x" }, {}],
    };
    expect(problems(value, ref("Report"))).toEqual([
      "title must not be empty",
      "findings[0].confidence is 2; it must be at most 1",
      "findings[1].claim must be text, not 3",
      "findings[1].source must be a URL such as https://example.org/a",
      "findings[2].claim is missing",
      "findings[2].confidence is missing",
    ]);
  });

  it("speaks of the value where that is what is wrong", () => {
    expect(problems("no", int())).toEqual(['the value must be a whole number, not "no"']);
    expect(problems([1, 2, 3], list(int(), 0, 2))).toEqual(["the value has 3 entries; it must have at most 2"]);
    expect(problems([1], list(int(), 2))).toEqual(["the value has 1 entry; it must have at least 2"]);
    expect(problems({ "a b": 1 }, map(text()))).toEqual(['["a b"] must be text, not 1']);
    expect(problems("abc", pattern("[A-Z]+"))).toEqual(["the value must match /[A-Z]+/ as a whole"]);
    expect(problems("yes", union(is("a"), is("b"), is("c")))).toEqual([
      'the value must be one of "a", "b", "c", not "yes"',
    ]);
    expect(problems({ Claim: "x", confidence: 1 }, ref("Finding"))).toEqual(['claim is missing (there is "Claim")']);
  });

  it("speaks of the alternative of a union that was meant", () => {
    expect(problems({ ok: true, value: 3 }, resultType(text()))).toEqual(["value must be text, not 3"]);
    expect(problems({ claim: "", confidence: 1 }, union(ref("Finding"), nil))).toEqual(["claim must not be empty"]);
    expect(problems("12345", union(text(0, 3), int()))).toEqual([
      "the value is 5 characters long; it must be at most 3",
    ]);
  });

  it("lists only so many", () => {
    const found = problems(Array(20).fill("x"), list(int()));
    expect(found).toHaveLength(9);
    expect(found.at(-1)).toBe("12 more like these");
  });

  it("counts code points and refuses half characters", () => {
    expect(fits(text(2, 2), "😀é", "a", "abc", "\ud800x")).toEqual([true, false, false, false]);
    expect(fits(json, ["\udc00"], { a: Number.NaN }, { "\ud800": 1 })).toEqual([false, false, false]);
    expect(fits(map(bool), { "é😀": true }, { "a\ud800": true })).toEqual([true, false]);
  });

  it("knows the formats strictly", () => {
    expect(
      fits(
        url,
        "https://example.org",
        "http://a.b:80/c%20d?e=f&g#h",
        "ftp://u:p@h/",
        "file:///etc/hosts",
        "https://[::1]/x",
      ),
    ).not.toContain(false);
    expect(
      fits(
        url,
        "not:x",
        "example.org",
        "https://",
        "https:///x",
        " https://a",
        "https://a b",
        "https://a/%zz",
        "mailto:a@b.c",
        "http://a\n",
      ),
    ).not.toContain(true);
    expect(fits(date, "2024-02-29", "0000-01-01")).not.toContain(false);
    expect(fits(date, "2023-02-29", "2024-2-9", "2024-06-31", "2024-01-01T00:00:00Z", "1900-02-29")).not.toContain(
      true,
    );
    expect(fits(datetime, "2024-02-29T23:59:59Z", "2024-01-01T00:00:00.123456789+05:30")).not.toContain(false);
    expect(
      fits(
        datetime,
        "2024-01-01",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:60Z",
      ),
    ).not.toContain(true);
  });

  it("is not fooled by what every object has", () => {
    const type = record({ "constructor?": text(), toString: int() });
    expect(problems({}, type)).toEqual(["toString is missing"]);
    const value = JSON.parse('{"toString":1,"__proto__":{"constructor":3}}');
    expect(check(value, type, table)).toEqual({ ok: true, value: { toString: 1 } });
    const odd = check(JSON.parse('{"__proto__":{"x":1}}'), map(json), table);
    expect(odd.ok && Object.keys(odd.value as object)).toEqual(["__proto__"]);
  });

  it("leaves out undeclared fields and optional ones that are null, and puts the rest in order", () => {
    const value = { source: null, confidence: 1, extra: [1], claim: "x" };
    const checked = check(value, ref("Finding"), table);
    expect(checked.ok && JSON.stringify(checked.value)).toBe('{"claim":"x","confidence":1}');
    expect(check({ a: null }, record({ "a?": union(int(), nil) }), table)).toEqual({ ok: true, value: { a: null } });
    expect(fits(record({ a: int() }), { a: null })).toEqual([false]);
  });

  it("takes the alternative that needs no cutting before one that does", () => {
    const type = union(record({ a: int() }), record({ a: int(), b: int() }));
    expect(check({ b: 2, a: 1 }, type, table)).toEqual({ ok: true, value: { a: 1, b: 2 } });
    expect(check({ a: 1, c: 3 }, type, table)).toEqual({ ok: true, value: { a: 1 } });
  });

  it("has no negative zero and no infinity", () => {
    const checked = check(-0, number(), table);
    expect(checked.ok && Object.is(checked.value, 0)).toBe(true);
    expect(fits(number(), Number.POSITIVE_INFINITY, Number.NaN)).toEqual([false, false]);
  });

  it("refuses a thought and takes anything where a mistake was", () => {
    expect(fits({ kind: "thought" }, "x")).toEqual([false]);
    expect(fits({ kind: "never" }, null)).toEqual([false]);
    expect(fits({ kind: "never", unknown: true }, null, 3)).toEqual([true, true]);
  });
});

describe("a cut", () => {
  it("of a value that fits is what the check gives, and cutting again changes nothing", () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type))),
        ([type, value]) => {
          const once = cut(value, type, random);
          expect(check(once, type, random)).toEqual({ ok: true, value: once });
          expect(check(value, type, random)).toEqual({ ok: true, value: once });
          expect(JSON.stringify(cut(once, type, random))).toBe(JSON.stringify(once));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never makes a value fit less, and is idempotent on any value", () => {
    fc.assert(
      fc.property(types, anyJson(3), (type, value) => {
        const once = cut(value, type, random);
        expect(cut(once, type, random)).toEqual(once);
        expect(check(once, type, random).ok).toBe(check(value, type, random).ok);
      }),
    );
  });

  it("drops what nobody declared, at any depth", () => {
    const value = { title: "t", findings: [{ claim: "c", confidence: 1, score: 9 }], model: "x" };
    expect(cut(value, ref("Report"), table)).toEqual({ title: "t", findings: [{ claim: "c", confidence: 1 }] });
  });
});

describe("the smallest value", () => {
  it("is a value of its type", () => {
    fc.assert(
      fc.property(types, (type) => {
        const value = smallestValue(type, random);
        expect(value !== undefined && check(value, type, random)).toEqual({ ok: true, value });
      }),
    );
  });

  it("is as short as its type allows", () => {
    expect(smallestValue(ref("Report"), table)).toEqual({ title: "x", findings: [] });
    expect(smallestValue(ref("Tree"), table)).toEqual({ label: "", children: [] });
    expect(smallestValue(list(union(is("supported"), is("no")), 2), table)).toEqual(["no", "no"]);
    expect(smallestValue({ kind: "string", pattern: "[a-c]{2,7}|x", min: 3 }, table)).toBe("aaa");
    expect(smallestValue({ kind: "string", pattern: "(?:\\w{9}-?){2,999999}", min: 19 }, table)).toHaveLength(19);
    expect([int(3, 9), int(-9, -3), int(-1, 1), number(0.5), int(0.5)].map((t) => smallestValue(t, table))).toEqual([
      3, -3, 0, 0.5, 1,
    ]);
    expect([date, url, bool, json, pattern("[A-Z]{3}-\\d+")].map((t) => smallestValue(t, table))).toEqual([
      "2000-01-01",
      "https://a",
      false,
      null,
      "AAA-0",
    ]);
  });

  it("is not there for what can't be written", () => {
    const endless = tableOf({ Endless: record({ next: ref("Endless") }) });
    for (const type of [{ kind: "thought" }, record({ a: { kind: "never" } }), int(0.2, 0.8), ref("Endless")] as const)
      expect(smallestValue(type, endless)).toBeUndefined();
  });
});

describe("the length of a type's texts", () => {
  it("bounds every text", () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type))),
        ([type, value]) => {
          const bytes = byteLength(canonicalText(value, type, random));
          const { min, max = Number.POSITIVE_INFINITY } = canonicalLength(type, random);
          expect([type, min <= bytes && bytes <= max]).toEqual([type, true]);
        },
      ),
    );
  });

  it("is found in time where every type holds two of the next", () => {
    const types = Object.fromEntries(
      Array.from({ length: 60 }, (_, i): [string, Type] => [
        `T${i}`,
        i === 59 ? text(1, 2) : record({ a: ref(`T${i + 1}`), b: ref(`T${i + 1}`) }),
      ]),
    );
    const { min, max } = canonicalLength(ref("T0"), tableOf(types));
    expect(min).toBeGreaterThan(2 ** 59);
    expect(max).toBeGreaterThan(min);
    expect(emitGbnf(ref("T0"), tableOf(types)).checkedAfter).toEqual([]);
    expect(canEqual(ref("T0"), ref("T0"), tableOf(types))).toBe(true);
  });

  it("is a sum over the fields", () => {
    expect(canonicalLength(record({ kind: union(is("bug"), is("question")), urgent: bool }), table)).toEqual({
      min: 28,
      max: 34,
    });
    expect(canonicalLength(ref("Tree"), table)).toEqual({ min: 26 });
    expect(canonicalLength(date, table)).toEqual({ min: 12, max: 12 });
    expect(canonicalLength(int(-5, 120), table)).toEqual({ min: 1, max: 4 });
  });
});
