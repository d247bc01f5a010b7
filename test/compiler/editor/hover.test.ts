import { describe, expect, it } from "vitest";
import { hoverAt } from "../../../compiler/editor/hover.ts";
import { marked } from "./marked.ts";

/** What is said where the cursor stands; it is said of the marked part, if there is one. */
function said(main: string, others: Readonly<Record<string, string>> = {}): string | undefined {
  const { analysis, cursor, parts } = marked(main, others);
  const hover = hoverAt(analysis, cursor);
  if (parts[0]) expect(hover?.span).toEqual(parts[0].span);
  return hover?.markdown;
}

const program = `/// One checkable statement.
schema Finding {
  /// One sentence.
  claim: string(1..280)
  source: string(/[a-z]+/)
}

/// Looks terms up.
tool lookup(query: string, limit: int(1..50) = 5) -> string[] {
  from: "./tools.ts"
  effect: true
  protected: true
  timeout: 30s
}

/// Finds things out.
agent researcher(question: string) -> Finding {
  tools: [lookup]
  turns: 3
  retry: 1
  prompt: "Find out: \${question}"
}

/// All of it.
flow main(topic: string = "tea") -> Finding {
  let found = researcher(topic)
  return found
}`;

const at = (word: string, marks: string): string => program.replace(word, marks);

describe("the hover", () => {
  it("of a called agent shows its head, its doc and what a call costs", () => {
    expect(said(at("= researcher", "= ⟦rese¦archer⟧"))).toMatchInlineSnapshot(`
      "\`\`\`af
      agent researcher(question: string) -> Finding {
        tools: [lookup]
        turns: 3
        retry: 1
      }
      \`\`\`

      Finds things out.

      A call: ≤ 8 model calls, ≤ 2,000 tokens written, ≤ 16 calls of \`lookup\` (1,000 tokens)."
    `);
  });

  it("of a flow shows what its plan comes to", () => {
    expect(said(at("flow main", "flow ⟦ma¦in⟧"))).toMatchInlineSnapshot(`
      "\`\`\`af
      flow main(topic: string = "tea") -> Finding
      \`\`\`

      All of it.

      A run: ≤ 8 model calls, ≤ 16 tool calls, ≤ 2,000 tokens written, ≤ 11,453 + |topic| cells."
    `);
  });

  it("of a tool shows what it may do", () => {
    expect(said(at("[lookup]", "[⟦look¦up⟧]"))).toMatchInlineSnapshot(`
      "\`\`\`af
      tool lookup(query: string, limit: int(1..50) = 5) -> string[] {
        effect: true
        protected: true
        timeout: 30s
      }
      \`\`\`

      Looks terms up.

      It has an effect: it is never cached, shared between callers or called again by itself.

      It is protected: a person is asked before each call, unless it was granted."
    `);
  });

  it("of a schema shows its fields, and what is enforced when", () => {
    expect(said(at("-> Finding {", "-> ⟦Find¦ing⟧ {"))).toMatchInlineSnapshot(`
      "\`\`\`af
      schema Finding {
        claim: string(1..280)
        source: string(/[a-z]+/)
      }
      \`\`\`

      One checkable statement.

      While it is written: \`claim\` length 1..280, \`source\` pattern."
    `);
  });

  it("of a field shows its type, its doc and what is enforced of it", () => {
    expect(said(at("claim:", "⟦cl¦aim⟧:"))).toMatchInlineSnapshot(`
      "\`\`\`af
      claim: string(1..280)
      \`\`\`

      One sentence.

      While it is written: length 1..280."
    `);
    expect(
      said(`schema F {\n  /// One.\n  n: int(0..9)\n}\nflow main(f: F) -> int { return f.⟦¦n⟧ }`),
    ).toMatchInlineSnapshot(`
      "\`\`\`af
      n: int(0..9)
      \`\`\`

      One.

      While it is written: value 0..9."
    `);
  });

  it("of a name shows its type, as narrow as it is known to be there", () => {
    expect(said(at("return found", "return ⟦fou¦nd⟧"))).toMatchInlineSnapshot(`
      "\`\`\`af
      let found: Finding
      \`\`\`"
    `);
    const narrowed = `flow main(n: int | null) -> int { return if n != null { ¦n } else { 0 } }`;
    expect(said(narrowed)).toMatchInlineSnapshot(`
      "\`\`\`af
      (parameter) n: int
      \`\`\`"
    `);
  });

  it("of a parameter shows its default and its doc", () => {
    expect(
      said('flow main(\n  /// What about.\n  to¦pic: string(1..9) = "tea"\n) -> string { return topic }'),
    ).toMatchInlineSnapshot(`
      "\`\`\`af
      (parameter) topic: string(1..9) = "tea"
      \`\`\`

      What about."
    `);
  });

  it("of a tool's parameter shows what is enforced while a model writes it", () => {
    expect(said(at("limit:", "⟦lim¦it⟧:"))).toContain("While it is written: value 1..50.");
  });

  it("of a property says what it does and what it takes", () => {
    expect(said(at("turns:", "⟦tu¦rns⟧:"))).toMatchInlineSnapshot(`
      "\`\`\`af
      turns: …
      \`\`\`

      Model turns at most. In the last it may only answer. Takes a whole number from 1.

      Left out: 8 with tools, 1 without."
    `);
  });

  it("of a word of the syntax says what it does", () => {
    expect(said(at("return", "⟦ret¦urn⟧"))).toMatchInlineSnapshot(`"Ends the flow with this value."`);
    expect(said("flow main(a: string) -> json { return di¦verge 2 { a } by vote }")).toMatchInlineSnapshot(
      `"Runs its block several times from one context, seeds apart, and chooses the best attempt."`,
    );
  });

  it("of a method says what it gives", () => {
    expect(said("flow main(xs: string[]) -> int { return xs.len¦gth }")).toMatchInlineSnapshot(`
      "\`\`\`af
      .length -> int
      \`\`\`

      How many elements a list has, or characters a text."
    `);
  });

  it("of a built-in type says what it is, and what is enforced of its bounds", () => {
    expect(said(at("string(/[a-z]+/)", "⟦str¦ing⟧(/[a-z]+/)"))).toMatchInlineSnapshot(`
      "A text. \`string(1..80)\` bounds its length in characters, \`string(/…/)\` holds it to a pattern.

      While it is written: pattern."
    `);
  });

  it("of an import's path says what the file declares", () => {
    const file = { "a.af": "schema A { n: int }\nschema B { n: int }" };
    expect(said('import { A } from "./¦a.af"\nflow main(a: A) -> int { return a.n }', file)).toMatchInlineSnapshot(`
      "\`\`\`
      "a.af"
      \`\`\`

      Declares \`A\`, \`B\`."
    `);
  });

  it("says nothing of a blank, a comment or a number", () => {
    expect(said("// ret¦urn\nflow main() -> int { return 1 }")).toBeUndefined();
    expect(said("flow main() -> int { return 1¦2 }")).toBeUndefined();
    expect(said("\n¦\nflow main() -> int { return 12 }")).toBeUndefined();
  });

  it("leaves costs out where nothing is proved, because there are mistakes", () => {
    expect(said(at("return found", "return fond").replace("= researcher", "= rese¦archer"))).not.toContain("A call");
  });
});
