import { readFileSync } from "node:fs";
import type { Flow, FlowFailed, Json, Outcome, PartialResult, Run, ToolContext } from "agentflow";
import { compile, load, programOf, scriptedEngine } from "agentflow";
import type { Operation } from "effection";
import { describe, expect, expectTypeOf, it } from "vitest";
import type * as imported from "./golden/investigate.af";
import {
  announce,
  type Finding,
  type InvestigateFlow,
  type InvestigateParameters,
  investigate,
  type Program,
  type Tools,
} from "./golden/investigate.ts";
import { goldenFiles } from "./golden.ts";

const lookup: Tools["lookup"] = ({ word, limit }) => [{ title: `${word} ${limit}` }];

// The bodies of these are compiled and not run: what must not compile would not run either.
describe("a generated module", () => {
  it("is what is compared here", () => {
    // What a graph is in full is for the graph's own tests to hold.
    const without = (text: string): string => text.replace(/JSON\.parse\(".*"\)/, "JSON.parse(…)");
    for (const [path, text] of goldenFiles()) expect(without(readFileSync(path, "utf8"))).toBe(without(text));
  });

  it("runs", async () => {
    await using engine = scriptedEngine({
      "investigate/plan": [{ answer: { questions: ["Why?"] } }],
      "investigate/parallel[*]/researcher": () => ({ answer: { claim: "So." } }),
    });
    const findings = await investigate({ topic: "tea" }, { engine, tools: { lookup } });
    expectTypeOf(findings).toEqualTypeOf<readonly Finding[]>();
    expect(findings).toEqual([{ claim: "So." }]);
  });

  it("has exact types of parameters and results", () => {
    expectTypeOf<InvestigateParameters>().toEqualTypeOf<{ readonly topic: string; readonly limit?: number }>();
    expectTypeOf<Finding>().toEqualTypeOf<{ readonly claim: string; readonly source?: string }>();
    expectTypeOf(investigate).toEqualTypeOf<Flow<InvestigateFlow>>();
    expectTypeOf(investigate).returns.toEqualTypeOf<Run<InvestigateFlow>>();
    expectTypeOf<Awaited<ReturnType<typeof investigate>>>().toEqualTypeOf<readonly Finding[]>();
    expectTypeOf(investigate.operation).returns.toEqualTypeOf<Operation<Outcome<readonly Finding[]>>>();
    expectTypeOf<Run<InvestigateFlow>["outcome"]>().resolves.toEqualTypeOf<Outcome<readonly Finding[]>>();
    expectTypeOf<FlowFailed["failure"]["place"]>().toEqualTypeOf<
      { readonly file: string; readonly line: number; readonly column: number } | undefined
    >();
  });

  it("has exact types of tools", () => {
    expectTypeOf<Tools["lookup"]>().parameters.toEqualTypeOf<
      [args: { readonly word: string; readonly limit: number }, context: ToolContext]
    >();
    expectTypeOf<Tools["publish"]>().returns.toEqualTypeOf<boolean | Promise<boolean>>();
  });

  it("has exact types of partial results", () => {
    type Partial = PartialResult<InvestigateFlow>;
    expectTypeOf<Partial["agent"]>().toEqualTypeOf<"planner" | "researcher">();
    type Writing = Extract<Partial, { readonly agent: "planner"; readonly done: false }>;
    expectTypeOf<Writing["value"]>().toEqualTypeOf<{ readonly questions?: readonly string[] }>();
    type Written = Extract<Partial, { readonly agent: "researcher"; readonly done: true }>;
    expectTypeOf<Written["value"]>().toEqualTypeOf<Finding>();
  });

  it("takes no wrong parameters, tools or grants", () => {
    const wrong = () => [
      // @ts-expect-error a parameter is missing
      investigate({}, { tools: { lookup } }),
      // @ts-expect-error a parameter has another type
      investigate({ topic: 3 }, { tools: { lookup } }),
      // @ts-expect-error there is no such parameter
      investigate({ topic: "tea", limits: 3 }, { tools: { lookup } }),
      // @ts-expect-error the tool that it needs is missing
      investigate({ topic: "tea" }),
      // @ts-expect-error a handler wants an argument that nobody gives it
      investigate({ topic: "tea" }, { tools: { lookup: ({ words }: { words: string[] }) => [{ title: words[0] }] } }),
      // @ts-expect-error a handler gives a value of another type
      investigate({ topic: "tea" }, { tools: { lookup: () => [{ name: "tea" }] } }),
      // @ts-expect-error a handler promises a value of another type
      investigate({ topic: "tea" }, { tools: { lookup: async () => "tea" } }),
      // @ts-expect-error there is no such tool
      investigate({ topic: "tea" }, { tools: { lookup, lokup: lookup } }),
      // @ts-expect-error nothing in it is protected
      investigate({ topic: "tea" }, { tools: { lookup }, grants: ["lookup"] }),
      // @ts-expect-error only what is protected can be granted
      announce({ text: "tea" }, { tools: { publish: () => true }, grants: ["lookup"] }),
    ];
    const right = () => [
      investigate({ topic: "tea", limit: 1 }, { tools: { lookup }, seed: 1 }),
      announce({ text: "tea" }, { tools: { publish: async () => true }, grants: ["publish"] }),
      investigate.with({ tools: { lookup } })({ topic: "tea" }),
    ];
    expect([wrong, right]).toHaveLength(2);
  });

  it("that is imported through the plugin brings its tools along", () => {
    const flow = (investigating: typeof imported.investigate) => investigating({ topic: "tea" });
    expectTypeOf(flow).returns.toEqualTypeOf<Run<imported.InvestigateFlow>>();
    expectTypeOf<imported.Finding>().toEqualTypeOf<Finding>();
    expectTypeOf<imported.InvestigateFlow["tools"]>().toEqualTypeOf<{ readonly lookup?: Tools["lookup"] }>();
  });
});

describe("a program of which nothing is known before it runs", () => {
  it("takes any parameters and gives any JSON", () => {
    const flow = () => programOf(compile("flow f() -> int { return 1 }")).flow("f");
    expectTypeOf<Awaited<ReturnType<ReturnType<typeof flow>>>>().toEqualTypeOf<Json>();
    const run = () => [
      flow()(),
      flow()({ any: 1 }, { tools: { lookup: ({ word }: { word: string }) => word } }),
      // @ts-expect-error a tool is a function
      flow()({}, { tools: { lookup: 3 } }),
    ];
    expect(run).toBeInstanceOf(Function);
  });

  it("has the types that are said for it", () => {
    const flow = async () => programOf(await load<Program>("investigate.af")).flow("investigate");
    expectTypeOf<Awaited<ReturnType<typeof flow>>>().toEqualTypeOf<Flow<InvestigateFlow>>();
    // @ts-expect-error there is no such flow
    const wrong = async () => programOf(await load<Program>("investigate.af")).flow("investigat");
    expect(wrong).toBeInstanceOf(Function);
  });
});
