import { describe, expect, it } from "vitest";
import { calculate } from "../../../stdlib/std/math.ts";

const context = { signal: new AbortController().signal, workspace: "/", directory: "/", key: "k" };
const work = (expression: string) => calculate({ expression }, context);

describe("calculate", () => {
  it.each([
    ["24 * 17 + 3", 411],
    ["2 ^ 3 ^ 2", 512],
    ["-(4 - 10) / 4", 1.5],
    ["7 % 3", 1],
    ["5! - 20", 100],
    ["round(sqrt(3), 3)", 1.732],
    ["max(1, 2, 3) + mean(1, 2, 3)", 5],
    ["sin(pi / 2)", 1],
    ["6 × 7 − 2 ÷ 2", 41],
  ])("works out %s", (expression, value) => {
    expect(work(expression)).toBeCloseTo(value as number, 10);
  });

  it.each([
    ["import(1)", "There is no function `import`"],
    ["evaluate(1)", "There is no function `evaluate`"],
    ["createUnit(1)", "There is no function `createUnit`"],
    ["parse(1)", "There is no function `parse`"],
    ["x = 3", "`x = 3` is not arithmetic"],
    ["f(x) = x", "is not arithmetic"],
    ["1; 2", "is not arithmetic"],
    ["[1, 2]", "is not arithmetic"],
    ['"text"', "is not arithmetic"],
    ["sqrt.constructor", "is not arithmetic"],
    ['abs["constructor"]', "is not arithmetic"],
    ["cos.constructor(1)", "There is no function"],
    ["3 km", "`km` stands for no number"],
    ["sqrt", "`sqrt` stands for no number"],
    ["1 > 2", "`>` is not an operator of arithmetic"],
    ["1 / 0", "`1 / 0` gives no finite number."],
    ["sqrt(-1)", "gives no finite number"],
    ["9^9^9^9", "gives no finite number"],
    ["1,000 + 2", "is not an arithmetic expression: Unexpected operator"],
    ["", "is not arithmetic"],
  ])("refuses %s in a sentence", (expression, sentence) => {
    expect(() => work(expression)).toThrow(sentence);
  });

  it("remembers nothing from one call to the next", () => {
    expect(() => work("pi = 3")).toThrow();
    expect(work("pi")).toBeCloseTo(Math.PI);
  });
});
