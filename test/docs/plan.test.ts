import { describe, expect, it } from "vitest";
import { agentflow } from "../cli/terminal.ts";
import { codeBlocks } from "./blocks.ts";

describe("the page about plans", () => {
  it("shows what the command prints", async () => {
    const shown = codeBlocks().find(({ page, language }) => page === "docs/plan.md" && language === "text");
    const { out } = await agentflow(["plan", "examples/research.af"]);
    expect(shown?.text).toBe(out);
  });
});
