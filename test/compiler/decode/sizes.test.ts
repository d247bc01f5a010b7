import { describe, expect, test } from "vitest";
import { enforcementOf } from "../../../compiler/decode/enforcement.ts";
import type { Type } from "../../../compiler/graph/type.ts";
import { int, is, list, nil, pattern, record, text, union, url } from "../types/write.ts";
import { none, tablesOf, takes } from "./holding.ts";

/** How a type's only pattern is held to. */
const how = (source: string) => enforcementOf(pattern(source), none)[0]?.how;

describe("patterns", () => {
  test.each(["(a|b){1,1000}", "[a-z]{1,5000}", "(?:[a-z]{1,20}-){1,100}"])(
    "that count far are held to while decoding: %s",
    (source) => {
      expect(how(source)).toBe("decoding");
    },
  );

  test("that count far are held to exactly", () => {
    const machine = tablesOf(pattern("(a|b){1,1000}"));
    const quoted = (length: number) => JSON.stringify("ab".repeat(500).slice(0, length));
    expect([0, 1, 999, 1000].map((length) => takes(machine, quoted(length)))).toEqual([false, true, true, true]);
    expect(takes(machine, `"a${"ab".repeat(500)}"`)).toBe(false);
    expect(machine.pops.length).toBeLessThan(1100);
  });

  test.each([
    "(?:a|b)*a(?:a|b){40}",
    "(?:[a-z]{1,500}x){1,500}",
    "(?:(?:a{1,100}){1,100}){1,100}",
    "\\w{1,999999999}",
    "(?:a?){5000}b",
    "([a-z]{1,50}){1,50}",
    "(a|b|ab){0,300}",
    "(?:(?:(?:(?:.{9}){9}){9}){9}){9}",
  ])("that need too many states are checked after, and no time is lost with them: %s", (source) => {
    expect(how(source)).toBe("after");
  });
});

describe("large schemas", () => {
  const fields = (count: number, type: (i: number) => Type, optional: boolean) =>
    record(Object.fromEntries(Array.from({ length: count }, (_, i) => [`field_${i}${optional ? "?" : ""}`, type(i)])));

  test("of 200 fields stay small", () => {
    const type = fields(200, (i) => [text(0, 80), int(0, 100), url, list(text(0, 9), 0, 5)][i % 4]!, false);
    const machine = tablesOf(type);
    expect(machine.pops.length).toBeLessThan(4000);
    expect(machine.entries.length).toBeLessThan(400_000);
  });

  test("of 200 optional fields stay small, although any may follow any before it", () => {
    const machine = tablesOf(fields(200, () => int(0, 9), true));
    expect(takes(machine, '{"field_3":1,"field_199":2}')).toBe(true);
    expect(takes(machine, '{"field_199":2,"field_3":1}')).toBe(false);
    expect(machine.pops.length).toBeLessThan(60_000);
  });

  test("of 500 literals share their beginnings", () => {
    const machine = tablesOf(union(...Array.from({ length: 500 }, (_, i) => is(`product-${i * 37}`))));
    expect(takes(machine, '"product-37"')).toBe(true);
    expect(takes(machine, '"product-38"')).toBe(false);
    expect(machine.pops.length).toBeLessThan(1500);
  });

  test("with a literal as long as a page go through without a deep stack", () => {
    const page = "All work and no play. ".repeat(2000);
    expect(takes(tablesOf(union(is(page), nil)), JSON.stringify(page))).toBe(true);
  });

  test("of records inside records inside unions stay small", () => {
    let type: Type = record({ leaf: text(0, 9) });
    for (let depth = 0; depth < 8; depth++)
      type = union(
        record({ kind: is("a"), inner: type, "note?": text() }),
        record({ kind: is("b"), inner: type, "count?": int() }),
        nil,
      );
    const machine = tablesOf(type);
    expect(machine.pops.length).toBeLessThan(20_000);
  });
});
