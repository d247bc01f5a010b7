import { describe, expect, it } from "vitest";
import { highlightsAt, referencesAt } from "../../../compiler/editor/references.ts";
import { marked } from "./marked.ts";

const review = 'agent ⟦critic⟧(claim: string) { prompt: "Judge ${claim}." }';

describe("the references", () => {
  it("of a declaration are in all files, whatever an import calls it", () => {
    const { workspace, cursor, parts } = marked(
      'import { ⟦critic⟧ } from "./review.af"\nflow main() { return ⟦cri¦tic⟧("critic") }',
      {
        "review.af": review,
        "other.af": 'import { ⟦critic⟧ as ⟦judge⟧ } from "./review.af"\nflow other() { return ⟦judge⟧("tea") }',
        "unrelated.af": 'agent critic(claim: string) { prompt: "Judge ${claim}." }',
      },
    );
    expect(referencesAt(workspace, "main.af", cursor, { declaration: true })).toEqual(parts);
  });

  it("leave the declaration out if that is wished", () => {
    const { workspace, cursor, parts } = marked(
      'agent a(¦q: string) { prompt: "${⟦q⟧}" }\nflow main() { return a(⟦q⟧: "tea") }',
    );
    expect(referencesAt(workspace, "main.af", cursor, { declaration: false })).toEqual(parts);
  });

  it("of a tool are also in lists of tools, mocks and imports of the library", () => {
    const { workspace, cursor, parts } = marked(`import { ⟦search⟧ } from "std/corpus"
agent a() { tools: [⟦sea¦rch⟧], prompt: "a" }
test "t" {
  mock ⟦search⟧ -> []
  let x = a()
}`);
    const found = referencesAt(workspace, "main.af", cursor, { declaration: true });
    expect(found.filter(({ path }) => path === "main.af")).toEqual(parts);
    expect(found.filter(({ path }) => path === "std/corpus.af")).toHaveLength(1);
  });

  it("of a type are in all that takes or gives it", () => {
    const { workspace, cursor, parts } = marked(`schema ⟦P¦⟧ { n: int }
schema Q { ...⟦P⟧, ps: ⟦P⟧[], more: map<⟦P⟧ | null> }
flow main(p: ⟦P⟧) -> ⟦P⟧ { let q: ⟦P⟧ = p
  return q }`);
    expect(referencesAt(workspace, "main.af", cursor, { declaration: true })).toEqual(parts);
  });

  it("are none of a word, a blank or a built-in type", () => {
    for (const source of ["fl¦ow main() -> int { return 1 }", "flow main() ->¦  int { return 1 }", "type A = i¦nt"]) {
      const { workspace, cursor } = marked(source);
      expect(referencesAt(workspace, "main.af", cursor, { declaration: true })).toEqual([]);
    }
  });
});

describe("the highlights", () => {
  it("are the names of the same thing in the file, and tell where it is given", () => {
    const { analysis, cursor, parts } = marked(
      'agent a(⟦q⟧: string) { prompt: "${⟦q¦⟧}" }\nflow main(q: string) { return a(⟦q⟧: q) }',
    );
    expect(highlightsAt(analysis, cursor)).toEqual(parts.map(({ span }, i) => ({ span, write: i === 0 })));
  });

  it("stand once where a field and its value are written in one", () => {
    const { analysis, cursor, parts } = marked("flow main(⟦x¦⟧: int) -> { x: int } { return { ⟦x⟧ } }");
    expect(highlightsAt(analysis, cursor).map(({ span }) => span)).toEqual(parts.map(({ span }) => span));
  });
});
