import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { agentflow, folderWith, scripted } from "./terminal.ts";

const TWO = `schema Note { text: string(1..20) }
agent writer(topic: string) -> Note { prompt: "Write of \${topic}." }
flow first(topic: string) -> Note { return writer(topic) }
flow second(topic: string, calm: bool = true) -> Note { return writer(topic) }
`;

describe("agentflow plan", () => {
  it("shows a page with the inputs left open", async () => {
    const { code, out, err } = await agentflow(["plan", "examples/research.af"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^investigate\(topic\) -> Report +research\.af:\d+\n/);
    expect(out).toContain("|topic|: known once there are inputs");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("has numbers where it is given the inputs", async () => {
    const { out } = await agentflow(["plan", "examples/research.af", "--topic", "tea"]);
    expect(out).toMatch(/^cells +[\d,]+ at most/m);
    expect(out).not.toContain("|topic|: known");
  });

  it("gives the same as data", async () => {
    const { code, out } = await agentflow(["plan", "examples/polish.af", "--topic=tea", "--json"]);
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan).toMatchObject({ version: 1, flow: "polish", counted: null, inputs: { "|topic|": 3 } });
    expect(plan.cells.value).toBeGreaterThan(0);
    expect(JSON.parse((await agentflow(["plan", "examples/polish.af", "--json"])).out).cells).not.toHaveProperty(
      "value",
    );
  });

  it("counts with a model's tokenizer, and judges against its cells", async () => {
    const file = "examples/polish.af";
    const setting = { engine: scripted(file) };
    const bounded = JSON.parse((await agentflow(["plan", file, "--topic=tea", "--json"])).out);
    const counted = JSON.parse((await agentflow(["plan", file, "--topic=tea", "--model=m", "--json"], setting)).out);
    expect(counted.cells.value).toBeLessThan(bounded.cells.value);
    expect(counted.counted).not.toBeNull();
    expect(counted.verdict.kind).toMatch(/fits|may-not-fit/);
  });

  it("takes the flow that is named, and its own options", async () => {
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    expect((await agentflow(["plan", file])).code).toBe(2);
    expect((await agentflow(["plan", file, "second", "--no-calm"])).out).toContain("second(topic, calm) -> Note");
    expect(await agentflow(["plan", file, "second", "--clam"])).toMatchObject({ code: 2, out: "" });
  });

  it("tells what is wrong with a file instead", async () => {
    const { code, out, err } = await agentflow(["plan", join(folderWith({ "a.af": "flow" }), "a.af")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error AF");
  });

  it("shows its help, with a flow's parameters where there is a file", async () => {
    expect((await agentflow(["plan", "--help"])).out).toContain("--model <file>");
    expect((await agentflow(["plan", "examples/research.af", "--help"])).out).toContain("--topic <");
  });
});
