import { describe, expect, it } from "vitest";
import { compile } from "../../../compiler/index.ts";
import { inputSizes, makePlan } from "../../../compiler/plan/make.ts";
import { chooseStreams } from "../../../compiler/plan/streams.ts";
import { fixtures, graphOf } from "../sources.ts";

const agent = (tokens: number) => `
agent writer(topic: string) -> string {
  tokens: ${tokens}
  prompt: "Write of \${topic}."
}
`;

/** So many agents side by side on a spine of `prefix` characters, each with `tokens` of its own. */
const sideBySide = (count: number, prefix: number, tokens: number) =>
  graphOf(`
flow main() -> string[] {
  spine { system: "${"x".repeat(prefix)}" }
  parallel topic in [${Array.from({ length: count }, (_, index) => `"t${index}"`).join(", ")}] {
    writer(topic)
  }
}
${agent(tokens)}`);

const choose = (graph: ReturnType<typeof graphOf>, cells: number, branches = 16) =>
  chooseStreams(makePlan(graph, "main"), { cells, branches });

describe("The streams of a flow", () => {
  it("are separate where what its agents add is long beside what they share, and fits", () => {
    const graph = sideBySide(8, 100, 400);
    expect(choose(graph, 16_384)).toEqual({ kind: "separate", branches: 12 });
    // No more of them run at once than the model has branches.
    expect(choose(graph, 16_384, 4)).toEqual({ kind: "separate", branches: 8 });
  });

  it("are one where the longest context that may be would not fit into an equal part", () => {
    const graph = sideBySide(8, 100, 400);
    const { contexts } = makePlan(graph, "main");
    expect(contexts).toHaveLength(1);
    expect(choose(graph, 8_192)).toEqual({ kind: "unified" });
  });

  it("are one where little is added to much that is shared", () => {
    expect(choose(sideBySide(5, 2000, 100), 65_536)).toEqual({ kind: "unified" });
    expect(choose(sideBySide(5, 200, 100), 65_536)).toMatchObject({ kind: "separate" });
  });

  it("are one where only one agent runs at a time", () => {
    expect(choose(sideBySide(1, 10, 400), 65_536)).toEqual({ kind: "unified" });
  });

  it("are one where an input decides that isn't known, and may be chosen once it is", () => {
    const { graph } = compile("04-fanout.af", fixtures);
    if (!graph) throw new Error("It does not compile.");
    const [flow] = Object.values(graph.flows);
    if (!flow) throw new Error("It has no flow.");
    const sizes = (text: string) => inputSizes(Object.fromEntries(flow.parameters.map(({ name }) => [name, text])));
    const cache = { cells: 1_000_000, branches: 16 };
    expect(chooseStreams(makePlan(graph, flow.id), cache)).toEqual({ kind: "unified" });
    const inputs = sizes("tides");
    expect(chooseStreams(makePlan(graph, flow.id, { inputs }), cache, inputs)).toMatchObject({ kind: "separate" });
  });
});
