import { describe, expect, it } from "vitest";
import { definitionsAt } from "../../../compiler/editor/definition.ts";
import { marked, namesOf } from "./marked.ts";

/** That the cursor leads to what is marked. */
function leads(main: string, others: Readonly<Record<string, string>> = {}): void {
  const { analysis, cursor, parts } = marked(main, others);
  expect(namesOf(definitionsAt(analysis, cursor))).toEqual(parts);
}

const review = `schema Review { ok: bool, note: string(1..80) }
agent critic(claim: string) -> Review { prompt: "Judge \${claim}." }`;

describe("the definition", () => {
  it("of a called agent is its declaration", () => {
    leads('agent ⟦writer⟧(topic: string) { prompt: "${topic}" }\nflow main(t: string) { return wri¦ter(t) }');
  });

  it("of a name is where it was given, also from a text's interpolation", () => {
    leads('agent a(q: string) { prompt: "${q}" }\nflow main(⟦topic⟧: string) { return a("About ${to¦pic}.") }');
    leads('agent a(⟦q⟧: string) { prompt: """Find out: ${¦q}""" }');
  });

  it("of a name at its very end is the same", () => {
    leads("flow main(⟦topic⟧: string) -> string { return topic¦ }");
  });

  it("of an argument's name is the parameter", () => {
    leads('agent a(⟦q⟧: string) { prompt: "${q}" }\nflow main() { return a(¦q: "tea") }');
  });

  it("of a field is its declaration, also where it comes from a base or is narrowed", () => {
    leads("schema A { ⟦n⟧: int }\nschema B { ...A, m: int }\nflow main(b: B) -> int { return b.¦n }");
    leads(`type R = { kind: "a", ⟦x⟧: int } | { kind: "b" }
flow main(r: R) -> int { return if r.kind == "a" { r.¦x } else { 0 } }`);
  });

  it("of a field that all alternatives have is in each of them", () => {
    leads('type R = { ⟦kind⟧: "a" } | { ⟦kind⟧: "b" }\nflow main(r: R) -> string { return r.ki¦nd }');
  });

  it("of a written record's field is the one that is wanted there", () => {
    leads("schema P { ⟦x⟧: int }\nflow main() -> P { return { ¦x: 1 } }");
  });

  it("of a topology's field is its entry", () => {
    leads(`agent a() { prompt: "a" }
flow main() -> string {
  let both = parallel { ⟦one⟧: a(), two: a() }
  return both.¦one
}`);
  });

  it("of a sorted list's field is its declaration", () => {
    leads('schema P { ⟦x⟧: int }\nflow main(ps: P[]) -> P[] { return ps.sort("¦x") }');
  });

  it("of an imported name is in its file, by its own name or another", () => {
    const files = { "review.af": review.replace("critic", "⟦critic⟧") };
    leads('import { cri¦tic } from "./review.af"\nflow main() { return critic("tea") }', files);
    leads('import { critic as judge } from "./review.af"\nflow main() { return jud¦ge("tea") }', files);
  });

  it("of a field of an imported type is in that file", () => {
    leads('import { critic } from "./review.af"\nflow main() -> bool { return critic("tea").¦ok }', {
      "review.af": review.replace("ok:", "⟦ok⟧:"),
    });
  });

  it("of an import's path is the beginning of the file", () => {
    leads('import { critic } from "./rev¦iew.af"\nflow main() { return critic("tea") }', {
      "review.af": `⟦⟧${review}`,
    });
  });

  it("of an entry after which another runs is that entry", () => {
    leads('agent a() { prompt: "a" }\nflow main() { return dag { ⟦one⟧: a(), two: a() after [¦one] } }');
  });

  it("of what the language has by itself is nowhere", () => {
    leads("flow main(xs: string[]) -> int { return xs.len¦gth }");
    leads("flow main(x: str¦ing) -> string { return x }");
    leads("fl¦ow main(x: string) -> string { return x }");
  });

  it("is found in a file that is half written", () => {
    leads('agent ⟦writer⟧(topic: string) { prompt: "${topic}" }\nflow main(t: string) {\n  let x = wri¦ter(t\n');
  });
});
