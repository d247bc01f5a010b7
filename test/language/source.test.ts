import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineAt, positionAt } from "../../language/source.ts";

describe("positionAt", () => {
  it("counts lines and columns from one", () => {
    expect(positionAt("ab\ncd", 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt("ab\ncd", 2)).toEqual({ line: 1, column: 3 });
    expect(positionAt("ab\ncd", 3)).toEqual({ line: 2, column: 1 });
    expect(positionAt("ab\ncd", 5)).toEqual({ line: 2, column: 3 });
  });

  it("counts UTF-16 units", () => {
    expect(positionAt("😀a", 2)).toEqual({ line: 1, column: 3 });
  });

  it("takes an offset outside the text for its nearest end", () => {
    expect(positionAt("ab", 9)).toEqual({ line: 1, column: 3 });
    expect(positionAt("ab", -1)).toEqual({ line: 1, column: 1 });
  });

  it("agrees with counting by hand", () => {
    const texts = fc.array(fc.constantFrom("a", "\n", "\r\n", "é"), { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.nat(40), (text, offset) => {
        const before = text.slice(0, offset).split("\n");
        expect(positionAt(text, offset)).toEqual({ line: before.length, column: (before.at(-1) ?? "").length + 1 });
      }),
    );
  });
});

describe("lineAt", () => {
  it("gives a line without its line break", () => {
    expect([1, 2, 3, 4].map((line) => lineAt("ab\r\ncd\n", line))).toEqual(["ab", "cd", "", undefined]);
  });
});
