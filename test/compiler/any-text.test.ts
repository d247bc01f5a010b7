import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { makePlan } from "../../compiler/plan/make.ts";
import { deadFields } from "../../compiler/plan/unread.ts";
import { mostProblems } from "../../language/problem-list.ts";
import { anyTexts, vastPrograms } from "./any-text.ts";

/** In the long suite a megabyte; else enough to run out of stack, or of the test's time where time doubles with size. */
const long = process.env.PROPERTY_RUNS !== undefined;
const textLength = long ? 1_000_000 : 20_000;
const programLength = long ? 1_000_000 : 30_000;

function diagnosticsOf(text: string): number {
  const { graph, diagnostics } = compile("main.af", { read: (path) => (path === "main.af" ? text : undefined) });
  for (const flow of Object.keys(graph?.flows ?? {}).slice(-2)) {
    if (!graph) continue;
    expect(makePlan(graph, flow).flow).toBe(flow);
    expect(deadFields(graph, flow)).toEqual([]);
  }
  return diagnostics.length;
}

describe("any text at all", () => {
  it.each([...anyTexts])("is compiled to an end: %s", (_name, text) => {
    expect(diagnosticsOf(text(textLength))).toBeLessThanOrEqual(mostProblems);
  });

  it.each([...vastPrograms])("is compiled and planned to an end: very many %s", (_name, program) => {
    expect(diagnosticsOf(program(programLength))).toBeLessThanOrEqual(mostProblems);
  });
});
