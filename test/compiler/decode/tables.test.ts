import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodable } from "../../../compiler/decode/decodable.ts";
import type { Machine } from "../../../compiler/decode/machine.ts";
import { machineOf } from "../../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../../compiler/decode/of-type.ts";
import {
  accept,
  acceptByte,
  begin,
  closing,
  complete,
  distance,
  forced,
  permitted,
} from "../../../compiler/decode/run.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { NamedType, Type } from "../../../compiler/graph/type.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { check } from "../../../compiler/types/check.ts";
import { typedValue } from "./typed-value.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const none = new Map<string, NamedType>();

function tables(type: Type, table: ReadonlyMap<string, NamedType> = none): Machine {
  const found = decodable(type, table);
  const sequence = sequenceOf(found.type);
  if (!sequence) throw new Error("the type has no text");
  return machineOf(sequence, found.table);
}

function accepts(machine: Machine, text: string): boolean {
  const at = accept(machine, begin(machine), encoder.encode(text));
  return at !== null && complete(machine, at);
}

const text = (bytes: readonly number[]) => decoder.decode(Uint8Array.from(bytes));

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

describe("for generated types and values", () => {
  test("a value's canonical text is accepted, and every prefix of it can be closed", () => {
    fc.assert(
      fc.property(typedValue(), ({ type, value }) => {
        const machine = tables(type);
        const bytes = encoder.encode(canonicalText(value, type));
        let at = begin(machine);
        for (const [i, byte] of bytes.entries()) {
          const way = closing(machine, at);
          expect(way.length).toBe(distance(machine, at));
          expect(way.length).toBeLessThanOrEqual(bytes.length - i);
          const next = acceptByte(machine, at, byte);
          if (!next) throw new Error(`refused at ${text([...bytes.slice(0, i)])}`);
          at = next;
        }
        expect(complete(machine, at)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("whatever the tables let through is a canonical text of a value that fits", () => {
    fc.assert(
      fc.property(typedValue(), fc.array(fc.nat(), { maxLength: 60 }), ({ type }, choices) => {
        const { loosened } = decodable(type, none);
        const machine = tables(type);
        const bytes: number[] = [];
        let at = begin(machine);
        for (const choice of choices) {
          const able = permitted(machine, at);
          if (able.length === 0) break;
          const byte = able[choice % able.length]!;
          bytes.push(byte);
          at = acceptByte(machine, at, byte)!;
        }
        const written = text([...bytes, ...closing(machine, at)]);
        const value = JSON.parse(written) as Json;
        if (loosened.length > 0) return;
        expect(check(value, type, none)).toMatchObject({ ok: true });
        expect(canonicalText(value, type)).toBe(written);
      }),
      { numRuns: 300 },
    );
  });

  test("forced bytes are those after which, one by one, no other could have come", () => {
    fc.assert(
      fc.property(typedValue(), ({ type, value }) => {
        const machine = tables(type);
        const bytes = encoder.encode(canonicalText(value, type));
        let at = begin(machine);
        for (let i = 0; i < bytes.length; i++) {
          const must = forced(machine, at);
          expect([...bytes.slice(i, i + must.length)]).toEqual(must);
          at = acceptByte(machine, at, bytes[i]!)!;
        }
      }),
      { numRuns: 200 },
    );
  });
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
    const machine = tables({ kind: "number", integer: whole, min, max });
    for (let i = -3000; i < 3000; i++) {
      const value = whole ? i : i / 1000;
      expect([value, accepts(machine, JSON.stringify(value))]).toEqual([value, value >= min && value <= max]);
    }
  });

  test.each(["01", "-0", "1.0", "1.50", "1e5", ".5", "1.", "+1", "0.1234567890123456"])(
    "are never written %s",
    (written) => {
      expect(accepts(tables({ kind: "number", integer: false }), written)).toBe(false);
    },
  );
});

describe("strings", () => {
  test("count code points, not bytes", () => {
    const machine = tables(string(2, 3));
    expect(['"a"', '"é😀"', '"é😀a"', '"abcd"', '"\\n\\u0001"'].map((t) => accepts(machine, t))).toEqual([
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  test("are escaped only where JSON needs it", () => {
    const machine = tables(string(0, 9));
    expect(
      ['"\\/"', '"\\u0041"', '"\\u000a"', '"\\n"', '"\\u001F"', '"\\u001f"', '"\u007f"'].map((t) =>
        accepts(machine, t),
      ),
    ).toEqual([false, false, false, true, false, true, true]);
  });

  test("may be bounded above 2,000 without growing", () => {
    const small = tables(string(0, 10));
    const large = tables(string(3000, 100_000));
    expect(large.pops.length).toBe(small.pops.length);
    expect(accepts(large, JSON.stringify("x".repeat(2999)))).toBe(false);
    expect(accepts(large, JSON.stringify("x".repeat(3000)))).toBe(true);
  });

  test("follow their pattern, with escapes where the pattern allows such characters", () => {
    const machine = tables({ kind: "string", pattern: '[A-Z]{3}-\\d+|["\\n]é?' });
    expect(['"ABC-12"', '"AB-1"', '"\\""', '"\\né"', '"é"'].map((t) => accepts(machine, t))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  test("in a format are that format's own", () => {
    expect(accepts(tables({ kind: "string", format: "date" }), '"2024-02-29"')).toBe(true);
    expect(accepts(tables({ kind: "string", format: "date" }), '"2023-02-29"')).toBe(false);
    expect(accepts(tables({ kind: "string", format: "url" }), '"not:x"')).toBe(false);
  });
});

describe("unions", () => {
  test("are told apart where their members first differ", () => {
    const machine = tables({
      kind: "union",
      members: [
        record(["ok", { kind: "literal", value: true }], ["value", integer()]),
        record(["ok", { kind: "literal", value: false }], ["error", string(0, 9)]),
        { kind: "null" },
      ],
    });
    expect(
      ['{"ok":true,"value":1}', '{"ok":false,"error":"x"}', '{"ok":true,"error":"x"}', "null"].map((t) =>
        accepts(machine, t),
      ),
    ).toEqual([true, true, false, true]);
    expect(text(forced(machine, accept(machine, begin(machine), encoder.encode("{"))!))).toBe('"ok":');
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
    expect(accepts(tables(record(["items", lists])), '{"items":["abc"]}')).toBe(true);
  });
});

describe("recursive types", () => {
  test("go as deep in a list as beside it, where the whole value is a choice too", () => {
    const tree: Type = { kind: "ref", id: "Tree" };
    const choice: Type = { kind: "union", members: [tree, { kind: "null" }] };
    const branches: Type = record(["branches", { kind: "list", element: choice }]);
    const table = new Map([["Tree", { id: "Tree", type: branches }]]);
    const written = '{"branches":[null,{"branches":[{"branches":[]},null]}]}';
    expect(accepts(tables(tree, table), written)).toBe(true);
    expect(accepts(tables(choice, table), written)).toBe(true);
    expect(accepts(tables(choice, table), "null")).toBe(true);
  });
});

describe("records", () => {
  test("leave optional fields out wherever they stand", () => {
    const machine = tables(record(["a", integer(), true], ["b", integer()], ["c", integer(), true]));
    expect(
      ['{"a":1,"b":2,"c":3}', '{"b":2}', '{"a":1,"b":2}', '{"b":2,"c":3}', '{"a":1}', '{"b":2,}', '{"c":3,"b":2}'].map(
        (t) => accepts(machine, t),
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
    const machine = tables({ kind: "ref", id: "Tree" }, table);
    expect(text(closing(machine, begin(machine)))).toBe('{"name":" ","next":null}');
    const deep = encoder.encode('{"name":"a","next":'.repeat(200));
    let at = begin(machine);
    let taken = 0;
    for (const byte of deep) {
      const next = acceptByte(machine, at, byte);
      if (!next) break;
      at = next;
      taken++;
    }
    expect(taken).toBeLessThan(deep.length);
    const written = text([...deep.slice(0, taken), ...closing(machine, at)]);
    expect(check(JSON.parse(written) as Json, { kind: "ref", id: "Tree" }, table)).toMatchObject({ ok: true });
  });
});

test("any JSON value is taken as json", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const written = canonicalText(value as Json);
      fc.pre(!/[0-9.]{16}/.test(written));
      expect(accepts(tables({ kind: "json" }), written)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
