import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { agentflow, folderWith } from "./terminal.ts";

describe("agentflow doctor", () => {
  it("finds everything that a run needs, by making a first pass", async () => {
    const { code, out, err } = await agentflow(["doctor"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const what of ["Node", "llama.cpp", "engine", "model", "a first pass"]) expect(out).toContain(`✓ ${what}`);
    expect(out).toContain("does what the examples ask");
    expect(out).toContain("up to 8,192 tokens of context");
    expect(out).toContain("prompts follow the chat template that the file brings");
    expect(out.trimEnd().endsWith("everything is there")).toBe(true);
  }, 120_000);

  it("says what is broken, how to mend it, and leaves out what needs it", async () => {
    const model = join(folderWith({ "broken.gguf": "GGUF" }), "broken.gguf");
    const { code, out, err } = await agentflow(["doctor", "--model", model]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toContain("✓ engine");
    expect(out).toContain(`✗ model         ${model}`);
    expect(out).toContain("Download it again.");
    expect(out).not.toContain("a first pass");
  }, 120_000);
});
