import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, clipStart, columnsOf, fill, rowsOfText } from "../../../runtime/view/columns.ts";

const lines = fc.string({
  unit: fc.constantFrom("a", " ", "日", "é", "e\u0301", "🙂", "👨‍👩‍👧", "🇩🇪", "𝒜", "❤️"),
  maxLength: 40,
});

describe("columnsOf", () => {
  it("counts what a terminal draws wide twice, and marks not at all", () => {
    expect(["tea", "日本", "🙂", "e\u0301", "👨‍👩‍👧", "🇩🇪", "❤️"].map(columnsOf)).toEqual([3, 4, 2, 1, 2, 2, 2]);
  });
});

describe("clip", () => {
  it("says with … that something is left out, at the end or at the beginning", () => {
    expect([clip("tea", 3), clip("coffee", 3), clip("𝒜𝒜𝒜𝒜", 2), clip("tea", 0)]).toEqual(["tea", "co…", "𝒜…", ""]);
    expect([clipStart("tea", 3), clipStart("coffee", 3)]).toEqual(["tea", "…ee"]);
  });

  it("cuts between what people see as characters", () => {
    expect(clip("ab👨‍👩‍👧cd", 4)).toBe("ab…");
    expect(clip("ab👨‍👩‍👧cd", 5)).toBe("ab👨‍👩‍👧…");
    expect(clipStart("日本語", 4)).toBe("…語");
  });

  it("never gives more columns than there are", () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 30 }), (line, columns) => {
        expect(columnsOf(clip(line, columns))).toBeLessThanOrEqual(columns);
        expect(columnsOf(clipStart(line, columns))).toBeLessThanOrEqual(columns);
        expect(columnsOf(fill(line, columns))).toBe(columns);
      }),
    );
  });
});

describe("rowsOfText", () => {
  it("breaks at blanks, and loses nothing", () => {
    expect(rowsOfText("tea and coffee at night", 12)).toEqual(["tea and ", "coffee at ", "night"]);
    fc.assert(
      fc.property(lines, fc.integer({ min: 2, max: 30 }), (line, columns) => {
        const rows = rowsOfText(line, columns);
        expect(rows.join("")).toBe(line);
        expect(rows.every((row) => columnsOf(row.trimEnd()) <= columns)).toBe(true);
      }),
    );
  });
});
