import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emptyContext, entriesOf, grow, growAll } from "../../../runtime/context/context.ts";
import type { Entry } from "../../../runtime/context/entry.ts";

const entries = fc.array(
  fc.record({
    kind: fc.constant("text" as const),
    of: fc.constantFrom("share" as const, "note" as const),
    text: fc.string(),
  }),
);

describe("a context", () => {
  test("has the entries it grew by, in their order", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const context = growAll(emptyContext, list);
        expect(entriesOf(context)).toEqual(list);
        expect(context.depth).toBe(list.length);
      }),
    );
  });

  test("is the same as another exactly if their entries are the same", () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(growAll(emptyContext, a).id === growAll(emptyContext, b).id).toBe(same);
      }),
    );
  });

  test("differs where the same entries stand in another order", () => {
    const [a, b]: Entry[] = [
      { kind: "system", text: "one" },
      { kind: "system", text: "two" },
    ];
    if (!a || !b) throw new Error("unreachable");
    expect(grow(grow(emptyContext, a), b).id).not.toBe(grow(grow(emptyContext, b), a).id);
  });

  test("is not changed by growing", () => {
    const spine = grow(emptyContext, { kind: "system", text: "one" });
    const before = { ...spine };
    grow(spine, { kind: "system", text: "two" });
    expect(spine).toEqual(before);
  });
});
