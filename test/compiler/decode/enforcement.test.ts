import { describe, expect, it } from "vitest";
import { enforcementOf } from "../../../compiler/decode/enforcement.ts";
import { compileText } from "../sources.ts";

/** Every constraint of a schema `T`, as `path: constraint how`. */
function of(source: string): string[] {
  const { graph, diagnostics } = compileText(`${source}\nflow f(t: T) -> T { return t }`);
  expect(diagnostics).toEqual([]);
  const table = new Map(Object.values(graph?.types ?? {}).map((type) => [type.id, type]));
  const found = enforcementOf({ kind: "ref", id: "T" }, table);
  const after = found.filter(({ how }) => how === "after").map((each) => `${each.path}: ${each.constraint}`);
  // What the graph says of a type is the same.
  expect(graph?.types.T?.checkedAfter).toEqual(after);
  return found.map((each) => `${each.path}: ${each.constraint} ${each.how}`);
}

describe("whether a constraint is enforced", () => {
  it("is known of lengths, bounds, patterns and forms", () => {
    expect(
      of(
        "schema T { a: string(1..80), b: int(0..), c: number(..1)[2], d: string(/[A-Z]{3}-\\d+/), e: url, f?: map<date> }",
      ),
    ).toEqual([
      "a: length 1..80 decoding",
      "b: value 0.. decoding",
      "c: items 2 decoding",
      "c[]: value ..1 decoding",
      "d: pattern decoding",
      "e: url decoding",
      "f[]: date decoding",
    ]);
  });

  it("is found through names, once where they come back to themselves", () => {
    expect(
      of("schema T { name: string(1..9), children: T[..4], kind: Kind }\nschema Kind { id: string(/[a-z]+/) }"),
    ).toEqual(["name: length 1..9 decoding", "children: items ..4 decoding", "kind.id: pattern decoding"]);
  });

  it("is checked after where the automaton would be too large", () => {
    expect(of("schema T { a: string(/(?:a|b)*a(?:a|b){40}/), b: string(..3) }")).toEqual([
      "a: pattern after",
      "b: length ..3 decoding",
    ]);
  });

  it("is checked after where no letter tells alternatives apart, with all that they hold", () => {
    expect(of("schema T { xs: int[1..2] | string(..5)[] , y: string(..5) | null }")).toEqual([
      "xs: union after",
      "xs: items 1..2 after",
      "xs[]: length ..5 after",
      "y: length ..5 decoding",
    ]);
  });

  it("is judged by what a named type has become, wherever that is declared", () => {
    expect(
      of("schema T { x: A | B }\nschema A { a: string(/(?:a|b)*a(?:a|b){40}/) }\nschema B { b: int(1..) }"),
    ).toEqual(["x.a: pattern after", "x.b: value 1.. decoding"]);
  });
});
