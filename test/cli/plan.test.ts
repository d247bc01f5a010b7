import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useHostedEngine } from "../../runtime/hosted/hosted-engine.ts";
import { realClock } from "../../runtime/real-clock.ts";
import { agentflow, folderWith, scripted } from "./terminal.ts";

const TWO = `schema Note { text: string(1..20) }
agent writer(topic: string) -> Note { prompt: "Write of \${topic}." }
flow first(topic: string) -> Note { return writer(topic) }
flow second(topic: string, calm: bool = true) -> Note { return writer(topic) }
`;

describe("agentflow plan", () => {
  it("shows a page, with inputs that have a default", async () => {
    const { code, out, err } = await agentflow(["plan", "examples/research.af"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^investigate\(topic: string\) -> Report +research\.af:\d+\n/);
    expect(out).toMatch(/^inputs +topic 31 bytes \(its default\)$/m);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("leaves inputs without a default open, and has numbers where they are given", async () => {
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    expect((await agentflow(["plan", file, "first"])).out).toContain("|topic| is how many tokens `topic` has");
    const { out } = await agentflow(["plan", file, "first", "--topic", "tea"]);
    expect(out).toMatch(/^inputs +topic 3 bytes$/m);
    expect(out).toMatch(
      /^cells +[\d,]+ at most, while writer runs\n +8,192 in a model that says no `context` +✓ fits$/m,
    );
  });

  it("has colours where they are wanted, which say nothing that isn't written", async () => {
    const plain = (await agentflow(["plan", "examples/polish.af"])).out;
    const { out } = await agentflow(["plan", "examples/polish.af"], { env: { FORCE_COLOR: "1" } });
    expect(out).toContain("\u001b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are written with one.
    expect(out.replaceAll(/\u001b\[\d*m/g, "")).toBe(plain);
  });

  it("gives the same as data", async () => {
    const { code, out } = await agentflow(["plan", "examples/polish.af", "--topic=tea", "--json"]);
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan).toMatchObject({ version: 1, flow: "polish", counted: null, inputs: { "|topic|": 3 } });
    expect(plan.cells.value).toBeGreaterThan(0);
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    const open = JSON.parse((await agentflow(["plan", file, "first", "--json"])).out);
    expect(open.cells.text).toContain("|topic|");
    expect(open.cells).not.toHaveProperty("value");
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
    expect((await agentflow(["plan", file, "second", "--no-calm"])).out).toContain(
      "second(topic: string, calm: bool) -> Note",
    );
    expect(await agentflow(["plan", file, "second", "--clam"])).toMatchObject({ code: 2, out: "" });
  });

  it("takes a bool with its value, and no option in the place of a value", async () => {
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    expect((await agentflow(["plan", file, "second", "--calm=false"])).out).toContain(
      "second(topic: string, calm: bool)",
    );
    const { code, err } = await agentflow(["plan", file, "second", "--topic", "--json"]);
    expect(code).toBe(2);
    expect(err).toContain("`--topic` needs a value");
  });

  it("counts with no provider's tokenizer, because nobody knows it", async () => {
    const model = { provider: "openai", name: "m", url: "http://127.0.0.1", window: 8_000, branches: 4 };
    const engine = () => useHostedEngine({ model, clock: realClock });
    const { code, out, err } = await agentflow(["plan", "examples/triage.af", "--model", "openai:m"], { engine });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("`openai:m` is hosted");
  });

  it("tells what is wrong with a file instead", async () => {
    const { code, out, err } = await agentflow(["plan", join(folderWith({ "a.af": "flow" }), "a.af")]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("error AF");
  });

  it("shows its help, with a flow's parameters where there is a file", async () => {
    expect((await agentflow(["plan", "--help"])).out).toContain("--model <file>");
    expect((await agentflow(["plan", "examples/research.af", "--help"])).out).toContain("--topic <");
    const file = join(folderWith({ "two.af": TWO }), "two.af");
    expect((await agentflow(["plan", file, "first", "--help"])).out).toContain("Other flows of this file: second");
  });
});
