import { describe, expect, test } from "vitest";
import { createContextTree } from "../../../runtime/engine/context-tree.ts";
import { contextOf } from "./playing.ts";

const spine = contextOf("spine");
const left = contextOf("spine", "left");
const right = contextOf("spine", "right");
const far = contextOf("spine", "left", "far");
const all = () => true;
const any = () => 2;

describe("the tree of contexts", () => {
  test("finds the longest beginning that someone holds, below which they may hold more", () => {
    const tree = createContextTree<string>();
    tree.place("a", far);
    expect(tree.nearest(right, any)).toEqual({ at: spine, holder: "a" });
    tree.place("b", right);
    expect(tree.nearest(right, any)).toEqual({ at: right, holder: "b" });
    expect(tree.nearest(right, (holder) => (holder === "b" ? Number.POSITIVE_INFINITY : 1))?.holder).toBe("a");
    expect(tree.nearest(contextOf("other"), any)).toBe(undefined);
  });

  test("prefers who has the lowest rank", () => {
    const tree = createContextTree<number>();
    for (const rank of [3, 2, 0, 1]) tree.place(rank, far);
    expect(tree.nearest(left, (rank) => rank)).toEqual({ at: left, holder: 0 });
  });

  test("names those that have a context or a beginning of it, and no more", () => {
    const tree = createContextTree<string>();
    for (const [name, context] of Object.entries({ spine, left, right, far })) tree.place(name, context);
    expect(tree.along(left)).toEqual(["left", "spine"]);
  });

  test("says whether all of a context is held", () => {
    const tree = createContextTree<string>();
    tree.place("a", left);
    expect(tree.has(spine, all)).toBe(true);
    expect(tree.has(left, all)).toBe(true);
    expect(tree.has(far, all)).toBe(false);
    expect(tree.has(spine, (holder) => holder !== "a")).toBe(false);
  });

  test("says how much of a context is still wanted", () => {
    const tree = createContextTree<string>();
    expect(tree.wanted(far)).toBe(null);
    tree.keep(right);
    expect(tree.wanted(far)).toEqual(spine);
    tree.keep(left);
    expect(tree.wanted(far)).toEqual(left);
    tree.unkeep(left);
    expect(tree.wanted(far)).toEqual(spine);
  });

  test("forgets what nobody holds or wants", () => {
    const tree = createContextTree<string>();
    tree.place("a", far);
    tree.keep(right);
    tree.remove("a", far);
    tree.unkeep(right);
    expect(tree.size()).toBe(0);
    expect(tree.nearest(far, any)).toBe(undefined);
  });

  test("throws where something is given back that nobody took", () => {
    const tree = createContextTree<string>();
    expect(() => tree.unkeep(spine)).toThrow("nobody took");
    tree.place("a", spine);
    expect(() => tree.remove("b", spine)).toThrow("nobody held");
  });
});
