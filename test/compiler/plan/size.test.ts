import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bytes,
  covers,
  evaluate,
  expand,
  input,
  max,
  min,
  number,
  print,
  product,
  type Size,
  substitute,
  sum,
} from "../../../compiler/plan/size.ts";
import { runs } from "../../runs.ts";

const NAMES = ["|a|", "|b|", "#c"];

const sizes: fc.Arbitrary<Size> = fc.letrec<{ size: Size }>((tie) => ({
  size: fc.oneof(
    { maxDepth: 3 },
    fc.nat(40).map(number),
    fc.nat(40).map(bytes),
    fc.constantFrom(...NAMES).map(input),
    fc.array(tie("size"), { minLength: 1, maxLength: 3 }).map((of) => sum(...of)),
    fc.array(tie("size"), { minLength: 1, maxLength: 3 }).map((of) => product(...of)),
    fc.array(tie("size"), { minLength: 1, maxLength: 3 }).map((of) => max(...of)),
    fc.array(tie("size"), { minLength: 1, maxLength: 3 }).map((of) => min(...of)),
  ),
})).size;

const inputs = fc
  .tuple(fc.nat(9), fc.nat(9), fc.nat(9))
  .map((of) => new Map(NAMES.map((name, i) => [name, of[i] ?? 0])));

describe("A size", () => {
  it("comes to the same when its products are multiplied out", () => {
    fc.assert(
      fc.property(sizes, inputs, (size, at) => {
        expect(evaluate(expand(size), at)).toBe(evaluate(size, at));
      }),
      { numRuns: runs(100) },
    );
  });

  it("comes to the same when inputs are put in one after the other", () => {
    fc.assert(
      fc.property(sizes, inputs, (size, at) => {
        const [first, ...rest] = [...at];
        const half = substitute(size, new Map(first ? [first] : []));
        expect(evaluate(half, new Map(rest))).toBe(evaluate(size, at));
      }),
      { numRuns: runs(100) },
    );
  });

  it("that covers another is never less", () => {
    fc.assert(
      fc.property(sizes, sizes, inputs, (a, b, at) => {
        if (covers(a, b)) expect(evaluate(a, at)).toBeGreaterThanOrEqual(evaluate(b, at));
      }),
      { numRuns: runs(100) },
    );
  });

  it("is written with what is alike gathered", () => {
    expect(print(expand(product(number(4), sum(number(61), input("|q|")))))).toBe("244 + 4 × |q|");
    expect(print(sum(product(number(2), bytes(5), input("|q|")), number(1), bytes(2)))).toBe("3 + 10 × |q|");
  });
});
