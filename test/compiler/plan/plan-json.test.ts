import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile, makePlan, planJson, planSchema } from "../../../compiler/index.ts";
import { judge } from "../../../compiler/plan/judge.ts";
import { inputSizes } from "../../../compiler/plan/make.ts";
import { planWarnings } from "../../../compiler/plan/warnings.ts";
import { fixtures, graphOf } from "../sources.ts";

const FILES = readdirSync("test/compiler/fixtures").filter((name) => name.endsWith(".af"));

describe("A plan as data", () => {
  it.each(FILES)("of %s is what its schema says, and stays so as text", (file) => {
    const { graph } = compile(file, fixtures);
    if (!graph) throw new Error("The program has errors.");
    for (const flow of Object.keys(graph.flows)) {
      const plan = makePlan(graph, flow);
      const verdict = judge(graph, plan, { title: "m", cells: 4_000 });
      const warnings = planWarnings(graph, plan, new Set(), () => file);
      const data = planJson(plan, { inputs: new Map(), verdict, warnings });
      expect(planSchema.parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
    }
  });

  it("has sizes as expressions, and as numbers where the inputs are known", () => {
    const graph = graphOf(
      'agent a(x: string) -> bool { prompt: "${x}" }\nflow main(x: string) -> bool { return a(x) }',
    );
    const of = (args: Parameters<typeof inputSizes>[0]) => {
      const inputs = inputSizes(args);
      return planJson(makePlan(graph, "main", { inputs }), { inputs }).cells;
    };
    const open = of({});
    expect(open).toEqual({ text: expect.stringMatching(/^[\d,]+ \+ \|x\|$/) });
    const constant = Number(open.text.split(" ")[0]?.replaceAll(",", ""));
    expect(of({ x: "abc" }).value).toBe(constant + 3);
  });
});
