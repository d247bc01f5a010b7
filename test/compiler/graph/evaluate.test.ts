import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../compiler/graph/evaluate.ts";
import type { Expr, Json, MethodName } from "../../../compiler/graph/expression.ts";
import { json as anyJson } from "../arbitrary.ts";

const value = (v: Json): Expr => ({ op: "value", value: v });
const name = (n: string): Expr => ({ op: "name", name: n });
const field = (of: Expr, n: string, optional?: true): Expr => ({
  op: "field",
  of,
  name: n,
  ...(optional && { optional }),
});
const index = (of: Json, at: Json): Expr => ({ op: "index", of: value(of), index: value(at) });
const method = (of: Json, n: MethodName, ...args: readonly Json[]): Expr => ({
  op: "method",
  of: value(of),
  name: n,
  arguments: args.map(value),
});
const binary = (
  left: Json | Expr,
  operator: Extract<Expr, { op: "binary" }>["operator"],
  right: Json | Expr,
  plain?: true,
): Expr => ({
  op: "binary",
  operator,
  left: expr(left),
  right: expr(right),
  ...(plain && { plain }),
});
const expr = (part: Json | Expr): Expr =>
  typeof part === "object" && part !== null && "op" in part ? (part as Expr) : value(part as Json);
const text = (...parts: readonly (string | Expr)[]): Expr => ({ op: "text", parts });

const names: Readonly<Record<string, Json>> = { topic: "tea", plan: { steps: ["a", "b"] }, nothing: null };
const scope = (n: string): Json | undefined => (Object.hasOwn(names, n) ? names[n] : undefined);

function give(e: Expr): Json {
  const result = evaluate(e, scope);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
function fail(e: Expr): string {
  const result = evaluate(e, scope);
  return result.ok ? `gave ${JSON.stringify(result.value)}` : `${result.error.kind}: ${result.error.message}`;
}

/** A failure that an operand gives if it is evaluated at all. */
const never: Expr = binary(1, "/", 0);

describe("texts", () => {
  it("take strings as they are, numbers and bools as written, anything else as compact JSON", () => {
    expect(
      give(
        text("on ", name("topic"), ": ", value(0.5), " ", value(true), " ", name("plan"), value(["x", { a: null }])),
      ),
    ).toBe('on tea: 0.5 true {"steps":["a","b"]}["x",{"a":null}]');
    expect(give(text(value(0.1 + 0.2), " ", value(1e20)))).toBe("0.3 100000000000000000000");
  });

  it("take no null", () => {
    expect(fail(text("x ", name("nothing")))).toBe(
      "null: `nothing` is null, which can't go into a text; give another value with `??`.",
    );
    expect(fail(text(field(name("plan"), "note")))).toBe(
      "null: `.note` is null, which can't go into a text; give another value with `??`.",
    );
  });
});

describe("fields and elements", () => {
  it("read as null where they are missing", () => {
    expect(give(field(name("plan"), "steps"))).toEqual(["a", "b"]);
    expect(give(field(name("plan"), "note"))).toBe(null);
    expect(give(field(name("nothing"), "note", true))).toBe(null);
    expect(
      [
        index([1, 2], 1),
        index([1, 2], 2),
        index([1, 2], -1),
        index([1], 0.5),
        index({ a: 3 }, "a"),
        index({ a: 3 }, "b"),
      ].map(give),
    ).toEqual([2, null, null, null, 3, null]);
  });

  it("are a record's own", () => {
    for (const n of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(give(field(value({}), n))).toBe(null);
      expect(give(index({}, n))).toBe(null);
    }
    const made = give({ op: "record", entries: [{ name: "__proto__", value: value({ polluted: true }) }] });
    expect(Object.keys(made as object)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(fail(name("constructor"))).toBe("name: There is no value named `constructor` here.");
  });

  it("are refused where there can be none", () => {
    expect(fail(field(name("nothing"), "note"))).toBe(
      "null: The field `note` was read of null; `?.note` would give null instead.",
    );
    expect(fail(field(name("topic"), "note"))).toBe(
      "kind: The field `note` was read of a string, which has no fields.",
    );
    expect(fail(index("abc", 0))).toBe("kind: `[ ]` reads from lists and maps, not from a string.");
    expect(fail(index([1], "0"))).toBe("kind: A list's index is a whole number, not a string.");
    expect(fail(index(null, 0))).toBe("null: `[ ]` reads from lists and maps, not from null.");
  });
});

describe("lists and records", () => {
  it("spread lists", () => {
    expect(
      give({ op: "list", items: [{ value: value(0) }, { value: field(name("plan"), "steps"), spread: true }] }),
    ).toEqual([0, "a", "b"]);
    expect(fail({ op: "list", items: [{ value: name("nothing"), spread: true }] })).toBe(
      "null: `...` takes a list, not null.",
    );
  });

  it("are gone through by for, with a condition, in a scope of their own", () => {
    const doubled: Expr = {
      op: "for",
      name: "topic",
      list: value([1, 2, 3]),
      condition: binary(name("topic"), ">", 1),
      result: binary(name("topic"), "*", 2),
    };
    expect(give(doubled)).toEqual([4, 6]);
    const pairs: Expr = { op: "for", name: "x", list: value([7, 8]), result: text(name("x"), name("topic")) };
    expect(give({ op: "list", items: [{ value: doubled }, { value: pairs }] })).toEqual([
      [4, 6],
      ["7tea", "8tea"],
    ]);
    expect(give({ ...doubled, result: pairs })).toEqual([
      ["72", "82"],
      ["73", "83"],
    ]);
  });
});

describe("methods", () => {
  it("of lists", () => {
    const list = [
      { n: 2, s: "b" },
      { n: 10, s: "a" },
      { n: 2, s: "c" },
    ];
    expect(give(method(list, "length"))).toBe(3);
    expect(give(method(list, "first"))).toEqual(list[0]);
    expect([give(method([], "first")), give(method([], "last"))]).toEqual([null, null]);
    expect([0, 2, 9, -1].map((n) => give(method([1, 2, 3], "take", n)))).toEqual([[], [1, 2], [1, 2, 3], []]);
    expect(give(method(list, "sort", "n"))).toEqual([list[0], list[2], list[1]]);
    expect(give(method(list, "sort", "s"))).toEqual([list[1], list[0], list[2]]);
    expect(give(method([{ n: 1 }, {}, { n: null }, { n: 0 }], "sort", "n"))).toEqual([
      { n: 0 },
      { n: 1 },
      {},
      { n: null },
    ]);
    expect(give(method([[1], [], [2, [3]]], "flatten"))).toEqual([1, 2, [3]]);
    expect(give(method([{ a: 1, b: 2 }], "contains", { b: 2, a: 1 }))).toBe(true);
    expect(give(method([1, 2, 3], "chunks", 2))).toEqual([[1, 2], [3]]);
    expect(give(method(["a", "b"], "join", ", "))).toBe("a, b");
  });

  it("of strings, by code points", () => {
    expect(give(method("a😀é", "length"))).toBe(3);
    expect(give(method("a😀é", "chunks", 2))).toEqual(["a😀", "é"]);
    expect(give(method("a😀", "split", ""))).toEqual(["a", "😀"]);
    expect(give(method("a,b,", "split", ","))).toEqual(["a", "b", ""]);
    expect(give(method("one\r\ntwo\n\nfour\n", "lines"))).toEqual(["one", "two", "", "four"]);
    expect(give(method("", "lines"))).toEqual([]);
    expect(give(method(" x\n", "trim"))).toBe("x");
    expect(give(method("abc", "contains", "bc"))).toBe(true);
  });

  it("of maps", () => {
    expect(give(method({ b: 1, a: 2 }, "keys"))).toEqual(["b", "a"]);
  });

  it("sort texts by code points, whatever the machine", () => {
    const texts = ["\u{1F600}", "\uFFFD", "z", "Z", "ä", "a"].map((s) => ({ s }));
    expect((give(method(texts, "sort", "s")) as { s: string }[]).map(({ s }) => s)).toEqual([
      "Z",
      "a",
      "z",
      "ä",
      "\uFFFD",
      "\u{1F600}",
    ]);
  });

  it("keep the first of equal values", () => {
    expect(give(method([1, "1", { a: 1, b: [2] }, 1, { b: [2], a: 1 }, null, null, [1], [1], [2]], "unique"))).toEqual([
      1,
      "1",
      { a: 1, b: [2] },
      null,
      [1],
      [2],
    ]);
    fc.assert(
      fc.property(fc.array(anyJson(2)), (list) => {
        const unique = give(method(list, "unique")) as Json[];
        expect(give(method(unique, "unique"))).toEqual(unique);
        for (const item of list) expect(give(method(unique, "contains", item))).toBe(true);
      }),
    );
  });

  it("say what they can't do", () => {
    expect(fail(method([1], "chunks", 0))).toBe("argument: `.chunks` was given 0; a chunk has at least 1.");
    expect(fail(method(null, "length"))).toBe("null: `.length` was used on null, which has none.");
    expect(fail(method(3, "trim"))).toBe("kind: `.trim` was used on a number, which has none.");
    expect(fail(method(["a", null], "join", ","))).toBe("null: `.join` met a null, which can't go into a text.");
    expect(fail(method([1], "sort", "n"))).toBe(
      'kind: `.sort("n")` takes a list of records, and one element is a number.',
    );
  });
});

describe("operators", () => {
  it("count", () => {
    expect(
      [
        binary(2, "+", 3),
        binary(2, "-", 3),
        binary(2, "*", 3),
        binary(3, "/", 2),
        binary(-7, "%", 3),
        binary("a", "+", "b"),
      ].map(give),
    ).toEqual([5, -1, 6, 1.5, -1, "ab"]);
    expect(Object.is(give(binary(0, "*", -1)), 0)).toBe(true);
    expect(Object.is(give({ op: "unary", operator: "-", operand: value(0) }), 0)).toBe(true);
  });

  it("fail as data where there is no number to give", () => {
    expect(fail(binary(1, "/", 0))).toBe("number: `/` was given 0 to divide by.");
    expect(fail(binary(1, "%", 0))).toBe("number: `%` was given 0 to divide by.");
    expect(fail(binary(1e308, "*", 10))).toBe("number: The number is too large.");
    expect(fail(binary("a", "+", 1))).toBe("kind: `+` takes numbers, not a string.");
    expect(fail(binary(null, "<", 1))).toBe("null: `<` takes two numbers or two strings, not null and a number.");
  });

  it("compare by structure and in the order of code points", () => {
    expect(give(binary({ a: [1, { b: null }], c: 1 }, "==", { c: 1, a: [1, { b: null }] }))).toBe(true);
    expect(give(binary({ a: null }, "==", {}))).toBe(false);
    expect(give(binary(1, "!=", "1"))).toBe(true);
    expect(give(binary("a", "<", "b"))).toBe(true);
    expect(give(binary("\uFFFD", "<", "\u{10000}"))).toBe(true);
    expect([binary(1, "<=", 1), binary(2, ">", 1), binary(1, ">=", 2)].map(give)).toEqual([true, true, false]);
  });

  it("work out only what they need", () => {
    expect([binary(false, "&&", never), binary(true, "||", never), binary(1, "??", never)].map(give)).toEqual([
      false,
      true,
      1,
    ]);
    expect(fail(binary(true, "&&", 1))).toBe("kind: `&&` takes a bool, not a number.");
    // biome-ignore lint/suspicious/noThenProperty: the graph's own word.
    expect(give({ op: "if", condition: value(true), then: value(1), else: never })).toBe(1);
    const match: Expr = {
      op: "match",
      subject: value("b"),
      arms: [
        { values: ["a"], result: never },
        { values: ["b", "c"], result: value(1) },
        { values: null, result: never },
      ],
    };
    expect(give(match)).toBe(1);
    expect(fail({ ...match, subject: value("x"), arms: match.arms.slice(0, 2) })).toBe(
      'match: No case of the `match` takes "x".',
    );
  });

  it("give another value for null and for a failed result, and open one that did not fail", () => {
    expect(give(binary(null, "??", 2))).toBe(2);
    expect(give(binary({ ok: false, error: "down" }, "??", 2))).toBe(2);
    expect(give(binary({ ok: true, value: 1 }, "??", 2))).toBe(1);
    expect(give(binary({ ok: true, value: null }, "??", 2))).toBe(2);
    expect(give(binary({ ok: true, value: 1, more: 1 }, "??", 2))).toEqual({ ok: true, value: 1, more: 1 });
    expect(give(binary({ ok: true, value: 1 }, "??", 2, true))).toEqual({ ok: true, value: 1 });
    expect(give(binary(false, "??", 2))).toBe(false);
  });
});

describe("evaluation", () => {
  it("never throws, whatever the operands", () => {
    const operators = ["*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "??"] as const;
    const methods = [
      "length",
      "first",
      "last",
      "take",
      "sort",
      "unique",
      "flatten",
      "contains",
      "chunks",
      "lines",
      "split",
      "trim",
      "join",
      "keys",
    ] as const;
    fc.assert(
      fc.property(
        anyJson(2),
        anyJson(2),
        fc.constantFrom(...operators),
        fc.constantFrom(...methods),
        (a, b, operator, m) => {
          for (const e of [
            binary(value(a), operator, value(b)),
            method(a, m, b),
            method(a, m),
            index(a, b),
            field(value(a), "length"),
            text(value(a)),
          ]) {
            const result = evaluate(e, scope);
            if (!result.ok) expect(result.error.message).toMatch(/^.*\.$/s);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives a failure for what is nested beyond what the machine can hold", () => {
    let deep: Expr = value(1);
    for (let i = 0; i < 200_000; i++) deep = { op: "unary", operator: "-", operand: deep };
    expect(fail(deep)).toBe("size: The value is too large, or too deeply nested, to be worked out.");
  });
});
