import { describe, expect, it } from "vitest";
import { compile } from "../../../compiler/compile.ts";
import type { Graph } from "../../../compiler/graph/graph.ts";
import { graphOf } from "../sources.ts";

const flow = `flow f() -> string { return a("x") }`;

describe("an agent", () => {
  it("has the defaults of the language", () => {
    const { agents } = graphOf(`agent a(t: string)\n{ prompt: "\${t}" }\n${flow}`);
    expect(agents.a).toMatchObject({ turns: 1, tokens: 1000, retry: 0, delegates: 0, handoff: "auto", tools: [] });
    expect(agents.a).not.toHaveProperty("timeoutMs");
    expect(agents.a).not.toHaveProperty("temperature");
  });

  it("has eight turns with tools, and one delegation with an agent among them", () => {
    const { agents } = graphOf(
      `tool s(t: string) -> string { from: "./t.ts" }\nagent b(t: string) { tools: [s]\n prompt: "\${t}" }\nagent a(t: string) { tools: [b, s, a from spine]\n prompt: "\${t}" }\n${flow}`,
    );
    expect(agents.b).toMatchObject({ turns: 8, delegates: 0 });
    expect(agents.a).toMatchObject({
      turns: 8,
      delegates: 1,
      tools: [
        { kind: "agent", id: "b", from: "caller" },
        { kind: "tool", id: "s" },
        { kind: "agent", id: "a", from: "spine" },
      ],
    });
  });

  it("has what is written", () => {
    const { agents, models } = graphOf(
      `/// Judges.\nagent a(\n  /// The text.\n  t: string,\n  n: int = 3,\n) -> string {\n  system: "strict"\n  prompt: "\${t} \${n}"\n  model: m\n  turns: 4\n  tokens: 2k\n  timeout: 2m\n  retry: 1\n  temperature: 0.2\n  top_p: 0.9\n  top_k: 40\n  min_p: 0.05\n  seed: 7\n  reason: 200\n  delegates: 2\n  handoff: text\n}\nmodel m { gguf: "models/m.gguf", context: 32k, branches: 4 }\n${flow}`,
    );
    expect(models.m).toMatchObject({ gguf: "models/m.gguf", context: 32_000, branches: 4 });
    expect(agents.a).toMatchObject({
      doc: "Judges.",
      parameters: [
        { name: "t", doc: "The text." },
        { name: "n", default: { op: "value", value: 3 } },
      ],
      system: { op: "value", value: "strict" },
      model: "m",
      turns: 4,
      tokens: 2000,
      timeoutMs: 120_000,
      retry: 1,
      temperature: 0.2,
      topP: 0.9,
      topK: 40,
      minP: 0.05,
      seed: 7,
      reason: 200,
      delegates: 2,
      handoff: "text",
    });
  });

  it("takes its arguments as one record, in which those with a default may be missing", () => {
    const { agents, types } = graphOf(`agent a(t: string, n: int(1..9) = 3) { prompt: "\${t} \${n}" }\n${flow}`);
    expect(types[agents.a?.arguments ?? ""]).toMatchObject({
      named: false,
      type: {
        kind: "record",
        fields: [
          { name: "t", optional: false },
          { name: "n", optional: true, type: { kind: "number", integer: true, min: 1, max: 9 } },
        ],
      },
    });
  });
});

describe("a tool", () => {
  it("has the defaults of the language", () => {
    const { tools } = graphOf(`tool a(t: string) -> string { from: "./tools.ts" }\n${flow}`);
    expect(tools.a).toMatchObject({
      from: { kind: "module", path: "tools.ts", export: "a" },
      timeoutMs: 120_000,
      retry: 0,
      resultTokens: 1000,
      protected: false,
      effect: false,
    });
  });

  it("has what is written", () => {
    const { tools } = graphOf(
      `tool a(t: string) -> string {\n  from: mcp(env("SERVER"), "do-it")\n  timeout: 500ms\n  retry: 2\n  result: 2k\n  cache: 10m\n  rate: 5 per 1s\n  max: 4\n  protected: true\n}\n${flow}`,
    );
    expect(tools.a).toMatchObject({
      from: { kind: "mcp", command: { env: "SERVER" }, tool: "do-it" },
      timeoutMs: 500,
      retry: 2,
      resultTokens: 2000,
      cacheMs: 600_000,
      rate: { count: 5, perMs: 1000 },
      max: 4,
      protected: true,
    });
  });

  it("gives any JSON where its result is not declared", () => {
    const { tools, types } = graphOf(`tool a(t: string) { from: "./t.ts" }\nflow f() -> json { return a("x") }`);
    expect(types[tools.a?.result ?? ""]?.type).toEqual({ kind: "json" });
  });
});

describe("files", () => {
  it("are found beside the file that names them, and written from the entry file's folder", () => {
    const files: Record<string, string> = {
      "/p/flows/main.af": `import { a } from "../team/agents.af"\nflow f() -> string { return a("x") }`,
      "/p/team/agents.af": `tool s(t: string) -> string { from: "./lib/t.ts" }\nmodel m { gguf: "../models/m.gguf" }\nmodel n { gguf: "/models/n.gguf" }\nagent b(t: string) { model: n\n prompt: "\${t}" }\nagent a(t: string) { model: m\n tools: [s, b]\n prompt: "\${t}" }`,
    };
    const graph = compile("/p/flows/main.af", { read: (path) => files[path] }).graph as Graph;
    expect(graph.files).toEqual(["main.af", "../team/agents.af"]);
    expect(graph.tools.s?.from).toMatchObject({ path: "../team/lib/t.ts" });
    expect(graph.models.m?.gguf).toBe("../models/m.gguf");
    expect(graph.models.n?.gguf).toBe("/models/n.gguf");
    expect(graph.agents.a?.at).toMatchObject({ file: 1, line: 6, column: 1 });
  });
});

describe("names", () => {
  const files = {
    "b.af": `schema S { b: int }\ntool look(t: string) -> S { from: "./b.ts" }\nagent a(t: string) -> S { tools: [look]\n prompt: "\${t}" }\nflow g(t: string) -> S { return a(t) }`,
  };
  const graph = () =>
    graphOf(
      `import { g, S as Other, look as seek } from "./b.af"\nschema S { a: int }\ntool look(t: string) -> S { from: "./a.ts" }\nagent a(t: string) -> S { tools: [look, seek]\n prompt: "\${t}" }\nflow f(t: string) -> { s: S, o: Other } { return { s: a(t), o: g(t) } }`,
      files,
    );

  it("of a second file get a number in the graph", () => {
    const { types, agents, tools } = graph();
    expect(Object.keys(types).filter((id) => !id.startsWith("#"))).toEqual(["S", "S@2"]);
    expect(Object.keys(agents)).toEqual(["a", "a@2"]);
    expect(Object.keys(tools)).toEqual(["look", "look@2"]);
    expect(agents["a@2"]).toMatchObject({ result: "S@2", tools: [{ id: "look@2" }] });
  });

  it("that a model calls by are never the same", () => {
    const { tools, agents } = graph();
    expect([tools.look?.name, tools["look@2"]?.name, agents["a@2"]?.name]).toEqual(["look", "look_2", "a_2"]);
  });
});

describe("what is part of a graph", () => {
  it("is all of the entry file, and of others what it leads to", () => {
    const graph = graphOf(
      `import { a } from "./b.af"\nschema Unused { x: int }\nagent own() { prompt: "x" }\nflow f() -> string {\n  own()\n  return a("x")\n}`,
      {
        "b.af": `schema Args { x: int }\nschema Other { x: int }\ntool s(t: Args) -> string { from: "./t.ts" }\ntool r() -> Other { from: "./t.ts" }\nagent a(t: string) { tools: [s]\n prompt: "\${t}" }\nflow g() -> Other { return r() }`,
      },
    );
    expect(Object.keys(graph.agents)).toEqual(["own", "a"]);
    expect(Object.keys(graph.tools)).toEqual(["s"]);
    expect(Object.keys(graph.flows)).toEqual(["f"]);
    expect(Object.keys(graph.types).filter((id) => !id.startsWith("#"))).toEqual(["Unused", "Args"]);
  });

  it("has what a test mocks and lists", () => {
    const graph = graphOf(
      `import { look, a } from "./b.af"\ntest "t" {\n  mock look -> "x"\n  spine { tools: [look] }\n  expect a("x") != ""\n}`,
      {
        "b.af": `tool look() -> string { from: "./t.ts" }\nagent a(t: string) { prompt: "\${t}" }`,
      },
    );
    expect(Object.keys(graph.tools)).toEqual(["look"]);
    expect(graph.tests[0]).toMatchObject({
      name: "t",
      mocks: [{ target: { kind: "tool", id: "look" }, outcome: { value: { op: "value", value: "x" } } }],
    });
  });
});
