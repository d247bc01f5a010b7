import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/index.ts";
import { resolve } from "../../compiler/types/access.ts";
import { check } from "../../compiler/types/check.ts";
import { hostOfEntry } from "../../runtime/host.ts";
import { agentflow, scripted } from "../cli/terminal.ts";

const FILES = readdirSync("examples")
  .filter((name) => name.endsWith(".af"))
  .map((name) => `examples/${name}`);

/** The graph of an example, whose absence fails the test. */
function compiled(file: string) {
  const { host, entry } = hostOfEntry(file);
  const { graph, diagnostics } = compile(entry, host);
  expect(diagnostics).toEqual([]);
  if (graph?.main === undefined) throw new Error(`${file} has no flow to run`);
  const table = new Map(Object.entries(graph.types));
  const flow = graph.flows[graph.main];
  const result = graph.types[flow?.result ?? ""]?.type;
  if (result === undefined) throw new Error(`${file} has no result type`);
  return { graph, table, result: resolve(result, table) };
}

describe.each(FILES)("%s", (file) => {
  it("compiles without a problem", () => {
    expect(Object.keys(compiled(file).graph.flows)).toHaveLength(1);
  });

  it("gives a value of its type on the scripted engine", async () => {
    const { result, table } = compiled(file);
    const { code, out } = await agentflow(["run", file, "--seed", "1"], { engine: scripted(file) });
    expect(code).toBe(0);
    expect(check(JSON.parse(out), result, table)).toEqual({ ok: true, value: JSON.parse(out) });
  });

  it("gives a value of its type on the model that ships", async () => {
    const { result, table } = compiled(file);
    const first = await agentflow(["run", file, "--seed", "7"]);
    expect(first.err).toContain("✓");
    expect(check(JSON.parse(first.out), result, table)).toMatchObject({ ok: true });
  }, 120_000);
});

describe("the examples", () => {
  it("sort the messages that they are given", async () => {
    const file = "examples/triage.af";
    const ticket = { kind: "bug", urgent: true, customer: "Jo March" };
    const { code, out } = await agentflow(["run", file, "--messages", '["It crashes. Jo March", "Hello"]'], {
      engine: scripted(file, { "triage/parallel[0]/reader": [{ answer: ticket }] }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([ticket, expect.objectContaining({ kind: expect.any(String) })]);
  });

  it("find passages of the corpus that lies beside them", async () => {
    const file = "examples/research.af";
    const read: string[] = [];
    const { code } = await agentflow(["run", file], {
      engine: scripted(file, {
        "investigate/plan": [{ answer: { questions: ["What does caffeine do to deep sleep?"] } }],
        "investigate/findings[*]/researcher": ({ turn, prompt }) => {
          read.push(prompt);
          return turn === 0
            ? { calls: [{ name: "search", arguments: { query: "deep sleep coffee" } }] }
            : {
                answer: {
                  claim: "Too much coffee can harm sleep.",
                  confidence: 0.8,
                  source: "coffee.md",
                },
              };
        },
      }),
    });
    expect(code).toBe(0);
    expect(read[0]).not.toContain("Too much coffee can harm sleep");
    expect(read[1]).toContain("Too much coffee can harm sleep");
  });

  it("keep the draft that its review lets pass", async () => {
    const file = "examples/polish.af";
    const script = (ok: boolean) => ({
      "polish/steps/draft/drafter": [{ answer: { text: "first" } }],
      "polish/steps/review/critic": [{ answer: { ok, remarks: [] } }],
      "polish/steps/final/editor": [{ answer: { text: "second" } }],
    });
    for (const [ok, text] of [
      [true, "first"],
      [false, "second"],
    ] as const) {
      const { out } = await agentflow(["run", file], { engine: scripted(file, script(ok)) });
      expect(JSON.parse(out)).toEqual({ text });
    }
  });
});
