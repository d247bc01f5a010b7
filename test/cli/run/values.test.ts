import { describe, expect, it } from "vitest";
import { type ParameterOption, parameterOptions } from "../../../cli/run/parameters.ts";
import { argumentsOf, type GivenValues } from "../../../cli/run/values.ts";
import { UsageProblem } from "../../../cli/usage.ts";
import type { FlowEntry, Graph, TypeEntry } from "../../../compiler/graph/graph.ts";
import type { Type } from "../../../compiler/graph/type.ts";

const entry = (id: string, type: Type): TypeEntry => ({ id, named: false, type, schema: {}, checkedAfter: [] });
const TYPES: Readonly<Record<string, Type>> = {
  text: { kind: "string", min: 1, max: 20 },
  whole: { kind: "number", integer: true, min: 1, max: 50 },
  flag: { kind: "bool" },
  names: { kind: "list", element: { kind: "string" }, max: 2 },
  level: {
    kind: "union",
    members: [
      { kind: "literal", value: "low" },
      { kind: "literal", value: "high" },
    ],
  },
  maybe: { kind: "union", members: [{ kind: "string" }, { kind: "null" }] },
};
const graph: Graph = {
  version: 1,
  files: ["f.af"],
  types: Object.fromEntries(Object.entries(TYPES).map(([id, type]) => [id, entry(id, type)])),
  models: {},
  tools: {},
  agents: {},
  flows: {},
  tests: [],
};
const table = new Map(Object.entries(graph.types));

/** Options of a flow with the given parameters: name and type, `?` where it has a default. */
function parameters(given: Readonly<Record<string, string>>): ParameterOption[] {
  const flow: FlowEntry = {
    id: "f",
    name: "f",
    at: { file: 0, start: 0, end: 0, line: 1, column: 1 },
    parameters: Object.entries(given).map(([name, type]) => ({
      name,
      type: type.replace("?", ""),
      ...(type.endsWith("?") ? { default: { op: "value" as const, value: null } } : {}),
    })),
    result: "text",
    tools: [],
    body: { nodes: [] },
  };
  return parameterOptions(flow, graph, new Set(["--model", "--json"]));
}

const files: Readonly<Record<string, string>> = { "names.json": '["Ana"]', "broken.json": "[" };
const read = (path: string): string => files[path] ?? "";

function values(given: Readonly<Record<string, string>>, more: Partial<GivenValues>) {
  return argumentsOf(parameters(given), { args: [], options: new Map(), ...more }, table, read);
}

/** The sentence by which a value is refused. */
function refusal(given: Readonly<Record<string, string>>, more: Partial<GivenValues>): string {
  try {
    values(given, more);
  } catch (error) {
    if (error instanceof UsageProblem) return [error.message, error.hint].filter(Boolean).join(" ");
    throw error;
  }
  return "nothing was refused";
}
const option = (name: string, value: string | boolean) => ({ options: new Map([[name, value]]) });

describe("parameterOptions", () => {
  it("writes parameters the way options are written", () => {
    const written = parameters({ max_items: "whole", maxItems: "whole", _x: "text", model: "text", no_cache: "flag" });
    expect(written.map((each) => each.written)).toEqual([
      "--max-items",
      "--arg maxItems=…",
      "--x",
      "--arg model=…",
      "--arg no_cache=…",
    ]);
  });

  it("gives a bool its opposite", () => {
    expect(parameters({ strict: "flag" })[0]?.options.map((each) => each.long)).toEqual(["--strict", "--no-strict"]);
  });
});

describe("argumentsOf", () => {
  it("takes a text as it is and everything else as JSON", () => {
    expect(values({ t: "text" }, option("t", "[1]"))).toEqual({ t: "[1]" });
    expect(values({ t: "text" }, option("t", "@me"))).toEqual({ t: "@me" });
    expect(values({ n: "whole" }, option("n", "5"))).toEqual({ n: 5 });
    expect(values({ b: "flag" }, option("b", false))).toEqual({ b: false });
    expect(values({ l: "names" }, option("l", '["Ana","Tom"]'))).toEqual({ l: ["Ana", "Tom"] });
    expect(values({ l: "names" }, option("l", "@names.json"))).toEqual({ l: ["Ana"] });
    expect(values({ m: "maybe" }, option("m", "tea"))).toEqual({ m: "tea" });
    expect(values({ m: "maybe" }, option("m", "null"))).toEqual({ m: null });
  });

  it("lets what is nearer win: options over --arg over --input", () => {
    const input = { name: "all.json", text: '{"n": 1, "t": "a"}' };
    expect(values({ n: "whole", t: "text" }, { input, args: ["n=2"] })).toEqual({ n: 2, t: "a" });
    expect(values({ n: "whole", t: "text" }, { input, args: ["n=2"], ...option("n", "3") })).toEqual({ n: 3, t: "a" });
  });

  it("leaves parameters with defaults to the flow", () => {
    expect(values({ n: "whole?" }, {})).toEqual({});
  });

  it.each([
    ["a number out of bounds", { n: "whole" }, option("n", "99")],
    ["no number at all", { n: "whole" }, option("n", "many")],
    ["a text that is too long", { t: "text" }, option("t", "x".repeat(80))],
    ["none of the choices", { l: "level" }, option("l", "middle")],
    ["no JSON", { l: "names" }, option("l", "Ana, Tom")],
    ["a list that is too long", { l: "names" }, option("l", '["a","b","c"]')],
    ["a file that is no JSON", { l: "names" }, option("l", "@broken.json")],
    ["a bool that is none", { b: "flag" }, { args: ["b=maybe"] }],
    ["a pair without =", { b: "flag" }, { args: ["b"] }],
    ["an unknown name", { topic: "text?" }, { args: ["topc=tea"] }],
    ["an unknown field", { topic: "text?" }, { input: { name: "all.json", text: '{"topics": 1}' } }],
    ["input that is no JSON", { n: "whole?" }, { input: { name: "all.json", text: "n: 1" } }],
    ["input that is no object", { n: "whole?" }, { input: { name: "all.json", text: "[1]" } }],
    ["a wrong field of the input", { n: "whole" }, { input: { name: "all.json", text: '{"n": "1"}' } }],
    ["nothing", { topic: "text", model: "text", n: "whole?" }, {}],
  ])("refuses %s with a sentence", (_, given, more) => {
    expect(refusal(given, more)).toMatchSnapshot();
  });
});
