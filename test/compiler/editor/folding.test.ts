import { describe, expect, it } from "vitest";
import { foldingOf } from "../../../compiler/editor/folding.ts";
import { marked } from "./marked.ts";

const folds = (source: string): string[] =>
  foldingOf(marked(source).analysis).map(({ first, last, kind }) => `${first}-${last} ${kind}`);

describe("folding", () => {
  it("folds what stands in brackets, and leaves the line that closes them", () => {
    expect(
      folds(`flow main(
  a: int,
  b: int,
) -> int {
  return [
    a,
    b,
  ][0]
}`),
    ).toEqual(["1-3 region", "4-8 region", "5-7 region"]);
  });

  it("folds texts of several lines, with and without values in them", () => {
    expect(folds('agent a(q: string) {\n  prompt: """\n    One\n    two\n    """\n}')).toEqual([
      "1-5 region",
      "2-4 region",
    ]);
    expect(folds('agent a(q: string) {\n  prompt: """\n    One ${q}\n    two"""\n}')).toEqual([
      "1-4 region",
      "2-4 region",
    ]);
  });

  it("folds comments that stand one under the other, and the imports", () => {
    expect(
      folds(`// One
// two
import { a } from "./a.af"
import { b } from "./b.af"

/// A doc
/// of two lines.
schema P { x: int } // at its end
// alone`),
    ).toEqual(["1-2 comment", "3-4 imports", "6-7 comment"]);
  });

  it("folds nothing that stands on one line", () => {
    expect(folds("schema P { x: int }\n// one\nflow main() -> int { return 1 }")).toEqual([]);
  });

  it("folds what it can where brackets are missing", () => {
    expect(folds("flow main() {\n  let x = [\n    1,\n    2\n\nschema P {\n  x: int\n}")).toContain("6-7 region");
  });
});
