import { describe, expect, it } from "vitest";
import { languageConfiguration } from "../../grammar/index.ts";

const { indentationRules, onEnterRules, folding, wordPattern } = languageConfiguration();
const increase = new RegExp(indentationRules.increaseIndentPattern);
const decrease = new RegExp(indentationRules.decreaseIndentPattern);

describe("the language configuration", () => {
  it.each([
    "flow main() {",
    "agent a(  // its parameters",
    "  let xs = [",
    '  let s = f("a // b", {',
    "  } else {",
    "  let half = 1 / 2 + f(",
  ])("indents what follows `%s`", (line) => {
    expect(increase.test(line)).toBe(true);
  });

  it.each(["schema A { a: int }", "// {", '  let s = "{', "}", "  let a = f(x) // (", '"""'])(
    "does not indent what follows `%s`",
    (line) => {
      expect(increase.test(line)).toBe(false);
    },
  );

  it("outdents what closes", () => {
    expect(["  }", "]", "  ) -> X {"].map((line) => decrease.test(line))).toEqual([true, true, true]);
    expect(decrease.test("  a }")).toBe(false);
  });

  it("goes on with a doc comment until it has an empty line, and with no other comment", () => {
    const goesOn = (line: string): boolean =>
      onEnterRules.some(({ beforeText, action }) => new RegExp(beforeText).test(line) && action.appendText === "/// ");
    expect(["  /// What.", "///What."].map(goesOn)).toEqual([true, true]);
    expect(["  /// ", "// What.", "//// What.", "let a = 1"].map(goesOn)).toEqual([false, false, false, false]);
  });

  it("folds regions", () => {
    expect(new RegExp(folding.markers.start).test("// #region types")).toBe(true);
    expect(new RegExp(folding.markers.end).test("  // endregion")).toBe(true);
    expect(new RegExp(folding.markers.start).test("let region = 1")).toBe(false);
  });

  it("takes a name for one word", () => {
    expect("let top_p2 = x.y".match(new RegExp(wordPattern, "g"))).toEqual(["let", "top_p2", "x", "y"]);
  });
});
