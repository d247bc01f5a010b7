import { describe, expect, it } from "vitest";
import { renameAt, renameableAt } from "../../../compiler/editor/rename.ts";
import { applied } from "../../../language/apply-fixes.ts";
import { marked } from "./marked.ts";

/** The programs with the new name: what the cursor stands on, and whatever else was edited, is `⟦marked⟧`. */
function renamed(to: string, main: string, others: Readonly<Record<string, string>> = {}): string {
  const { workspace, cursor } = marked(main, others);
  const result = renameAt(workspace, "main.af", cursor, to);
  if (result.kind === "refused") return `refused: ${result.why}`;
  const texts = [...result.files].map(([path, edits]) => {
    const text = applied(
      workspace.textOf(path) ?? "",
      edits.map((edit) => ({ ...edit, text: `⟦${edit.text}⟧` })),
    );
    return path === "main.af" ? text : `--- ${path}\n${text}`;
  });
  return [...texts, ...(result.note ? [`note: ${result.note}`] : [])].join("\n");
}

describe("a new name", () => {
  it("is given to a value wherever it is read, in texts too", () => {
    const program = `agent a(q: string) { prompt: "\${q}" }
flow main(topic: string) {
  let pl¦an = a(topic)
  share plan
  return a("More than \${plan}.")
}`;
    expect(renamed("draft", program)).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow main(topic: string) {
        let ⟦draft⟧ = a(topic)
        share ⟦draft⟧
        return a("More than \${⟦draft⟧}.")
      }"
    `);
  });

  it("is given to a parameter, and to the arguments that name it", () => {
    const program = `agent a(q¦: string) { prompt: "\${q}" }\nflow main() { return a(q: "tea") }`;
    expect(renamed("question", program)).toMatchInlineSnapshot(`
      "agent a(⟦question⟧: string) { prompt: "\${⟦question⟧}" }
      flow main() { return a(⟦question⟧: "tea") }"
    `);
  });

  it("is given to a declaration in all files, and not to what an import calls it", () => {
    expect(
      renamed("reviewer", `import { cri¦tic } from "./review.af"\nflow main() { return critic("tea") }`, {
        "review.af": 'agent critic(claim: string) { prompt: "Judge ${claim}." }',
        "other.af": 'import { critic as judge } from "./review.af"\nflow other() { return judge("tea") }',
        "unrelated.af": 'agent critic(claim: string) { prompt: "Judge ${claim}." }',
      }),
    ).toMatchInlineSnapshot(`
      "import { ⟦reviewer⟧ } from "./review.af"
      flow main() { return ⟦reviewer⟧("tea") }
      --- review.af
      agent ⟦reviewer⟧(claim: string) { prompt: "Judge \${claim}." }
      --- other.af
      import { ⟦reviewer⟧ as judge } from "./review.af"
      flow other() { return judge("tea") }"
    `);
  });

  it("is given to an import's own name in its file alone", () => {
    expect(
      renamed("judge", `import { critic as cr } from "./review.af"\nflow main() { return c¦r("tea") }`, {
        "review.af": 'agent critic(claim: string) { prompt: "Judge ${claim}." }',
      }),
    ).toMatchInlineSnapshot(`
      "import { critic as ⟦judge⟧ } from "./review.af"
      flow main() { return ⟦judge⟧("tea") }"
    `);
  });

  it("is given to a field wherever it is read, written or sorted by, in all files", () => {
    expect(
      renamed(
        "total",
        `import { Bill } from "./bill.af"
schema More { ...Bill, note: string }
flow main(bills: More[]) -> Bill {
  let first = bills.sort("amount")[0]
  return { am¦ount: first?.amount ?? 0 }
}`,
        { "bill.af": "schema Bill { amount: int }\nflow one(b: Bill) -> int { return b.amount }" },
      ),
    ).toMatchInlineSnapshot(`
      "import { Bill } from "./bill.af"
      schema More { ...Bill, note: string }
      flow main(bills: More[]) -> Bill {
        let first = bills.sort(⟦"total"⟧)[0]
        return { ⟦total⟧: first?.⟦total⟧ ?? 0 }
      }
      --- bill.af
      schema Bill { ⟦total⟧: int }
      flow one(b: Bill) -> int { return b.⟦total⟧ }"
    `);
  });

  it("is given to a field in all alternatives that it is read of", () => {
    const program = `type R = { kind: "a" } | { kind: "b" }
flow main(r: R) -> string { return r.ki¦nd }
flow other(r: { kind: "c" }) -> string { return r.kind }`;
    expect(renamed("tag", program)).toMatchInlineSnapshot(`
      "type R = { ⟦tag⟧: "a" } | { ⟦tag⟧: "b" }
      flow main(r: R) -> string { return r.⟦tag⟧ }
      flow other(r: { kind: "c" }) -> string { return r.kind }"
    `);
  });

  it("is given to an entry of a topology, and to the field that it makes", () => {
    const program = `agent a(q: string) { prompt: "\${q}" }
flow main() -> string {
  let both = dag { o¦ne: a("1"), two: a(one), three: a("3") after [one] }
  return both.one
}`;
    expect(renamed("first", program)).toMatchInlineSnapshot(`
      "agent a(q: string) { prompt: "\${q}" }
      flow main() -> string {
        let both = dag { ⟦first⟧: a("1"), two: a(⟦first⟧), three: a("3") after [⟦first⟧] }
        return both.⟦first⟧
      }"
    `);
  });

  it("takes a field and its value apart where they were written in one", () => {
    const program = (field: string, value: string) => `schema P { ${field}: int }
flow main(${value}: int) -> P { return { x } }`;
    expect(renamed("y", program("¦x", "x"))).toMatchInlineSnapshot(`
      "schema P { ⟦y⟧: int }
      flow main(x: int) -> P { return { ⟦y: x⟧ } }"
    `);
    expect(renamed("y", program("x", "¦x"))).toMatchInlineSnapshot(`
      "schema P { x: int }
      flow main(⟦y⟧: int) -> P { return { ⟦x: y⟧ } }"
    `);
  });

  it("keeps the quotes of a quoted name", () => {
    const program = `schema P { "al¦so": int }\nflow main(p: P) -> int { return p.also }`;
    expect(renamed("too", program)).toMatchInlineSnapshot(`
      "schema P { ⟦"too"⟧: int }
      flow main(p: P) -> int { return p.⟦too⟧ }"
    `);
  });

  it("of a tool reminds of its TypeScript", () => {
    const program = `tool loo¦kup(q: string) { from: "./tools.ts" }\nagent a() { tools: [lookup], prompt: "a" }\nflow main() { return a() }`;
    expect(renamed("search", program)).toMatchInlineSnapshot(`
      "tool ⟦search⟧(q: string) { from: "./tools.ts" }
      agent a() { tools: [⟦search⟧], prompt: "a" }
      flow main() { return a() }
      note: It is also the export \`lookup\` of "./tools.ts": rename it there too."
    `);
  });

  it("is refused where it is taken, in the words of the checker", () => {
    const program = `flow main(a: int, b: int) -> int { return ¦a + b }`;
    expect(renamed("b", program)).toMatchInlineSnapshot(
      `"refused: Called \`b\`, the program would have a mistake: There is already a parameter called \`b\`, in line 1."`,
    );
    expect(
      renamed(
        "two",
        `schema o¦ne { n: int }\nschema two { n: int }\nflow main(o: one, t: two) -> int { return o.n + t.n }`,
      ),
    ).toMatchInlineSnapshot(
      `"refused: Called \`two\`, the program would have a mistake: There is already a schema called \`two\`, in line 1."`,
    );
  });

  it("is refused where it would hide what is called", () => {
    const program = `agent a(q: string) { prompt: "\${q}" }\nflow main(to¦pic: string) { return a(topic) }`;
    expect(renamed("a", program)).toMatchInlineSnapshot(
      `"refused: Called \`a\`, the program would have a mistake: \`a\` is a parameter; only agents, tools and flows can be called."`,
    );
  });

  it("is refused if it is a word of the language, or no name", () => {
    const program = "flow main(to¦pic: string) -> string { return topic }";
    expect(renamed("share", program)).toMatchInlineSnapshot(
      `"refused: \`share\` is a word of the language, so it names nothing."`,
    );
    expect(renamed("my topic", program)).toMatchInlineSnapshot(
      `"refused: A name is made of letters, digits and \`_\`, and does not begin with a digit."`,
    );
    expect(renamed("json", "schema O¦ne { n: int }\nflow main(o: One) -> int { return o.n }")).toMatchInlineSnapshot(
      `"refused: \`json\` is a type that every file knows."`,
    );
  });

  it("is refused to what the program has not named", () => {
    const refusal = (source: string): string => {
      const { analysis, cursor } = marked(source);
      const found = renameableAt(analysis, cursor);
      return found.kind === "refused" ? found.why : `can be renamed: ${found.text}`;
    };
    expect(
      refusal(
        'import { sea¦rch } from "std/corpus"\nagent a() { tools: [search], prompt: "a" }\nflow main() { return a() }',
      ),
    ).toMatchInlineSnapshot(
      `"\`search\` is of the standard library; an import can give it another name: \`search as …\`."`,
    );
    expect(refusal('agent a() { tu¦rns: 3, prompt: "a" }')).toMatchInlineSnapshot(`"\`turns\` is the language's own."`);
    expect(refusal("flow main(xs: string[]) -> int { return xs.len¦gth }")).toMatchInlineSnapshot(
      `"\`length\` is the language's own."`,
    );
    expect(refusal("flow main(x: str¦ing) -> string { return x }")).toMatchInlineSnapshot(
      `"\`string\` is the language's own."`,
    );
    expect(refusal("flow main(x: string) -> string { ret¦urn x }")).toMatchInlineSnapshot(
      `"Put the cursor on a name that this program gives."`,
    );
    expect(
      refusal('agent a() { prompt: "a" }\nflow main() -> bool { let r = try a()\n return r.¦ok }'),
    ).toMatchInlineSnapshot(`"This field is the language's own."`);
  });

  it("is given in a file that has other mistakes", () => {
    const program = `flow main(to¦pic: string) -> string {\n  let x = unknown\n  return topic`;
    expect(renamed("subject", program)).toMatchInlineSnapshot(`
      "flow main(⟦subject⟧: string) -> string {
        let x = unknown
        return ⟦subject⟧"
    `);
  });
});
