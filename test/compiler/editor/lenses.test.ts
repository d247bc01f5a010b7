import { describe, expect, it } from "vitest";
import { lensesOf } from "../../../compiler/editor/lenses.ts";
import { marked } from "./marked.ts";

describe("lenses", () => {
  it("offer to run and plan flows, and to run tests", () => {
    const { analysis, parts } = marked(`schema P { x: int }
flow ⟦main⟧(x: int) -> int { return x }
test ⟦"it works"⟧ { expect main(1) == 1 }`);
    expect(lensesOf(analysis)).toEqual([
      { span: parts[0]?.span, title: "Run", command: "run", name: "main" },
      { span: parts[0]?.span, title: "Plan", command: "plan", name: "main" },
      { span: parts[1]?.span, title: "Run test", command: "test", name: "it works" },
    ]);
  });

  it("are there while the file has mistakes, and not for what has no name", () => {
    const { analysis } = marked("flow main( {\n  let x = \n}\nflow { return 1 }");
    expect(lensesOf(analysis).map(({ name }) => name)).toEqual(["main", "main"]);
  });
});
