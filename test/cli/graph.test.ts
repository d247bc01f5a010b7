import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseGraph } from "../../compiler/graph/schema.ts";
import { agentflow, folderWith } from "./terminal.ts";

const TWO = `schema Note { text: string(1..20) }
agent writer() -> Note { prompt: "Write." }
flow first() -> Note { return writer() }
flow second() -> Note { return writer() }
`;

describe("agentflow graph", () => {
  it("prints a graph that its schema accepts", async () => {
    const { code, out, err } = await agentflow(["graph", "examples/research.af"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const graph = parseGraph(JSON.parse(out));
    expect(graph.ok).toBe(true);
  });

  it("takes the flow that is named as the one that runs", async () => {
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    expect(JSON.parse((await agentflow(["graph", file])).out)).not.toHaveProperty("main");
    expect(JSON.parse((await agentflow(["graph", file, "second"])).out)).toHaveProperty("main", "second");
    const wrong = await agentflow(["graph", file, "secund"]);
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(wrong.err).toContain("Did you mean `second`?");
  });

  it("prints nothing of a file with errors", async () => {
    const { code, out, err } = await agentflow(["graph", join(folderWith({ "a.af": "flow" }), "a.af")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error AF");
  });
});

describe("agentflow schema and grammar", () => {
  it("print a type the ways that others read", async () => {
    const schema = await agentflow(["schema", "examples/triage.af", "Ticket"]);
    expect(schema.err).toBe("enforced while decoding: customer: length 1..60\nchecked after: nothing\n");
    expect(JSON.parse(schema.out)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: { urgent: { type: "boolean" } },
    });
    const grammar = await agentflow(["grammar", "examples/triage.af", "Ticket"]);
    expect(grammar.code).toBe(0);
    expect(grammar.out).toMatch(/^root ::= /);
  });

  it("take what an agent or a flow gives, and a type as it would be written in the file", async () => {
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    const note = JSON.parse((await agentflow(["schema", file, "Note"])).out);
    expect(JSON.parse((await agentflow(["schema", file, "writer"])).out)).toEqual(note);
    expect(JSON.parse((await agentflow(["schema", file, "second"])).out)).toEqual(note);
    const { out, err } = await agentflow(["schema", file, "Note[1..3]"]);
    expect(JSON.parse(out)).toMatchObject({ type: "array", minItems: 1, maxItems: 3, items: { $ref: "#/$defs/Note" } });
    expect(err).toContain("enforced while decoding: ");
    expect((await agentflow(["grammar", file, "map<Note>"])).out).toMatch(/^root ::= /);
    const wrong = await agentflow(["schema", file, "Nte[]"]);
    expect(wrong).toMatchObject({ code: 2, out: "" });
    expect(wrong.err).toContain("There is no type `Nte[]`");
  });

  it("suggest the type that was meant", async () => {
    const { code, err } = await agentflow(["schema", "examples/triage.af", "ticket"]);
    expect(code).toBe(2);
    expect(err).toContain("Did you mean `Ticket`?");
  });
});
