import { describe, expect, it } from "vitest";
import {
  fieldNames,
  listShape,
  mapValue,
  mayBeNull,
  membersOf,
  readField,
  resolve,
} from "../../../compiler/types/access.ts";
import { join, unionOf } from "../../../compiler/types/union.ts";
import { bool, date, int, is, json, list, map, nil, number, record, ref, tableOf, text, union, url } from "./write.ts";

describe("a union", () => {
  it("opens unions within it and drops doubles and what can't be", () => {
    expect(unionOf([union(is("a"), nil), is("a"), { kind: "never" }, is("b")])).toEqual(union(is("a"), nil, is("b")));
    expect(unionOf([text()])).toEqual(text());
    expect(unionOf([])).toEqual({ kind: "never" });
  });

  it("takes literals into their base and narrower bounds into wider ones, whichever comes first", () => {
    expect(unionOf([is("a"), text()])).toEqual(text());
    expect(unionOf([text(), is("a")])).toEqual(text());
    expect(unionOf([is("abc"), text(0, 2)])).toEqual(union(is("abc"), text(0, 2)));
    expect(unionOf([int(1, 3), number(0, 5), is(4)])).toEqual(number(0, 5));
    expect(unionOf([date, text(), url])).toEqual(text());
    expect(unionOf([is(true), nil, is(false)])).toEqual(union(bool, nil));
    expect(unionOf([list(int(), 1, 2), list(int())])).toEqual(list(int()));
  });

  it("keeps records apart, because a value of the larger is not cut", () => {
    const [small, large] = [record({ a: int() }), record({ a: int(), b: text() })];
    expect(unionOf([small, large])).toEqual(union(small, large));
  });

  it("is unknown where a mistake is in it, so that it is reported once", () => {
    expect(unionOf([int(), { kind: "never", unknown: true }])).toEqual({ kind: "never", unknown: true });
  });
});

describe("a join", () => {
  it("makes one list of several", () => {
    expect(join([list(is("a"), 1, 1), list({ kind: "never" }, 0, 0), list(is("b"), 2, 4)])).toEqual(
      list(union(is("a"), is("b")), undefined, 4),
    );
    expect(join([nil, list(int(), 2), list(text(), 3)])).toEqual(union(nil, list(union(int(), text()), 2)));
  });

  it("keeps lists apart where the program wrote them apart", () => {
    expect(unionOf([list(int()), list(text())])).toEqual(union(list(int()), list(text())));
  });
});

describe("the parts of a type", () => {
  const table = tableOf({
    Plan: record({ steps: list(text(), 1, 4), "note?": text() }),
    Alias: ref("Plan"),
    Loop: ref("Loop"),
    Color: union(is("red"), is("green")),
  });

  it("are found through aliases, and a name of nothing stands for what is unknown", () => {
    expect(resolve(ref("Alias"), table).kind).toBe("record");
    for (const id of ["Loop", "Missing"]) expect(resolve(ref(id), table)).toEqual({ kind: "never", unknown: true });
    expect(membersOf(union(ref("Color"), nil), table)).toEqual([is("red"), is("green"), nil]);
    expect(membersOf(ref("Alias"), table)).toEqual([ref("Alias")]);
  });

  it("are fields, which read as null where they may be missing", () => {
    expect(readField(ref("Alias"), "note", table)).toEqual({ ok: true, type: union(text(), nil) });
    expect(readField(ref("Plan"), "step", table)).toEqual({
      ok: false,
      reason: "missing",
      in: ref("Plan"),
      names: ["steps", "note"],
    });
    expect(readField(union(ref("Plan"), nil), "steps", table)).toMatchObject({ ok: false, reason: "null" });
    expect(readField(union(ref("Plan"), nil), "steps", table, true)).toEqual({
      ok: true,
      type: union(list(text(), 1, 4), nil),
    });
    expect(readField(text(), "steps", table)).toMatchObject({ ok: false, reason: "other" });
    expect(readField(json, "anything", table)).toEqual({ ok: true, type: json });
    expect(readField(record({}), "constructor", table)).toMatchObject({ ok: false });
  });

  it("are read of a union only where all its records have them", () => {
    const either = union(record({ a: int(), b: int() }), record({ a: text() }));
    expect(readField(either, "a", table)).toEqual({ ok: true, type: union(int(), text()) });
    expect(readField(either, "b", table)).toMatchObject({ ok: false, reason: "missing", names: ["a"] });
    expect(fieldNames(either, table)).toEqual(["a"]);
  });

  it("are elements with bounds, and values of maps", () => {
    expect(listShape(union(list(int(), 1, 2), list(text(), 3)), table)).toEqual({
      element: union(int(), text()),
      min: 1,
    });
    expect(listShape(union(list(int()), nil), table)).toBeUndefined();
    expect(mapValue(map(int()), table)).toEqual(int());
    expect(mapValue(text(), table)).toBeUndefined();
    expect([mayBeNull(union(int(), nil), table), mayBeNull(json, table), mayBeNull(int(), table)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
