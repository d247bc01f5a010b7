import { describe, expect, it } from "vitest";
import { compile } from "../../../compiler/index.ts";
import { inputSizes, makePlan } from "../../../compiler/plan/make.ts";
import { judge, renderPlan } from "../../../compiler/plan/page.ts";
import { evaluate } from "../../../compiler/plan/size.ts";
import { fixtures, graphOf } from "../sources.ts";

const MODEL = { title: "the model", cells: 8192 };

function pageOf(file: string, width: number, args: Parameters<typeof inputSizes>[0] = {}): string {
  const { graph } = compile(file, fixtures);
  const flow = graph?.main ?? Object.keys(graph?.flows ?? {})[0];
  if (!graph || flow === undefined) throw new Error(`${file} has no flow`);
  const inputs = inputSizes(args);
  return renderPlan(makePlan(graph, flow, { inputs }), { graph, width, inputs, model: MODEL });
}

describe("The page of a plan", () => {
  it.each([80, 100, 160])("looks like this in %i columns", (width) => {
    const page = pageOf("02-research.af", width);
    for (const line of page.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    expect(page).toMatchSnapshot();
  });

  it.each([
    "01-triage.af",
    "03-chain.af",
    "04-fanout.af",
    "05-dag.af",
    "06-reflect.af",
    "07-choices.af",
    "08-delegate.af",
    "09-handoff.af",
  ])("of %s looks like this", (file) => {
    expect(pageOf(file, 100)).toMatchSnapshot();
  });

  it("has numbers where there are inputs", () => {
    const page = pageOf("02-research.af", 100, { topic: "how tea and coffee affect sleep" });
    expect(page).toMatch(/^cells +[\d,]+ at most/m);
    expect(page).not.toContain("|topic|");
  });
});

const WIDE = `
tool look(what: string) -> string { from: "./tools.ts", result: 1000 }
agent worker(it: string) -> string(1..20) { tools: [look], turns: 2, tokens: 100, prompt: "Do \${it}." }
flow main(words: string(1..10)[0..8]) -> string[] { return parallel word in words { worker(word) } }
`;

describe("A flow that may not fit", () => {
  const graph = graphOf(WIDE);

  it("is told which setting makes it fit, and fits with it", () => {
    const verdict = judge(makePlan(graph, "main"), 20_000, new Map());
    expect(verdict.kind).toBe("may-not-fit");
    const max = /parallel\(max: (\d+)\)/.exec(verdict.mend ?? "")?.[1];
    expect(max).toBeDefined();
    const narrow = graphOf(WIDE.replace("parallel word", `parallel(max: ${max}) word`));
    expect(judge(makePlan(narrow, "main"), 20_000, new Map()).kind).not.toBe("may-not-fit");
  });

  it("is only told so by what is counted or declared", () => {
    const loose = graphOf(
      'agent a(x: string) -> bool { tokens: 10, prompt: "${x}" }\nflow main(x: string(0..100000)) -> bool { return a(x) }',
    );
    const plan = makePlan(loose, "main");
    expect(judge(plan, 2_000, new Map()).kind).toBe("unknown");
    expect(evaluate(plan.cells, inputSizes({ x: "sea" }))).toBeLessThan(2_000);
  });
});
