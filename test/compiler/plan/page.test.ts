import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile, planJson, planSchema } from "../../../compiler/index.ts";
import { judge } from "../../../compiler/plan/judge.ts";
import { inputSizes, makePlan } from "../../../compiler/plan/make.ts";
import { byteMeasure, type Measure } from "../../../compiler/plan/measure.ts";
import { type PageOptions, renderPlan } from "../../../compiler/plan/page/page.ts";
import { type Inputs, number } from "../../../compiler/plan/size.ts";
import { byteLength } from "../../../compiler/types/text-length.ts";
import { widthOf } from "../../../language/width.ts";
import { runs } from "../../runs.ts";
import { fixtures, graphOf } from "../sources.ts";
import { programs } from "./generated.ts";

const MODEL = { title: "the model", cells: 8192 };

function pageOf(
  file: string,
  width: number,
  args: Parameters<typeof inputSizes>[0] = {},
  look: Partial<PageOptions> = {},
): string {
  const { graph } = compile(file, fixtures);
  const flow = graph?.main ?? Object.keys(graph?.flows ?? {})[0];
  if (!graph || flow === undefined) throw new Error(`${file} has no flow`);
  const inputs = inputSizes(args);
  const plan = makePlan(graph, flow, { inputs });
  return renderPlan(plan, { graph, width, inputs, verdict: judge(graph, plan, MODEL, { inputs }), ...look });
}

function textPage(source: string, width = 100): string {
  const graph = graphOf(source);
  return renderPlan(makePlan(graph, "main"), { graph, width, inputs: new Map() });
}

describe("The page of a plan", () => {
  it.each([60, 80, 100, 160])("looks like this in %i columns", (width) => {
    const page = pageOf("02-research.af", width);
    for (const line of page.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(width);
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

  it("takes a list that is there for as long as it is, also within a record", () => {
    const graph = graphOf(`
      schema Case { sides: string[1..4] }
      agent look(side: string) -> string(1..20) { prompt: "Look at \${side}." }
      flow main(case: Case, others: string[1..3]) -> string {
        let all = parallel side in case.sides { look(side) }
        let more = parallel side in others { look(side) }
        return "\${all} \${more}"
      }`);
    const shown = (inputs: Inputs) =>
      renderPlan(makePlan(graph, "main", { inputs }), { graph, width: 100, inputs }).match(/≤ \d branch(es)?/g);
    expect(shown(new Map())).toEqual(["≤ 4 branches", "≤ 3 branches"]);
    expect(shown(inputSizes({ case: { sides: ["a"] }, others: ["b", "c"] }))).toEqual(["≤ 1 branch", "≤ 2 branches"]);
  });

  it("says once how often agents may call tools in a turn, where any may", () => {
    const flow = (tools: string) => `
      tool look(what: string) -> string { from: "./tools.ts" }
      agent worker(it: string) -> string(1..20) { ${tools} turns: 3, prompt: "Do \${it}." }
      flow main(a: string) -> string {
        let b = worker(a)
        return worker(b)
      }`;
    const said = "tools: 4 calls a turn, none in the last";
    expect(textPage(flow("tools: [look],"), 200).split(said)).toHaveLength(2);
    expect(textPage(flow(""), 200)).not.toContain(said);
  });

  it("says that it could not follow a flow to its end", () => {
    const twice = (i: number) => `flow f${i + 1}(x: string) -> string {\n  let y = f${i}(x)\n  return f${i}(y)\n}\n`;
    const flows = Array.from({ length: 30 }, (_, i) => twice(i)).join("");
    const head = `agent a(x: string) -> string { prompt: "\${x}" }\nflow f0(x: string) -> string { return a(x) }\n`;
    const page = textPage(`${head}${flows}flow main(x: string) -> string { return f30(x) }`);
    expect(page).toContain("too much to follow: nothing bounds it");
    expect(page.replaceAll(/\s+/g, " ")).toContain(
      "is bounded ! but this is too much to follow, so no number says when",
    );
    expect(textPage(`${head}flow main(x: string) -> string { return f0(x) }`)).toMatch(/^ends .*is bounded$/m);
  });

  it("spells out what sub-agents and theirs come to", () => {
    const page = textPage(
      [
        `agent leaf(x: string(..9)) -> int(0..9) { tokens: 20, prompt: "\${x}" }`,
        `agent mid(x: string(..9)) -> int(0..9) { tokens: 20, turns: 2, delegates: 2, tools: [leaf], prompt: "\${x}" }`,
        `agent top(x: string(..9)) -> int(0..9) { tokens: 20, turns: 2, delegates: 2, tools: [mid], prompt: "\${x}" }`,
        `flow main() -> int(0..9) { return top("a") }`,
      ].join("\n"),
    );
    expect(page.replaceAll(/\s+/g, " ")).toMatch(/4 × mid \(prompt [\d,]+ \+ .*sub-agents [\d,]+\)/);
  });

  it("keeps to its columns and says something of everything, whatever the program", () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 60, max: 200 }), (source, width) => {
        const graph = graphOf(source);
        const plan = makePlan(graph, "main");
        const verdict = judge(graph, plan, MODEL);
        const page = renderPlan(plan, { graph, width, inputs: new Map(), verdict });
        for (const line of page.split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(page).not.toMatch(/undefined|NaN|\$\d|\[object/);
        expect(planSchema.safeParse(planJson(plan, { inputs: new Map(), verdict })).error).toBeUndefined();
      }),
      { numRuns: runs(15) },
    );
  }, 600_000);

  it("has numbers where there are inputs", () => {
    const page = pageOf("02-research.af", 100, { topic: "how tea and coffee affect sleep" });
    expect(page).toMatch(/^cells +[\d,]+ at most/m);
    expect(page).toMatch(/^inputs +topic 31 bytes$/m);
    expect(page).not.toContain("|topic|");
  });

  it("puts the inputs that are known into what still depends on others", () => {
    const page = pageOf("05-dag.af", 100, { topic: "paper" });
    expect(page).toContain("|sum|");
    expect(page).not.toContain("|topic|");
  });

  it("says the same with and without colour", () => {
    const plain = pageOf("02-research.af", 80);
    const coloured = pageOf("02-research.af", 80, {}, { color: true });
    expect(coloured).not.toBe(plain);
    expect(coloured).toContain("\u001b[31m✗ may not fit\u001b[0m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are written with one.
    expect(coloured.replaceAll(/\u001b\[\d*m/g, "")).toBe(plain);
  });

  it("names the interpolation for which a spine is decoded again and again", () => {
    const page = textPage(`
agent a(x: string) -> bool { prompt: "\${x}" }
flow main(xs: string[0..3]) -> bool[] {
  return parallel x in xs {
    spine { system: "All of it is about \${x}." }
    a(x)
  }
}`);
    expect(page).toMatchSnapshot();
  });

  it.each([
    ["what an agent gave in a branch", 'let made = a(x)\n    spine { system: "Of ${made}." }\n    a(x)', "made"],
    ["what was made of an element", 'let y = "${x}!"\n    spine { system: "Of ${y}." }\n    a(x)', "y"],
    ["an argument of a flow", "inner(x, all)", "what"],
  ])("knows that %s differs from branch to branch", (_, body, name) => {
    const page = textPage(`
agent a(x: string) -> string(1..9) { prompt: "\${x}" }
flow inner(what: string, of: string) -> string { spine { system: "Of \${what} in \${of}." }\n return a(what) }
flow main(xs: string[0..3], all: string) -> string[] {
  return parallel x in xs { ${body} }
}`);
    expect(page).toContain(`decoded again for each \`${name}\``);
  });

  it("says that a spine is decoded once which is the same in all branches", () => {
    const page = textPage(`
agent a(x: string) -> string(1..9) { prompt: "\${x}" }
flow main(xs: string[0..3], all: string) -> string[] {
  return parallel x in xs {
    let of = "all \${all}"
    spine { system: "Of \${of}." }
    a(x)
  }
}`);
    expect(page).toMatch(/spine +10 \+ \|all\| tokens, decoded once/);
  });

  it("says what is read by nobody, what may be cut, and who has to give leave", () => {
    const page = textPage(`
schema Long { text: string(1..9000), note: string(0..80) }
tool send(text: string) -> bool { from: "./mail.ts", protected: true, effect: true }
agent writer(x: string) -> Long { prompt: "\${x}" }
flow main(x: string(0..80)) -> string {
  let long = writer(x)
  let _sent = send(long.text)
  return long.text
}`);
    expect(page).toContain("! may be cut: the longest Long has 9,");
    expect(page).toContain("! `note` of what writer gives: it is written, and nothing reads it (AF0609)");
    expect(page).toContain("! a person before each call of `send`, which is protected: `--grant send` lets it run");
  });
});

const WIDE = `
tool look(what: string) -> string { from: "./tools.ts", result: 1000 }
agent worker(it: string) -> string(1..20) { tools: [look], turns: 2, tokens: 100, prompt: "Do \${it}." }
flow main(words: string(1..10)[0..8]) -> string[] { return parallel word in words { worker(word) } }
`;

describe("A flow that may not fit", () => {
  const judged = (source: string, cells: number) => {
    const graph = graphOf(source);
    return judge(graph, makePlan(graph, "main"), { title: "m", cells });
  };

  it("is told which settings make it fit, and fits with each of them", () => {
    const { kind, mends } = judged(WIDE, 20_000);
    expect(kind).toBe("may-not-fit");
    expect(mends).toEqual([
      expect.stringMatching(/^`parallel\(max: \d\)`$/),
      expect.stringMatching(/^`result: \d+` in `look`$/),
      expect.stringMatching(/^`context: \d+` in its model$/),
    ]);
    const [max, result, context] = mends.map((mend) => /\d+/.exec(mend)?.[0]);
    expect(judged(WIDE.replace("parallel word", `parallel(max: ${max}) word`), 20_000).kind).not.toBe("may-not-fit");
    expect(judged(WIDE.replace("result: 1000", `result: ${result}`), 20_000).kind).not.toBe("may-not-fit");
    expect(judged(WIDE, Number(context)).kind).not.toBe("may-not-fit");
  });

  describe("where a model counts", () => {
    const counting: Measure = { ...byteMeasure, counted: "m", text: (text) => number(byteLength(text)) };
    const LONG = `
      agent look(side: string(1..10)) -> string(1..60) { prompt: "Look at \${side}." }
      agent sum(all: string(1..60)[]) -> string(1..9) { prompt: "Sum up \${all}.", tokens: 100 }
      flow main(sides: string(1..10)[1..40] = ["a"]) -> string {
        let all = parallel(max: 1) side in sides { look(side) }
        return sum(all)
      }`;
    const pageAt = (cells: number, inputs: Inputs) => {
      const graph = graphOf(LONG);
      const how = { inputs, measure: counting };
      const plan = makePlan(graph, "main", how);
      const verdict = judge(graph, plan, { title: "m", cells }, how);
      return { verdict, page: renderPlan(plan, { graph, width: 200, inputs, verdict }) };
    };
    const many = inputSizes({ sides: Array.from({ length: 40 }, () => "north") });

    it("is told that values that there will be are bounded by their bytes, and what mends it", () => {
      const { verdict, page } = pageAt(8_192, many);
      expect(verdict.kind).toBe("unknown");
      expect(page).toContain("? may not fit: what agents and tools give is bounded by its bytes");
      const [context] = verdict.mends.flatMap((mend) => /context: (\d+)/.exec(mend)?.[1] ?? []);
      expect(page).toContain(`mend: \`context: ${context}\` in its model`);
      expect(pageAt(Number(context), many).verdict.kind).toBe("fits");
    });

    it("is told of no mend where the inputs decide", () => {
      const { verdict, page } = pageAt(8_192, new Map());
      expect(verdict).toMatchObject({ kind: "unknown", mends: [] });
      expect(page).toContain("? depends on the inputs");
    });
  });

  it("is told the largest number of branches that fits", () => {
    const max = Number(/\d+/.exec(judged(WIDE, 20_000).mends[0] ?? "")?.[0]);
    const wider = WIDE.replace("parallel word", `parallel(max: ${max + 1}) word`);
    expect(judged(wider, 20_000).kind).not.toBe("fits");
  });

  it("is told of two settings where none is enough by itself", () => {
    const { mends } = judged(WIDE, 2_600);
    expect(mends[0]).toMatch(/^`parallel\(max: 1\)` with `result: \d+` in `look`$/);
  });

  it("is only told so by what is counted or declared", () => {
    const loose =
      'agent a(x: string) -> bool { tokens: 10, prompt: "${x}" }\nflow main(x: string(0..100000)) -> bool { return a(x) }';
    expect(judged(loose, 2_000).kind).toBe("unknown");
  });
});
