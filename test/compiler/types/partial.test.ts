import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../compiler/graph/expression.ts";
import { isList, isRecord } from "../../../compiler/graph/json.ts";
import { canonicalText } from "../../../compiler/types/canonical.ts";
import { partialValue } from "../../../compiler/types/partial.ts";
import { json, valuesOf, worlds } from "../arbitrary.ts";

/** Whether `part` is how `whole` begins: texts and lists may be shorter, records may lack what comes last. */
function begins(part: Json, whole: Json): boolean {
  if (typeof part === "string" && typeof whole === "string") return whole.startsWith(part);
  if (isList(part) && isList(whole)) return part.every((item, index) => begins(item, whole[index] ?? null));
  if (isRecord(part) && isRecord(whole)) {
    const names = Object.keys(part);
    const all = Object.keys(whole);
    return names.every((name) => all.includes(name) && begins(part[name] ?? null, whole[name] ?? null));
  }
  return part === whole;
}

/** Each beginning of a text, in UTF-16 units, as deltas may cut it. */
const beginnings = (text: string): string[] =>
  Array.from({ length: text.length }, (_, length) => text.slice(0, length));

describe("partialValue", () => {
  it("has what is whole, open texts as far as they go, and lists so far", () => {
    const text = '{"title":"Tea","tags":["a","be"],"score":0.75,"ok":true}';
    const at = (end: string): Json | undefined => partialValue(text.slice(0, text.indexOf(end) + end.length));
    expect(at('{"tit')).toEqual({});
    expect(at('"title":"Te')).toEqual({ title: "Te" });
    expect(at('["a","b')).toEqual({ title: "Tea", tags: ["a", "b"] });
    expect(at('"score":0.7')).toEqual({ title: "Tea", tags: ["a", "be"] });
    expect(at('"score":0.75,')).toEqual({ title: "Tea", tags: ["a", "be"], score: 0.75 });
    expect(at('"ok":tr')).not.toHaveProperty("ok");
    expect(partialValue(text)).toEqual(JSON.parse(text));
    expect(partialValue("")).toBeUndefined();
  });

  it("leaves out half an escape and half a character", () => {
    expect(partialValue('"a\\')).toBe("a");
    expect(partialValue('"a\\\\')).toBe("a\\");
    expect(partialValue('"a\\u00')).toBe("a");
    expect(partialValue('"a\ud83d')).toBe("a");
    expect(partialValue('"a\\ud83d\\ude')).toBe("a");
  });

  it("waits for the end of what only means something when it is whole", () => {
    const verdict = {
      kind: "union",
      members: ["yes", "no"].map((value) => ({ kind: "literal", value }) as const),
    } as const;
    const fields = [
      { name: "verdict", type: verdict, optional: false },
      { name: "source", type: { kind: "string", format: "url" }, optional: false },
    ] as const;
    const type = { kind: "record", fields } as const;
    expect(partialValue('{"verdict":"ye', type)).toEqual({});
    expect(partialValue('{"verdict":"yes","source":"http:', type)).toEqual({ verdict: "yes" });
  });

  it("says of no text that it is more than it is", () => {
    for (const text of ["nonsense", "{]", '{"a"1}', "[1 2]", '"\\q"', "tru"])
      expect(() => partialValue(text)).not.toThrow();
  });

  it("is a beginning of the whole value at each beginning of its text", () => {
    fc.assert(
      fc.property(json(4), (value) => {
        const text = canonicalText(value);
        const whole = JSON.parse(text) as Json;
        for (const cut of beginnings(text)) {
          const part = partialValue(cut);
          if (part !== undefined && !begins(part, whole)) throw new Error(`${cut} gives ${JSON.stringify(part)}`);
        }
        if (typeof whole !== "number") expect(partialValue(text)).toEqual(whole);
      }),
    );
  });

  it("is so with types too", () => {
    fc.assert(
      fc.property(
        worlds.chain(({ type, table }) => valuesOf(type, 3, table).map((value) => ({ type, table, value }))),
        ({ type, table, value }) => {
          const text = canonicalText(value, type, table);
          const whole = JSON.parse(text) as Json;
          for (const cut of beginnings(text)) {
            const part = partialValue(cut, type, table);
            if (part !== undefined && !begins(part, whole)) throw new Error(`${cut} gives ${JSON.stringify(part)}`);
          }
        },
      ),
    );
  });
});
