import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { occurrencesOf } from "../../../compiler/editor/occurrences.ts";
import { type Completion, completionsAt, withoutStops } from "../../../compiler/index.ts";
import { marked } from "./marked.ts";

const library = ["std/corpus.af", "std/files.af", "std/math.af"];

/** A team that stands before most programs here. */
const team = `/// One checkable statement.
schema Finding {
  /// One sentence.
  claim: string(1..280)
  confidence: number(0..1)
  source?: string
}
schema Plan { questions: string(1..120)[1..4], mood: "calm" | "keen" }
model local { gguf: "x.gguf" }
tool lookup(query: string, limit: int = 3) -> string[] { from: "./tools.ts" }
/// Makes a plan.
agent planner(topic: string) -> Plan { prompt: "Plan \${topic}" }
agent researcher(question: string) -> Finding { prompt: "Find \${question}" }
agent doubter(claim: string) -> Finding | null { prompt: "Doubt \${claim}" }
`;

interface Offered {
  readonly labels: readonly string[];
  /** What the program is once the word of that label is taken, its stops filled with what they propose. */
  take(label: string): string;
  item(label: string): Completion | undefined;
}

function offered(main: string, others: Readonly<Record<string, string>> = {}): Offered {
  const { workspace, analysis, cursor } = marked(main, others);
  const { items, written } = completionsAt(workspace, "main.af", cursor, { library });
  const item = (label: string) => items.find((each) => each.label === label);
  return {
    labels: items.map(({ label }) => label),
    item,
    take(label) {
      const taken = item(label);
      if (!taken) throw new Error(`${label} is not offered`);
      const edits = [...(taken.edits ?? []), { span: written, text: withoutStops(taken.insert) }];
      return [...edits]
        .sort((a, b) => b.span.start - a.span.start)
        .reduce((text, { span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end), analysis.text);
    },
  };
}

/** What is offered in a flow that begins with a plan. */
const inFlow = (line: string): Offered =>
  offered(`${team}flow main(topic: string) {\n  let plan = planner(topic)\n  ${line}\n}\n`);

describe("completion", () => {
  const places: readonly (readonly [title: string, program: string, first: readonly string[]])[] = [
    ["declarations in an empty file", "¦", ["agent", "flow", "schema", "type", "tool", "model", "test", "import"]],
    ["declarations between others", `${team}\nag¦\n\nmodel other { gguf: "y.gguf" }`, ["agent", "flow"]],
    ["the properties of an agent", "agent a(x: string) {\n  ¦\n}", ["prompt", "system", "tools", "turns"]],
    [
      "those that are not written yet",
      'agent a(x: string) {\n  prompt: "x"\n  t¦\n  tools: []\n}',
      ["system", "turns", "tokens"],
    ],
    ["the properties of a tool", "tool t() { ¦ }", ["from", "timeout", "retry", "result"]],
    ["the properties of a model", "model m { ¦", ["gguf", "provider", "name", "url", "key"]],
    ["the properties of a spine", "flow f() {\n  spine {\n    ¦\n  }\n}", ["system", "tools"]],
    ["words that a property takes", "agent a() { handoff: ¦ }", ["auto", "kv", "latent", "text"]],
    ["`true` and `false` for a flag", "tool t() { effect: ¦ }", ["true", "false"]],
    ["models for `model`", `${team}agent a() { model: ¦ }`, ["local"]],
    ["where a tool's work is done", "tool t() { from: ¦ }", ["mcp", '"./tools.ts"']],
    ["parameters in a prompt", 'agent a(topic: string) { prompt: "On ${¦}" }', ["topic", "if"]],
    ["parameters in a prompt that is not closed", 'agent a(topic: string) {\n  prompt: "On ${¦\n}\n', ["topic", "if"]],
    ["parameters in a text of several lines", 'agent a(topic: string) { prompt: """\n  On ${t¦\n  """ }', ["topic"]],
    ["a value after a dollar sign", 'agent a(topic: string) { prompt: "On $¦" }', ["${…}"]],
    ["types for a field", `${team}schema S { plan: ¦ }`, ["Finding", "Plan", "S", "string", "string(1..80)"]],
    ["types in a list that is half written", `${team}schema S { plan: map<¦`, ["Finding", "Plan", "S", "string"]],
    ["types for a parameter", `${team}agent a(plan: ¦`, ["Finding", "Plan", "string"]],
    ["types for a result", `${team}agent a() -> ¦`, ["Finding", "Plan", "string"]],
    ["types for a checked value", `${team}flow f() {\n  let x: ¦ = 3\n}`, ["Finding", "Plan", "string"]],
    ["types for a question", `${team}flow f() {\n  let x = ask ¦ "?"\n}`, ["Finding", "Plan", "string"]],
    ["schemas after `...`", `${team}type Id = string\nschema S { ...¦ }`, ["Finding", "Plan"]],
    ["tools and agents for `tools`", `${team}agent a() { tools: [¦] }`, ["lookup", "doubter", "planner", "researcher"]],
    ["those that the list lacks", `${team}agent a() { tools: [lookup, planner, ¦`, ["doubter", "researcher"]],
    ["what a test can mock", `${team}test "t" { mock ¦ }`, ["doubter", "lookup", "planner", "researcher"]],
    ["what a mock may give", `${team}test "t" { mock planner -> ¦ }`, ["{ questions, mood }", "fail"]],
    ["the names of a file", 'import { ¦ } from "std/corpus"', ["Hit", "search"]],
    ["those that are not imported yet", 'import { Hit, ¦ } from "std/corpus"', ["search"]],
    ["modules of the library", 'import { a } from "¦"', ["std/corpus", "std/files", "std/math"]],
    ["variables of the environment", "model m { key: ¦ }", ["env", 'env("NAME_API_KEY")']],
    ["names before the colon that is written", `${team}flow f() { return lookup("x", ¦: 3) }`, ["limit:"]],
    ["an agent with where it starts", `${team}agent a() { tools: [¦ from spine] }`, ["lookup", "doubter"]],
    ["`from` after the names of an import", "import { a } ¦", ["from"]],
    ["`as` after a name of an import", 'import { a ¦ } from "./b.af"', ["as"]],
  ];
  it.each(places)("offers %s", (_, program, first) => {
    expect(offered(program).labels.slice(0, first.length)).toEqual(first);
  });

  const lines: readonly (readonly [title: string, line: string, first: readonly string[]])[] = [
    ["statements, then names", "¦", ["let", "return", "share", "spine", "expect", "if", "plan", "topic"]],
    ["fields of a value", "return plan.¦", ["questions", "mood"]],
    ["fields before another line", "let x = plan.¦\n  return x", ["questions", "mood"]],
    ["fields of what a call gives", "return planner(topic).¦", ["questions", "mood"]],
    [
      "methods of a list of texts",
      "return plan.questions.¦",
      ["length", "first", "last", "take", "unique", "contains"],
    ],
    ["methods of a text", "return topic.¦", ["length", "lines", "split", "trim", "contains", "chunks"]],
    ["fields of what may be null", "let d = doubter(topic)\n  return d.¦", ["claim", "confidence", "source"]],
    ["what a `try` tells first", "let t = try planner(topic)\n  return t.¦", ["ok"]],
    ["what a `try` gave where it is known", "let t = try planner(topic)\n  if t.ok { return t.¦ }", ["ok", "value"]],
    ["the parts of a topology", "let p = parallel { a: planner(topic), b: 2 }\n  return p.¦", ["a", "b"]],
    ["the labels that a value can be", "if plan.mood == ¦ { }", ['"calm"', '"keen"', "plan"]],
    ["labels inside quotes", 'if plan.mood == "¦', ["calm", "keen"]],
    ["the cases of a match", "return match plan.mood { ¦ }", ['"calm"', '"keen"', "_"]],
    ["the cases that are left", 'return match plan.mood {\n    "calm" -> 1\n    ¦\n  }', ['"keen"', "_"]],
    ["cases inside quotes", 'return match plan.mood { "calm" -> 1, "¦" -> 2 }', ["keen"]],
    [
      "the field to sort by",
      'let all = [researcher(topic)]\n  return all.sort("¦")',
      ["claim", "confidence", "source"],
    ],
    ["values of the type that is wanted first", "return researcher(¦)", ["topic", "plan"]],
    ["the other arguments by name", "return lookup(topic, ¦)", ["plan", "topic"]],
    ["lists to go through first", "return parallel q in ¦", ["lookup", "plan"]],
    ["`in` after the name", "return parallel q ¦", ["in"]],
    ["what thinks", "return think 20 ¦(topic)", ["doubter", "lookup", "planner", "researcher"]],
    ["`by` of a diverge", "return diverge 3 { planner(topic) } ¦", ["by"]],
    ["how the best is chosen", "return diverge 3 { planner(topic) } by ¦", ["vote", "perplexity", "judge"]],
    ["agents as judges", "return diverge 3 { planner(topic) } by judge(¦)", ["doubter", "planner", "researcher"]],
    ["`by` of a reduce", "return reduce plan.questions ¦", ["by"]],
    ["`with` of a repeat", "return repeat 3 ¦", ["with"]],
    ["`each` of a fanout", "return fanout p = planner(topic) ¦", ["each"]],
    ["`if` of a for", "return for q in plan.questions ¦", ["if"]],
    ["`else` of an if", "if true { 1 } ¦", ["else"]],
    ["`from` after a call, and nothing that can't follow", "return researcher(topic) ¦", ["from"]],
    ["what a context can go on from", "return researcher(topic) from ¦", ["plan", "spine"]],
    ["`after` in a dag", "return dag { a: planner(topic)\n b: planner(topic) ¦ }", ["after", "from"]],
    ["the entries to wait for", "return dag { a: planner(topic), b: plan, c: plan after [a, ¦] }", ["b"]],
    ["earlier steps in a chain", "return chain { a: planner(topic), b: researcher(¦) }", ["topic", "a"]],
    ["the option of a topology", "return parallel(¦) q in plan.questions { q }", ["max:"]],
  ];
  it.each(lines)("offers in a flow %s", (_, line, first) => {
    expect(inFlow(line).labels.slice(0, first.length)).toEqual(first);
  });

  it.each([
    ["in a comment", "// pl¦"],
    ["in what a model is told", "/// pl¦\nagent a() { }"],
    ["in prose", 'agent a() { prompt: "Make a pl¦an" }'],
    ["where a declaration gets its name", "agent pl¦"],
    ["where a parameter gets its name", "agent a(pl¦"],
    ["where a value gets its name", "flow f() {\n  let pl¦\n}"],
    ["in a number", "flow f() { return 1¦ }"],
    ["in a name that nothing can follow", "flow f(x: int) { let y = x ¦ }"],
    ["in a file that is none of text", "flow f() { \0 ¦ }"],
  ])("offers nothing %s", (_, program) => {
    expect(offered(program).labels).toEqual([]);
  });

  it.each([
    ["it", "return reduce plan.questions by 2 { ¦ }"],
    ["break", "return repeat 3 with p = plan {\n    ¦\n  }"],
    ["p", "return repeat 3 with p = plan { ¦ }"],
    ["q", "return for q in plan.questions { ¦ }"],
    ["q", "return for q in plan.questions if ¦"],
    ["p", "return fanout p = planner(topic) each q in ¦"],
  ])("knows `%s` where it is known", (name, line) => {
    expect(inFlow(line).labels).toContain(name);
  });

  it("knows no later names, and none of other branches", () => {
    const { labels } = inFlow("let a = ¦\n  let later = 1\n  if true { let inner = 2 }");
    expect(labels).toContain("plan");
    for (const name of ["later", "inner", "a", "main"]) expect(labels).not.toContain(name);
  });

  it("offers no calls where nothing runs", () => {
    const { labels } = offered(`${team}agent a(topic: string) { prompt: "\${¦}" }`);
    expect(labels).toContain("topic");
    for (const name of ["planner", "lookup", "parallel"]) expect(labels).not.toContain(name);
  });

  it("offers the fields that a record lacks, those that may be missing last", () => {
    const program = (record: string) => `${team}flow main(claim: string) -> Finding { return ${record} }`;
    expect(offered(program("{ ¦ }")).labels).toEqual(["claim:", "confidence:", "source:", "claim"]);
    expect(offered(program("{ claim, ¦ }")).labels).toEqual(["confidence:", "source:"]);
    expect(offered(program('{ claim: "x", con¦')).labels).toEqual(["confidence:", "source:"]);
    expect(offered(program("{ ¦ }")).take("claim:")).toContain('{ claim: "" }');
    expect(offered(program("¦")).take("{ claim, confidence }")).toContain('return { claim: "", confidence:  }');
  });

  it("puts in what belongs to a word", () => {
    expect(offered("¦").take("agent")).toContain("agent name(question: string) -> string {\n  prompt:");
    expect(offered("agent a() { tu¦ }").take("turns")).toBe("agent a() { turns: 3 }");
    expect(offered("agent a() { tu¦: 4 }").take("turns")).toBe("agent a() { turns: 4 }");
    expect(inFlow("return resea¦").take("researcher")).toContain("return researcher(question)\n");
    expect(inFlow("return resea¦(topic)").take("researcher")).toContain("return researcher(topic)\n");
    expect(inFlow("return lookup(¦)").take("limit:")).toContain("lookup(limit: )");
    expect(inFlow("return plan.questions.¦").take("take")).toContain("plan.questions.take(3)\n");
    expect(inFlow("return plan.questions.f¦").take("first")).toContain("plan.questions.first\n");
    expect(inFlow('if plan.mood == "c¦" { }').take("calm")).toContain('if plan.mood == "calm" { }');
  });

  it("reads a field of what may be null with `?.`", () => {
    expect(inFlow("let d = doubter(topic)\n  return d.cl¦").take("claim")).toContain("return d?.claim\n");
    expect(inFlow("let d = doubter(topic)\n  return d?.cl¦").take("claim")).toContain("return d?.claim\n");
    expect(inFlow("let d = doubter(topic)\n  if d != null { return d.¦ }").take("claim")).toContain("return d.claim }");
  });

  it("imports what other files declare", () => {
    const other = { "lib/critic.af": 'schema Review { ok: bool }\nagent critic(text: string) { prompt: "${text}" }' };
    const agent = "agent a() { tools: [¦] }";
    expect(offered(agent, other).take("critic")).toBe(
      'import { critic } from "./lib/critic.af"\n\nagent a() { tools: [critic] }',
    );
    expect(offered(agent).take("search")).toBe('import { search } from "std/corpus"\n\nagent a() { tools: [search] }');
    const first = 'import { Hit } from "std/corpus" // passages\n\n';
    expect(offered(`${first}${agent}`).take("search")).toContain(
      'import { Hit, search } from "std/corpus" // passages',
    );
    expect(offered(`${first}${agent}`).take("calculate")).toContain(
      '// passages\nimport { calculate } from "std/math"\n\nagent',
    );
    expect(offered(`${first}flow f() -> ¦`, other).labels).toContain("Review");
    expect(
      offered(`import { critic } from "./lib/critic.af"\nagent a() { tools: [¦] }`, other).item("critic")?.edits,
    ).toBeUndefined();
  });

  it("offers the files beside a file and around it", () => {
    const files = { "lib/critic.af": "", "other.af": "" };
    expect(offered('import { a } from "./¦"', files).labels).toEqual([
      "std/corpus",
      "std/files",
      "std/math",
      "./other.af",
      "./lib/critic.af",
    ]);
  });

  it("says what a word is", () => {
    expect(inFlow("return ¦").item("planner")).toMatchObject({
      kind: "agent",
      detail: "(topic: string) -> Plan",
      doc: "Makes a plan.",
    });
    expect(inFlow("return ¦").item("plan")).toMatchObject({ kind: "value", detail: "Plan" });
    expect(inFlow("return researcher(topic).¦").item("claim")).toMatchObject({
      kind: "field",
      detail: "string(1..280)",
      doc: "One sentence.",
    });
    expect(offered("agent a() { ¦ }").item("turns")?.doc).toContain("If left out: 8 with tools, 1 without.");
  });
});

describe("completion in whole programs", () => {
  const programs = readdirSync("examples")
    .filter((name) => name.endsWith(".af"))
    .map((name) => [name, readFileSync(join("examples", name), "utf8")] as const);

  it.each(programs)("offers every name that %s uses, where it uses it", (_, program) => {
    const { workspace, analysis } = marked(program);
    const missed = occurrencesOf(analysis).flatMap(({ text, span, meaning, defines }) => {
      if (defines || meaning.kind === "module") return [];
      const { items } = completionsAt(workspace, "main.af", span.start, { library });
      const found = items.some(({ label }) => label === text || label === `${text}:`);
      return found ? [] : [`${text} at ${span.start}`];
    });
    expect(missed).toEqual([]);
  });

  it.each(programs)("never fails wherever %s ends", (_, program) => {
    for (let end = 0; end <= program.length; end += 23) {
      const { workspace } = marked(`${program.slice(0, end)}¦`);
      const { items, written } = completionsAt(workspace, "main.af", end, { library });
      expect(written.end).toBe(end);
      for (const { insert, rank } of items)
        expect({ insert, sane: insert !== "" && rank >= 0 }).toMatchObject({ sane: true });
    }
  });
});

describe("a snippet", () => {
  it("is a text once its stops are filled", () => {
    expect(withoutStops("a $1 ${2:b} ${3|c,d|} \\$ \\} \\\\ $0.")).toBe("a  b c $ } \\ .");
  });
});
