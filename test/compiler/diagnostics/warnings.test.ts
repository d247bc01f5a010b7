import { describe, expect, it } from "vitest";
import { makePlan } from "../../../compiler/plan/make.ts";
import { planWarnings } from "../../../compiler/plan/warnings.ts";
import { renderDiagnostic } from "../../../language/index.ts";
import { compileText, graphOf, shown } from "../sources.ts";

const agents = `agent a(t: string) -> string { prompt: "\${t}" }\n`;

const oddities: Readonly<Record<string, string>> = {
  "a value never used": `${agents}flow f() -> string {\n  let x = a("x")\n  return a("y")\n}`,
  "a parameter never used": `${agents}flow f(x: string) -> string { return a("y") }`,
  "a line that does nothing": `${agents}flow f(x: int) -> string {\n  x + 1\n  return a("y")\n}`,
  "an agent and a tool never called": `${agents}agent b() { prompt: "x" }\ntool c() -> string { from: "./t.ts" }\nflow f() -> string { return a("y") }`,
  "an agent that only calls itself": `${agents}agent b() -> string {\n  tools: [b]\n  prompt: "x"\n}\nflow f() -> string { return a("y") }`,
  "an import never used": `import { search } from "std/corpus"\n${agents}flow f() -> string { return a("y") }`,
  "a share that nobody reads": `${agents}flow f() -> string {\n  let x = a("x")\n  share x\n  return x\n}`,
  "a share in a branch that nobody reads": `${agents}flow f(xs: string[]) -> string {\n  let ys = parallel x in xs { let y = a(x)\n    share y\n    y }\n  return a("\${ys}")\n}`,
  "a share after the last agent of a spine": `${agents}flow f(c: bool) -> string {\n  if c {\n    spine { system: "s" }\n    let x = a("x")\n    share x\n  }\n  return a("y")\n}`,
  "a share before an agent that forks elsewhere": `${agents}flow f() -> string {\n  let x = a("x")\n  share x\n  return a("y") from x\n}`,
  "lines after a return": `${agents}flow f() -> string {\n  return a("x")\n  let y = a("y")\n  share y\n  return a(y)\n}`,
  "a parameter that the model is not told": `agent a(t: string, u: int) -> string { prompt: "\${t}" }\nflow f() -> string { return a("x", 1) }`,
  "an answer that can't fit into its tokens": `schema Log { lines: string(20..80)[40..60] }\nagent b() -> Log {\n  tokens: 40\n  prompt: "x"\n}\nflow f() -> Log { return b() }`,
  "a flow that may not fit": `model m { gguf: "m.gguf", context: 4k }\nagent b(t: string) -> string {\n  tokens: 900\n  prompt: "\${t}"\n}\nflow f(xs: string[1..9]) -> string[] {\n  return parallel x in xs { b(x) }\n}`,
};

const fine: Readonly<Record<string, string>> = {
  "a name with an underscore before it": `${agents}flow f() -> string {\n  let _x = a("x")\n  return a("y")\n}`,
  "agents of a file that has no flow": `${agents}agent b() { prompt: "x" }`,
  "parameters of an agent without a prompt":
    `agent a(t: string) -> string\nflow f() -> string { return a("x") }`.replace(
      "-> string\n",
      "-> string { turns: 1 }\n",
    ),
  "a share that a later round reads": `${agents}flow f() -> string {\n  return repeat 3 with x = a("x") {\n    let y = a(x)\n    share y\n    y\n  }\n}`,
  "a share before a spine that extends it": `${agents}flow f() -> string {\n  let x = a("x")\n  share x\n  spine { system: "s" }\n  return a("y")\n}`,
  "a share in an if before an agent": `${agents}flow f(c: bool) -> string {\n  let x = a("x")\n  if c { share x }\n  return a("y")\n}`,
  "a flow that may not fit only by the bytes of its texts": `model m { gguf: "m.gguf", context: 4k }\nagent b(t: string(1..20000)) -> bool { prompt: "\${t}" }\nflow f(x: string(1..20000)) -> bool { return b(x) }`,
  "a flow that shares what a tool gives, of which nothing is known": `model m { gguf: "m.gguf", context: 4k }\ntool t() -> string { from: "./t.ts" }\nagent b() -> bool { prompt: "x" }\nflow f() -> bool {\n  let given = t()\n  share given\n  return b()\n}`,
  "a flow that may not fit a model which says no context": `model m { gguf: "m.gguf" }\nagent b(t: string) -> string {\n  tokens: 9000\n  prompt: "\${t}"\n}\nflow f(x: string) -> string { return b(x) }`,
  "an agent that only another lists": `agent b(t: string) -> string { prompt: "\${t}" }\nagent a(t: string) -> string {\n  tools: [b]\n  prompt: "\${t}"\n}\nflow f() -> string { return a("x") }`,
};

/** What a plan adds to what the compiler says. */
const ofPlans: Readonly<Record<string, string>> = {
  "a field that nobody reads": `schema Verdict { why: string(1..200), notes: { text: string(1..9), mood: bool }[0..3], holds: bool }\nagent judge(claim: string) -> Verdict { prompt: "Judge: \${claim}" }\nflow f(claim: string) -> { holds: bool, texts: string[] } {\n  let verdict = judge(claim)\n  return { holds: verdict.holds, texts: for note in verdict.notes { note.text } }\n}`,
  "a protected tool that no grant covers": `tool send(text: string) -> bool {\n  from: "./mail.ts"\n  protected: true\n}\nflow f(text: string) -> bool { return send(text) }`,
  "an answer that may be cut": `schema Essay { text: string(1..9000) }\nagent writer(topic: string) -> Essay { prompt: "\${topic}" }\nflow f() -> Essay { return writer("tea") }`,
};

const readFields: Readonly<Record<string, string>> = {
  "a prompt interpolates": `return b(made.text)`,
  "a share shows": `share made\n  return b("x")`,
  "a spine shows": `spine { system: "Of \${made}." }\n  return b("x")`,
  "another agent goes on from": `return b("x") from made`,
  "the flow gives back": `return made`,
  "a condition asks for": `expect made == made\n  return b("x")`,
};

describe("warnings", () => {
  it.each(Object.entries(ofPlans))("of a plan say what is odd about %s", (_, source) => {
    const graph = graphOf(source);
    const found = planWarnings(graph, makePlan(graph, "f"), new Set(), () => "main.af");
    const blocks = found.map((each) => renderDiagnostic(each, source, { width: 80 }));
    expect(`${source}\n\n${"─".repeat(80)}\n${blocks.join("\n\n")}\n`).toMatchSnapshot();
  });

  it.each(Object.entries(readFields))("of a plan say nothing about fields that %s", (_, rest) => {
    const graph = graphOf(
      `agent a() -> { text: string(1..9) } { prompt: "x" }\nagent b(t: string) -> string(1..9) { prompt: "\${t}" }\nflow f() -> json {\n  let made = a()\n  ${rest}\n}`,
    );
    expect(planWarnings(graph, makePlan(graph, "f"), new Set(), () => "main.af")).toEqual([]);
  });

  it("of a plan say nothing about a tool that is granted", () => {
    const graph = graphOf(ofPlans["a protected tool that no grant covers"] ?? "");
    expect(planWarnings(graph, makePlan(graph, "f"), new Set(["send"]), () => "main.af")).toEqual([]);
  });

  it.each(Object.entries(oddities))("says what is odd about %s", (_, source) => {
    expect(shown(source)).toMatchSnapshot();
    expect(compileText(source).graph).toBeDefined();
  });

  it.each(Object.entries(fine))("says nothing about %s", (_, source) => {
    expect(compileText(source).diagnostics).toEqual([]);
  });

  it("says nothing about what is odd in other files", () => {
    const { diagnostics } = compileText(`import { f } from "./b.af"\nflow g() -> int { return f() }`, {
      "b.af": `flow f() -> int {\n  let x = 1\n  return 2\n}`,
    });
    expect(diagnostics).toEqual([]);
  });

  it("does not say that a value is never used which is read where it is not known", () => {
    const { diagnostics } = compileText(`flow f(b: bool) -> int {\n  if b { let x = 1 }\n  return x\n}`);
    expect(diagnostics.map((each) => each.code)).toEqual(["AF0201"]);
  });

  it("says of lines that never run nothing else but what is wrong with them", () => {
    const { diagnostics } = compileText(`flow f() -> int {\n  return 1\n  let x = 2\n  3\n  let y: int = "z"\n}`);
    expect(diagnostics.map((each) => each.code)).toEqual(["AF0605", "AF0318"]);
  });

  it("does not say that what was probably meant is never used", () => {
    const { diagnostics } = compileText(`${agents}flow f() -> string {\n  let plan = a("x")\n  return plna\n}`);
    expect(diagnostics.map((each) => each.code)).toEqual(["AF0201"]);
  });

  it("says of nothing that it is never called where a name was meant for something that nobody knows", () => {
    const codes = (call: string) =>
      compileText(`${agents}flow f() -> string { return ${call} }`).diagnostics.map(({ code }) => code);
    expect(codes('investigate("tea")')).toEqual(["AF0201"]);
    expect(codes('"tea"')).toEqual(["AF0602"]);
  });

  it("say which tool has no file, where the host can tell", () => {
    const program = (from: string) =>
      `tool look(q: string) -> string { from: "${from}" }\nflow f(q: string) -> string { return look(q) }`;
    expect(shown(program("./tool.ts"), { "tools.ts": "" })).toMatchSnapshot();
    expect(compileText(program("./lib/../tools.ts"), { "tools.ts": "" }).diagnostics).toEqual([]);
    expect(compileText(program("./tool.ts")).diagnostics).toEqual([]);
  });
});
