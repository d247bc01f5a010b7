import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences, formattingOf } from "../../../compiler/editor/formatting.ts";
import { applied } from "../../../language/apply-fixes.ts";
import { format } from "../../../language/index.ts";
import { fixtures } from "../sources.ts";
import { marked } from "./marked.ts";

/** What formatting makes of a text, with what was put in between `⟦` and `⟧`. */
function shown(source: string): string {
  const { analysis } = marked(source);
  const found = formattingOf(analysis);
  if (found.kind === "refused") return "refused";
  return applied(
    source,
    found.edits.map((edit) => ({ ...edit, text: `⟦${edit.text}⟧` })),
  );
}

describe("formatting", () => {
  it("edits blanks and commas alone", () => {
    expect(shown("schema  P {x:int, y : string}\nflow main( p:P )->int{return p.x}\n")).toMatchInlineSnapshot(`
      "schema⟦ ⟧P {⟦ ⟧x:⟦ ⟧int, y⟦⟧: string⟦ ⟧}
      flow main(⟦⟧p:⟦ ⟧P⟦⟧)⟦ ⟧->⟦ ⟧int⟦ ⟧{⟦ ⟧return p.x⟦ ⟧}
      "
    `);
  });

  it("edits nothing of a file that is in style", () => {
    const { analysis } = marked(fixtures.read("02-research.af") ?? "");
    expect(formattingOf(analysis)).toEqual({ kind: "edits", edits: [] });
  });

  it("leaves a file with mistakes alone", () => {
    expect(shown("flow main( {")).toBe("refused");
  });

  it("comes to what the formatter says, however blanks are strewn", () => {
    const source = fixtures.read("06-reflect.af") ?? "";
    const blanks = fc.array(fc.tuple(fc.nat(source.length), fc.constantFrom(" ", "  ", "\n", "\t")), { maxLength: 6 });
    fc.assert(
      fc.property(blanks, (strewn) => {
        let text = source;
        for (const [at, blank] of strewn) text = text.slice(0, at) + blank + text.slice(at);
        const wanted = format(text, "main.af");
        if (wanted.kind === "refused") return;
        expect(applied(text, differences(text, wanted.text))).toBe(wanted.text);
      }),
      { numRuns: 100 },
    );
  });

  it("is one edit where texts differ in more than blanks", () => {
    const edits = differences("a b", "a c");
    expect(edits).toEqual([{ span: { start: 0, end: 3 }, text: "a c" }]);
  });

  it("ends where either text ends in blanks", () => {
    for (const [text, wanted] of [
      ["a\n\n", "a\n"],
      ["a", "a\n"],
      ["", "\n"],
      ["\n", ""],
      ["a", "a"],
    ] as const) {
      expect(applied(text, differences(text, wanted))).toBe(wanted);
    }
  });
});
