import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodable } from "../../../compiler/decode/decodable.ts";
import { accept, acceptByte, begin, closing, forced } from "../../../compiler/decode/run.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { NamedType, Type } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { check } from "../../../compiler/types/check.ts";
import { bytesOf, none, tablesOf, takes, textOf } from "./holding.ts";

const integer = (min?: number, max?: number): Type => ({
  kind: "number",
  integer: true,
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
const string = (min: number, max: number): Type => ({ kind: "string", min, max });
const record = (...fields: [string, Type, boolean?][]): Type => ({
  kind: "record",
  fields: fields.map(([name, type, optional = false]) => ({ name, type, optional })),
});

describe("numbers", () => {
  test.each([
    [1, 10, true],
    [-5, 5, true],
    [100, 2000, true],
    [0, 1, false],
    [-1.5, 2.25, false],
    [0.001, 0.5, false],
    [-0.75, -0.25, false],
    [9.99, 10.01, false],
  ])("are held to %d..%d exactly (int: %s)", (min, max, whole) => {
    const machine = tablesOf({ kind: "number", integer: whole, min, max });
    for (let i = -3000; i < 3000; i++) {
      const value = whole ? i : i / 1000;
      expect([value, takes(machine, JSON.stringify(value))]).toEqual([value, value >= min && value <= max]);
    }
  });

  test.each(["01", "-0", "1.0", "1.50", "1e5", ".5", "1.", "+1", "0.1234567890123456"])(
    "are never written %s",
    (written) => {
      expect(takes(tablesOf({ kind: "number", integer: false }), written)).toBe(false);
    },
  );
});

describe("strings", () => {
  test("count code points, not bytes", () => {
    const machine = tablesOf(string(2, 3));
    expect(['"a"', '"é😀"', '"é😀a"', '"abcd"', '"\\n\\u0001"'].map((t) => takes(machine, t))).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  test("are escaped only where JSON needs it", () => {
    const machine = tablesOf(string(0, 9));
    expect(
      ['"\\/"', '"\\u0041"', '"\\u000a"', '"\\n"', '"\\u001F"', '"\\u001f"', '"\u007f"'].map((t) => takes(machine, t)),
    ).toEqual([false, false, false, true, false, true, true]);
  });

  test("may be bounded above 2,000 without growing", () => {
    const small = tablesOf(string(0, 10));
    const large = tablesOf(string(3000, 100_000));
    expect(large.pops.length).toBe(small.pops.length);
    expect(takes(large, JSON.stringify("x".repeat(2999)))).toBe(false);
    expect(takes(large, JSON.stringify("x".repeat(3000)))).toBe(true);
  });

  test("follow their pattern, with escapes where the pattern allows such characters", () => {
    const machine = tablesOf({ kind: "string", pattern: '[A-Z]{3}-\\d+|["\\n]é?' });
    expect(['"ABC-12"', '"AB-1"', '"\\""', '"\\né"', '"é"'].map((t) => takes(machine, t))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  test("in a format are that format's own", () => {
    expect(takes(tablesOf({ kind: "string", format: "date" }), '"2024-02-29"')).toBe(true);
    expect(takes(tablesOf({ kind: "string", format: "date" }), '"2023-02-29"')).toBe(false);
    expect(takes(tablesOf({ kind: "string", format: "url" }), '"not:x"')).toBe(false);
  });
});

describe("unions", () => {
  test("are told apart where their members first differ", () => {
    const machine = tablesOf({
      kind: "union",
      members: [
        record(["ok", { kind: "literal", value: true }], ["value", integer()]),
        record(["ok", { kind: "literal", value: false }], ["error", string(0, 9)]),
        { kind: "null" },
      ],
    });
    expect(
      ['{"ok":true,"value":1}', '{"ok":false,"error":"x"}', '{"ok":true,"error":"x"}', "null"].map((t) =>
        takes(machine, t),
      ),
    ).toEqual([true, true, false, true]);
    expect(textOf(forced(machine, accept(machine, begin(machine), bytesOf("{"))!))).toBe('"ok":');
  });

  test("that no byte tells apart are loosened, and said to be", () => {
    const lists: Type = {
      kind: "union",
      members: [
        { kind: "list", element: integer() },
        { kind: "list", element: string(1, 3) },
      ],
    };
    const found = decodable(record(["items", lists]), none);
    expect(found.loosened).toEqual(["items: union"]);
    expect(takes(tablesOf(record(["items", lists])), '{"items":["abc"]}')).toBe(true);
  });
});

describe("recursive types", () => {
  test("go as deep in a list as beside it, where the whole value is a choice too", () => {
    const tree: Type = { kind: "ref", id: "Tree" };
    const choice: Type = { kind: "union", members: [tree, { kind: "null" }] };
    const branches: Type = record(["branches", { kind: "list", element: choice }]);
    const table = new Map([["Tree", { id: "Tree", type: branches }]]);
    const written = '{"branches":[null,{"branches":[{"branches":[]},null]}]}';
    expect(takes(tablesOf(tree, table), written)).toBe(true);
    expect(takes(tablesOf(choice, table), written)).toBe(true);
    expect(takes(tablesOf(choice, table), "null")).toBe(true);
  });
});

describe("values inside each other", () => {
  test.each([
    ["json", { kind: "json" } as Type, none],
    [
      "a tree",
      { kind: "ref", id: "T" } as Type,
      new Map([["T", { id: "T", type: { kind: "list", element: { kind: "ref", id: "T" } } as Type }]]),
    ],
  ])("are taken to thirty levels, and never so deep that they couldn't be closed: %s", (_, type, table) => {
    const machine = tablesOf(type, table);
    expect(takes(machine, "[".repeat(30) + "]".repeat(30))).toBe(true);
    let at = begin(machine);
    let depth = 0;
    for (let next = acceptByte(machine, at, 0x5b); next; next = acceptByte(machine, at, 0x5b)) {
      at = next;
      depth++;
    }
    expect(depth).toBeLessThan(64);
    expect(textOf(closing(machine, at))).toBe("]".repeat(depth));
  });
});

describe("records", () => {
  test("leave optional fields out wherever they stand", () => {
    const machine = tablesOf(record(["a", integer(), true], ["b", integer()], ["c", integer(), true]));
    expect(
      ['{"a":1,"b":2,"c":3}', '{"b":2}', '{"a":1,"b":2}', '{"b":2,"c":3}', '{"a":1}', '{"b":2,}', '{"c":3,"b":2}'].map(
        (t) => takes(machine, t),
      ),
    ).toEqual([true, true, true, true, false, false, false]);
  });

  test("that hold themselves close by the shortest way, and stop nesting in time", () => {
    const table = new Map<string, NamedType>([
      [
        "Tree",
        {
          id: "Tree",
          type: record(
            ["name", string(1, 5)],
            ["next", { kind: "union", members: [{ kind: "null" }, { kind: "ref", id: "Tree" }] }],
          ),
        },
      ],
    ]);
    const machine = tablesOf({ kind: "ref", id: "Tree" }, table);
    expect(textOf(closing(machine, begin(machine)))).toBe('{"name":" ","next":null}');
    const deep = bytesOf('{"name":"a","next":'.repeat(200));
    let at = begin(machine);
    let taken = 0;
    for (const byte of deep) {
      const next = acceptByte(machine, at, byte);
      if (!next) break;
      at = next;
      taken++;
    }
    expect(taken).toBeLessThan(deep.length);
    const written = textOf([...deep.slice(0, taken), ...closing(machine, at)]);
    expect(check(JSON.parse(written) as Json, { kind: "ref", id: "Tree" }, table)).toMatchObject({ ok: true });
  });
});

test("any JSON value is taken as json", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const written = canonicalText(value as Json);
      fc.pre(!/[0-9.]{16}/.test(written));
      expect(takes(tablesOf({ kind: "json" }), written)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
