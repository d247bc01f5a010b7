import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { parseGraph } from "../../compiler/graph/schema.ts";
import { fixtures } from "./sources.ts";

const programs = [
  "01-triage.af",
  "02-research.af",
  "03-chain.af",
  "04-fanout.af",
  "05-dag.af",
  "06-reflect.af",
  "07-choices.af",
  "08-delegate.af",
  "09-handoff.af",
];

describe("compile", () => {
  it.each(programs)("finds no problem in %s and makes a graph that the schema accepts", (path) => {
    const { graph, diagnostics } = compile(path, fixtures);
    expect(diagnostics).toEqual([]);
    // Through text, as a graph that is stored or sent would come back.
    expect(parseGraph(JSON.parse(JSON.stringify(graph)))).toMatchObject({ ok: true });
  });

  it.each(programs.slice(0, 3))("makes the same graph of %s as ever", async (path) => {
    const { graph } = compile(path, fixtures);
    const text = `${JSON.stringify(graph, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(`golden/${path.replace(".af", ".json")}`);
  });

  it("gives every node of a program an id of its own", () => {
    for (const path of programs) {
      const ids: string[] = [];
      JSON.stringify(compile(path, fixtures).graph?.flows, (key, value) => {
        if (key === "nodes") for (const node of value) ids.push(node.id);
        return value;
      });
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});
