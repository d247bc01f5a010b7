import { describe, expect, test } from "vitest";
import { createCellCache, type Row } from "../../../../runtime/engine/scripted/cache.ts";

function refuse(sentence: string): never {
  throw new Error(sentence);
}

const row = (branch: number, position: number): Row => ({ branch, position, token: 100 * branch + position });
const rows = (branch: number, from: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => row(branch, from + index));

describe("the cell cache", () => {
  test("shares what is forked, and frees exactly what nobody reads any more", () => {
    const cache = createCellCache(20, refuse);
    cache.begin(rows(1, 0, 6)).end(true);
    cache.fork(1, 2);
    cache.begin([row(1, 6), row(2, 6)]).end(true);
    expect(cache.count()).toEqual({
      cells: 8,
      branches: new Map([
        [1, 7],
        [2, 7],
      ]),
    });
    cache.cut(1, 0);
    expect(cache.used()).toBe(7);
    expect(cache.tokens(2)).toEqual([100, 101, 102, 103, 104, 105, 206]);
    cache.cut(2, 3);
    expect(cache.count()).toEqual({ cells: 3, branches: new Map([[2, 3]]) });
    expect(cache.used()).toBe(3);
  });

  test("moves nothing in a pass that failed", () => {
    const cache = createCellCache(20, refuse);
    cache.begin(rows(1, 0, 6)).end(false);
    expect(cache.count()).toEqual({ cells: 0, branches: new Map() });
    expect(cache.length(1)).toBe(0);
  });

  test.each([
    ["two rows at one position", [row(1, 0), row(1, 0)], "two rows at position 0"],
    ["a row behind a gap", [row(1, 0), row(1, 2)], "at position 2 and none at 1"],
    ["more rows than free cells", rows(1, 0, 21), "21 rows begins with 20 of 20 cells free"],
  ])("refuses %s", (_, given, told) => {
    expect(() => createCellCache(20, refuse).begin(given)).toThrow(told);
  });

  test("refuses whatever begins during a pass, and to fork into a branch that has cells", () => {
    const cache = createCellCache(20, refuse);
    cache.begin(rows(2, 0, 1)).end(true);
    expect(() => cache.fork(1, 2)).toThrow("still has cells");
    const pass = cache.begin(rows(1, 0, 1));
    for (const operation of [
      () => cache.fork(1, 3),
      () => cache.cut(1, 0),
      () => cache.sample(() => 1),
      () => cache.begin([]),
    ])
      expect(operation).toThrow("while a pass is under way");
    pass.end(true);
    expect(cache.sample(() => 7)).toBe(7);
  });
});
