import { describe, expect, it } from "vitest";
import { type OutlineEntry, outlineOf, symbolsOf } from "../../../compiler/editor/outline.ts";
import { marked } from "./marked.ts";

/** An outline as indented lines. */
function shown(entries: readonly OutlineEntry[], indent = ""): string {
  return entries
    .map(({ kind, name, detail, children }) => {
      const line = `${indent}${kind} ${name}${detail === undefined ? "" : ` · ${detail}`}`;
      return [line, ...(children.length > 0 ? [shown(children, `${indent}  `)] : [])].join("\n");
    })
    .join("\n");
}

describe("the outline", () => {
  it("has the declarations of a file, with fields and values in them", () => {
    const { analysis } = marked(`schema P { x: int, "the y"?: string(1..9) }
type Q = { ...P, z: bool }
model local { gguf: "m.gguf" }
tool look(q: string) -> P[] { from: "./t.ts" }
agent a(q: string) -> P { tools: [look], prompt: "\${q}", model: local }
flow main(q: string) {
  spine { system: "s" }
  let p = a(q)
  return p
}
test "it works" {
  let p = main("x")
  expect p.x > 0
}`);
    expect(shown(outlineOf(analysis))).toMatchInlineSnapshot(`
      "schema P
        field x · int
        field the y · string(1..9)
      type Q
        field z · bool
      model local
      tool look · (q) -> P[]
      agent a · (q) -> P
      flow main · (q) -> P
        spine spine
        value p · P
      test it works
        value p · P"
    `);
  });

  it("leaves out what has no name yet", () => {
    const { analysis } = marked("schema P { x: int, : string }\nagent (q: string) { }\nflow main() { let = 1 }");
    expect(shown(outlineOf(analysis))).toMatchInlineSnapshot(`
      "schema P
        field x · int
      flow main · () -> null"
    `);
  });

  it("has every name within its part, and every part within the one around it", () => {
    const { analysis } = marked('schema P { x: int }\nflow main(q: string) {\n  spine { system: "s" }\n  let p = 1');
    const within = (entries: readonly OutlineEntry[], from: number, to: number): void => {
      for (const { span, nameSpan, children } of entries) {
        expect([span.start >= from, span.end <= to]).toEqual([true, true]);
        expect([nameSpan.start >= span.start, nameSpan.end <= span.end]).toEqual([true, true]);
        within(children, span.start, span.end);
      }
    };
    within(outlineOf(analysis), 0, analysis.text.length);
  });
});

describe("symbols of a workspace", () => {
  const { workspace } = marked('schema Finding { x: int }\nagent researcher() { prompt: "a" }', {
    "other.af": 'flow find_out() { return 1 }\ntest "a find" { expect true }',
  });

  it("are the declarations of all files whose names have the letters in that order", () => {
    const found = (query: string) =>
      symbolsOf(workspace, query).map(({ kind, name, path }) => `${kind} ${name} ${path}`);
    expect(found("FIND")).toEqual(["schema Finding main.af", "flow find_out other.af", "test a find other.af"]);
    expect(found("rsr")).toEqual(["agent researcher main.af"]);
    expect(found("zzz")).toEqual([]);
    expect(found("")).toHaveLength(4);
  });
});
