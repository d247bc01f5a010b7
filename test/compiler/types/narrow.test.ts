import { describe, expect, it } from "vitest";
import { narrow, narrowAt, withoutNull } from "../../../compiler/types/narrow.ts";
import { canEqual } from "../../../compiler/types/overlap.ts";
import { resultType } from "../../../compiler/types/print.ts";
import { endlessPath } from "../../../compiler/types/recursion.ts";
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
  Plan: record({ steps: list(text()), "note?": text() }),
  Color: union(is("red"), is("green"), is("blue")),
  Tree: record({ label: text(), children: list(ref("Tree")) }),
});
const never = { kind: "never" };

describe("narrowing", () => {
  it("takes null away", () => {
    expect(withoutNull(union(ref("Plan"), nil), table)).toEqual(ref("Plan"));
    expect(withoutNull(nil, table)).toEqual(never);
  });

  it("keeps a type as it is where nothing changes", () => {
    const type = union(int(), text());
    expect(withoutNull(type, table)).toBe(type);
    expect(narrow(ref("Color"), { not: ["black"] }, table)).toEqual(ref("Color"));
  });

  it("picks and drops values", () => {
    expect(narrow(ref("Color"), { is: ["red", "blue"] }, table)).toEqual(union(is("red"), is("blue")));
    expect(narrow(ref("Color"), { not: ["red"] }, table)).toEqual(union(is("green"), is("blue")));
    expect(narrow(ref("Color"), { not: ["red", "green", "blue"] }, table)).toEqual(never);
    expect(narrow(bool, { not: [true] }, table)).toEqual(is(false));
    expect(narrow(text(), { is: ["a"] }, table)).toEqual(is("a"));
    expect(narrow(int(0, 3), { is: [0, 7] }, table)).toEqual(is(0));
    expect(narrow(union(int(), nil), { is: [null] }, table)).toEqual(nil);
  });

  it("picks the alternatives in which a field can have a value", () => {
    const result = resultType(ref("Plan"));
    expect(narrowAt(result, ["ok"], { is: [true] }, table)).toEqual(record({ ok: is(true), value: ref("Plan") }));
    expect(narrowAt(result, ["ok"], { not: [true] }, table)).toEqual(record({ ok: is(false), error: text() }));
  });

  it("makes a field that is not null a field that is there", () => {
    expect(narrowAt(ref("Plan"), ["note"], { not: [null] }, table)).toEqual(
      record({ steps: list(text()), note: text() }),
    );
    expect(narrowAt(ref("Plan"), ["steps"], { not: [null] }, table)).toEqual(ref("Plan"));
  });

  it("goes into fields of fields", () => {
    const type = record({ a: union(record({ kind: is("x"), x: int() }), record({ kind: is("y") })) });
    expect(narrowAt(type, ["a", "kind"], { is: ["x"] }, table)).toEqual(
      record({ a: record({ kind: is("x"), x: int() }) }),
    );
    expect(narrowAt(union(type, nil), ["a"], { not: [null] }, table)).toEqual(type);
  });
});

describe("two types can have equal values", () => {
  const cases: readonly [boolean, ...Parameters<typeof canEqual>][] = [
    [true, text(), is("a"), table],
    [false, text(0, 2), is("abc"), table],
    [false, text(), int(), table],
    [true, int(), number(0.5, 1), table],
    [false, int(), number(0.2, 0.8), table],
    [false, int(0, 3), int(4, 5), table],
    [true, union(int(), nil), nil, table],
    [false, text(), nil, table],
    [true, json, text(), table],
    [false, ref("Color"), is("black"), table],
    [true, ref("Color"), text(1, 3), table],
    [false, url, date, table],
    [false, pattern("a{3}"), text(0, 2), table],
    [true, list(int()), list(text()), table],
    [false, list(int(), 1), list(text(), 1), table],
    [true, ref("Tree"), ref("Tree"), table],
    [false, ref("Tree"), ref("Plan"), table],
    [true, record({ a: int() }), map(int()), table],
    [false, { kind: "thought" }, { kind: "thought" }, table],
    [true, bool, is(true), table],
  ];
  it.each(cases)("%s: case %#", (expected, a, b, names) => {
    expect(canEqual(a, b, names)).toBe(expected);
    expect(canEqual(b, a, names)).toBe(expected);
  });
});

describe("recursion", () => {
  it("must pass something that may be empty or missing", () => {
    const types = tableOf({
      List: record({ next: union(ref("List"), nil) }),
      Optional: record({ "next?": ref("Optional") }),
      Tree: record({ children: list(ref("Tree")) }),
      Map: map(ref("Map")),
      Leafy: union(is("leaf"), record({ inner: ref("Leafy") })),
      Endless: record({ next: ref("Endless") }),
      Full: record({ children: list(ref("Full"), 1) }),
      Even: record({ odd: ref("Odd") }),
      Odd: record({ even: ref("Even") }),
      Bare: union(ref("Bare"), nil),
      User: record({ endless: ref("Endless") }),
    });
    const ok = [...types.keys()].filter((id) => endlessPath(id, types) === undefined);
    expect(ok).toEqual(["List", "Optional", "Tree", "Map", "Leafy", "User"]);
    expect(endlessPath("Even", types)).toEqual(["Even", "Odd", "Even"]);
  });
});
