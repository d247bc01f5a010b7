import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { emitZod } from "../../../compiler/emit/zod.ts";
import { check } from "../../../compiler/types/check.ts";
import { json as anyJson, table as random, types, valuesOf } from "../arbitrary.ts";
import { bool, json, list, map, number, record, ref, tableOf, text, union, url } from "../types/write.ts";

const table = tableOf({
  Finding: record({ claim: text(1, 280), confidence: number(0, 1), "source?": url }),
  Tree: record({ label: text(0, 3), children: list(ref("Tree"), 0, 2) }),
});

describe("zod schemas of types", () => {
  it("take what a check takes and give the same value", () => {
    fc.assert(
      fc.property(
        types.chain((type) =>
          fc.tuple(
            fc.constant(type),
            fc.oneof(
              valuesOf(type),
              anyJson(2),
              types.chain((t) => valuesOf(t)),
            ),
          ),
        ),
        ([type, value]) => {
          const parsed = emitZod(type, random).safeParse(value);
          const checked = check(value, type, random);
          expect([type, value, parsed.success]).toEqual([type, value, checked.ok]);
          if (parsed.success && checked.ok) expect(JSON.stringify(parsed.data)).toBe(JSON.stringify(checked.value));
        },
      ),
      { numRuns: 400 },
    );
  });

  it("name the path of what is wrong", () => {
    const parsed = emitZod(record({ findings: list(ref("Finding")) }), table).safeParse({
      findings: [{ claim: "", confidence: 2, source: "not:x" }],
    });
    expect(parsed.error?.issues.map((issue) => [issue.path.join("."), issue.message])).toEqual([
      ["findings.0.claim", "must not be empty"],
      ["findings.0.confidence", "is 2; it must be at most 1"],
      ["findings.0.source", "must be a URL such as https://example.org/a"],
    ]);
  });

  it("strip what is not declared and are not fooled by prototypes", () => {
    const schema = emitZod(record({ "constructor?": text(), ok: bool }), table);
    expect(schema.parse(JSON.parse('{"ok":true,"extra":1,"__proto__":{"constructor":3}}'))).toEqual({ ok: true });
    const entries = emitZod(map(json), table).parse(JSON.parse('{"__proto__":[1]}'));
    expect(Object.keys(entries as object)).toEqual(["__proto__"]);
  });

  it("follow types that refer to themselves", () => {
    const tree = emitZod(ref("Tree"), table);
    expect(tree.safeParse({ label: "a", children: [{ label: "b", children: [] }] }).success).toBe(true);
    expect(tree.safeParse({ label: "a", children: [{ label: "long", children: [] }] }).success).toBe(false);
  });

  it("can be used within other zod schemas", () => {
    const outer = z.object({ found: emitZod(ref("Finding"), table), extra: z.string() });
    expect(outer.parse({ found: { claim: "c", confidence: 1, source: null }, extra: "e" })).toEqual({
      found: { claim: "c", confidence: 1 },
      extra: "e",
    });
    expect(emitZod(union(text(), list(text())), table).safeParse(3).success).toBe(false);
  });
});
