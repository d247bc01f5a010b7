import { describe, expect, it } from "vitest";
import { editDistance, suggest, suggestNear } from "../../language/suggest.ts";

describe("suggest", () => {
  it("gives the sole candidate however far away it is", () => {
    expect(suggest("zebra", ["planner"])).toBe("planner");
  });

  it("prefers a name that differs in case alone", () => {
    expect(suggest("finding", ["findings", "Finding"])).toBe("Finding");
  });

  it("gives the nearest name within a third of the length", () => {
    expect(suggest("reseacher", ["planner", "researcher", "writer"])).toBe("researcher");
    expect(suggest("zebra", ["planner", "researcher", "writer"])).toBeUndefined();
  });

  it("allows one edit in a short name, and in one of two letters only another case", () => {
    expect(suggest("abc", ["abd", "xyz"])).toBe("abd");
    expect(suggest("abc", ["acd", "xyz"])).toBeUndefined();
    expect(suggest("ab", ["ac", "xyz"])).toBeUndefined();
    expect(suggest("b", ["a"])).toBeUndefined();
    expect(suggest("ab", ["Ab", "ac"])).toBe("Ab");
  });

  it("says nothing of a name that exists, and of no name", () => {
    expect(suggest("plan", ["plan", "plane"])).toBeUndefined();
    expect(suggest("", ["plan"])).toBeUndefined();
    expect(suggest("plan", [])).toBeUndefined();
  });

  it("does not depend on the order of the candidates", () => {
    expect(suggest("plam", ["plan", "play"])).toBe(suggest("plam", ["play", "plan"]));
  });
});

describe("suggestNear", () => {
  it("leaves out a sole candidate that is far away", () => {
    expect(suggestNear("zebra", ["planner"])).toBeUndefined();
    expect(suggestNear("planer", ["planner"])).toBe("planner");
  });
});

describe("editDistance", () => {
  it("counts insertions, removals, replacements and swaps of neighbours", () => {
    expect(editDistance("plan", "plans")).toBe(1);
    expect(editDistance("plan", "pln")).toBe(1);
    expect(editDistance("plan", "plum")).toBe(2);
    expect(editDistance("plan", "paln")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
  });

  it("stops counting at the limit", () => {
    expect(editDistance("aaaaaaaa", "bbbbbbbb", 3)).toBe(3);
  });
});
