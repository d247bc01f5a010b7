import { describe, expect, it } from "vitest";
import { applyFixes } from "../../language/apply-fixes.ts";
import type { Diagnostic, Edit } from "../../language/diagnostic.ts";

/** A diagnostic whose fix replaces the first place where `old` stands. */
const replacing = (text: string, ...changes: readonly (readonly [old: string, put: string])[]): Diagnostic => {
  const edits = changes.map(([old, put]): Edit => {
    const start = text.indexOf(old);
    return { span: { start, end: start + old.length }, text: put };
  });
  const span = edits[0]?.span ?? { start: 0, end: 0 };
  const words = { code: "AF0000", severity: "error", title: "a mistake", message: "A mistake.", file: "a.af" } as const;
  return { ...words, span, ...(edits.length > 0 && { fix: { title: "Mend it", edits } }) };
};

describe("applying fixes", () => {
  it("applies all that lie apart, whatever their order, and leaves out what has none", () => {
    const text = "one two three";
    const [third, first, none] = [replacing(text, ["three", "3"]), replacing(text, ["one", "1"]), replacing(text)];
    expect(applyFixes(text, [third, none, first])).toEqual({ text: "1 two 3", mended: [first, third], left: [] });
  });

  it("applies a fix whole or not at all", () => {
    const text = "one two three";
    const first = replacing(text, ["two", "2"]);
    const both = replacing(text, ["two three", "23"], ["one", "1"]);
    const { text: made, mended, left } = applyFixes(text, [first, both]);
    expect(made).toBe("one 2 three");
    expect({ mended, left }).toEqual({ mended: [first], left: [both] });
  });

  it("takes two that meet in one place for overlapping", () => {
    const text = "onetwo";
    const [first, second] = [replacing(text, ["one", "1"]), replacing(text, ["two", "2"])];
    expect(applyFixes(text, [first, second])).toMatchObject({ text: "1two", left: [second] });
  });
});
