import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emitGbnf } from "../../../compiler/emit/gbnf.ts";
import { grammarText } from "../../../compiler/emit/gbnf-text.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { check } from "../../../compiler/types/check.ts";
import { writable } from "../arbitrary/numbers.ts";
import { numbers, table, types, valuesOf } from "../arbitrary.ts";
import { readGrammar } from "../gbnf-oracle.ts";

const none: TypeTable = new Map();

function grammarOf(type: Type, names: TypeTable = none) {
  const { gbnf } = emitGbnf(type, names);
  if (!gbnf) throw new Error("no grammar");
  return readGrammar(grammarText(gbnf));
}

const accepts = (type: Type, ...texts: readonly string[]) => texts.map((text) => grammarOf(type).accepts(text));

describe("grammars of types", () => {
  it("accept the canonical text of every value", () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), valuesOf(type))),
        ([type, value]) => {
          expect(check(value, type, table).ok).toBe(true);
          const text = canonicalText(value, type, table);
          expect([grammarOf(type, table).accepts(text), text]).toEqual([true, text]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("refuse the text of what a check refuses", () => {
    fc.assert(
      fc.property(
        types,
        types.chain((type) => valuesOf(type)),
        (type, value) => {
          const text = canonicalText(value);
          if (grammarOf(type, table).accepts(text)) expect(check(JSON.parse(text), type, table).ok).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("hold numbers to their bounds exactly", () => {
    const near = ({ min, max }: { readonly min?: number; readonly max?: number }) =>
      fc
        .tuple(
          fc.constantFrom(min ?? 0, max ?? 0, 0),
          fc.constantFrom(0, 1, -1, 0.5, -0.5, 0.1, -0.1, 0.0001, -0.0001, 9, -10, 100),
        )
        .map(([base, step]) => Number((base + step).toFixed(5)))
        .filter(writable);
    fc.assert(
      fc.property(
        numbers.chain((type) => fc.tuple(fc.constant(type), near(type))),
        ([type, value]) => {
          const fits = check(value, type, none).ok;
          const text = canonicalText(value);
          expect([value, emitGbnf(type, none).gbnf !== undefined && grammarOf(type).accepts(text)]).toEqual([
            value,
            fits,
          ]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("write a number in one way only, in at most 15 digits", () => {
    const number: Type = { kind: "number", integer: false };
    expect(
      accepts(number, "0", "-0.5", "12.25", "123456789012345", "0.12345678901234", "1.00000000000001"),
    ).not.toContain(false);
    expect(
      accepts(
        number,
        "-0",
        "00",
        "01",
        "1.0",
        "0.10",
        "+1",
        ".5",
        "1.",
        "1e3",
        "1234567890123456",
        "0.123456789012345",
        "12345678901234.25",
      ),
    ).not.toContain(true);
    const positive: Type = { kind: "number", integer: false, min: 0.25 };
    expect(accepts(positive, "0.25", "0.3", "9", "10.5", "123456789012345")).not.toContain(false);
    expect(accepts(positive, "0", "0.2", "0.24999", "-1", "0.2500")).not.toContain(true);
  });

  it("take numbers between bounds of many digits", () => {
    const type: Type = { kind: "number", integer: false, min: -1234.5678, max: 98765.4321 };
    expect(accepts(type, "-1234.5678", "98765.4321", "-999.99999", "0", "98765.43209", "5000")).not.toContain(false);
    expect(accepts(type, "-1234.56781", "98765.43211", "98765.5", "98766", "-1235", "100000")).not.toContain(true);
  });

  it("say bounds above llama.cpp's limit exactly", () => {
    for (const [min, max] of [
      [0, 2001],
      [2001, 4123],
      [0, 12345],
      [2500, undefined],
    ] as const) {
      const type: Type = { kind: "string", ...(min && { min }), ...(max && { max }) };
      const grammar = grammarOf(type);
      const text = (length: number) => `"${"x".repeat(length)}"`;
      expect(grammar.accepts(text(min))).toBe(true);
      if (min > 0) expect(grammar.accepts(text(min - 1))).toBe(false);
      if (max === undefined) continue;
      for (const length of [max, max - 1, Math.max(min, 2000), Math.max(min, 1999), Math.ceil((min + max) / 2)])
        expect([length, grammar.accepts(text(length))]).toEqual([length, true]);
      expect(grammar.accepts(text(max + 1))).toBe(false);
    }
  });

  it("say long lists of long texts", () => {
    const type: Type = { kind: "list", element: { kind: "string", max: 500 }, min: 3, max: 2100 };
    const list = (length: number) => JSON.stringify(Array(length).fill("ab"));
    expect(accepts(type, list(3), list(2100))).toEqual([true, true]);
    expect(accepts(type, list(2), list(2101))).toEqual([false, false]);
  });

  it("count a character or an escape as one, and take only the escapes that JSON needs", () => {
    const one: Type = { kind: "string", min: 1, max: 1 };
    expect(accepts(one, '"x"', '"é"', '"😀"', '"\\n"', '"\\""', '"\\u001f"', '"\u007f"')).not.toContain(false);
    expect(
      accepts(one, '""', '"xx"', '"\n"', '"\\/"', '"\\u0041"', '"\\u000a"', '"\\u001F"', '"\\ud800"'),
    ).not.toContain(true);
  });

  it("write optional fields in order with commas between", () => {
    const field = (name: string, optional: boolean) => ({ name, optional, type: { kind: "null" } as Type });
    const type: Type = {
      kind: "record",
      fields: [field("a", true), field("b", true), field("c", false), field("d", true)],
    };
    const all = ["a", "b", "d"].map((name) => [{}, { [name]: null }]);
    for (const a of all[0] ?? [])
      for (const b of all[1] ?? [])
        for (const d of all[2] ?? [])
          expect(accepts(type, JSON.stringify({ ...a, ...b, c: null, ...d }))).toEqual([true]);
    expect(accepts(type, "{}", '{"a":null}', '{"c":null,}', '{,"c":null}', '{"c":null,"a":null}')).not.toContain(true);
    expect(
      accepts(
        { kind: "record", fields: [field("a", true), field("b", true)] },
        "{}",
        '{"b":null}',
        '{"a":null,"b":null}',
      ),
    ).not.toContain(false);
    expect(accepts({ kind: "record", fields: [] }, "{}")).toEqual([true]);
  });

  it("know dates and how many days a month has", () => {
    const date: Type = { kind: "string", format: "date" };
    expect(accepts(date, '"2024-02-29"', '"2000-02-29"', '"1999-12-31"', '"2023-04-30"')).not.toContain(false);
    expect(
      accepts(date, '"2023-02-29"', '"1900-02-29"', '"2023-04-31"', '"2023-13-01"', '"2023-00-10"', '"23-01-01"'),
    ).not.toContain(true);
  });

  it("bound how deep a json nests", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(accepts({ kind: "json" }, nested(8), '{"a":[1,null,{"b":"x"}],"":true}')).toEqual([true, true]);
    expect(accepts({ kind: "json" }, nested(9))).toEqual([false]);
  });

  it("go together: rules of one name have one body", () => {
    const bodies = new Map<string, string>();
    fc.assert(
      fc.property(types, (type) => {
        for (const [name, body] of Object.entries(emitGbnf(type, table).gbnf?.rules ?? {})) {
          expect([name, bodies.get(name) ?? body]).toEqual([name, body]);
          bodies.set(name, body);
        }
      }),
    );
    expect(bodies.size).toBeGreaterThan(50);
  });

  it("keep the ids of second declarations apart from every other name", () => {
    const rulesOf = (id: string) =>
      Object.keys(emitGbnf({ kind: "ref", id }, new Map([[id, { id, type: { kind: "null" } }]])).gbnf?.rules ?? {});
    const names = ["A@2", "A_2", "A2", "A__2", "A_40_2"].flatMap(rulesOf);
    expect(new Set(names).size).toBe(5);
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9-]+$/);
  });

  it("list what only the check after decoding enforces", () => {
    const type: Type = {
      kind: "record",
      fields: [
        { name: "code", type: { kind: "string", pattern: "[A-Z]+", max: 5 }, optional: false },
        { name: "links", type: { kind: "list", element: { kind: "string", format: "url", min: 20 } }, optional: true },
        { name: "plain", type: { kind: "string", max: 5 }, optional: false },
      ],
    };
    expect(emitGbnf(type, none).checkedAfter).toEqual(["code: length ..5", "links[]: length 20.."]);
  });

  it("are not there for what can't be written", () => {
    for (const type of [
      { kind: "thought" },
      { kind: "never" },
      { kind: "number", integer: true, min: 0.2, max: 0.8 },
    ] as const)
      expect(emitGbnf(type, none)).toEqual({ checkedAfter: ["all of it: no grammar can be given"] });
    const list: Type = { kind: "list", element: { kind: "never" } };
    expect(accepts(list, "[]")).toEqual([true]);
  });
});

describe("a grammar in a graph", () => {
  it("reads like this", () => {
    const fields: readonly [string, Type][] = [
      ["title", { kind: "string", min: 1, max: 80 }],
      ["findings", { kind: "list", element: { kind: "ref", id: "Finding" }, max: 8 }],
      [
        "verdict",
        { kind: "union", members: ["supported", "refuted"].map((value): Type => ({ kind: "literal", value })) },
      ],
      ["count", { kind: "number", integer: true, min: 1, max: 10 }],
    ];
    const type: Type = { kind: "record", fields: fields.map(([name, t]) => ({ name, type: t, optional: false })) };
    const { gbnf } = emitGbnf({ kind: "ref", id: "Report" }, new Map([...table, ["Report", { id: "Report", type }]]));
    expect(gbnf && grammarText(gbnf)).toMatchSnapshot();
  });

  it("has as its value what was written", () => {
    const value: Json = { claim: 'say "hi"', confidence: 0.25 };
    expect(grammarOf({ kind: "ref", id: "Finding" }, table).accepts(canonicalText(value))).toBe(true);
  });
});
