import { describe, expect, it } from "vitest";
import { agentflow } from "./terminal.ts";

describe("agentflow explain", () => {
  it("prints the page of a code, headings without their marks", async () => {
    const { code, out, err } = await agentflow(["explain", "AF0203"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchSnapshot();
  });

  it.each(["af0203", "0203", "203", "AF203", "Af00203"])("knows what is meant by %s", async (written) => {
    expect((await agentflow(["explain", written])).out).toMatch(/^AF0203 · name taken\n/);
  });

  it("suggests the code that is nearest, and says which there are", async () => {
    const { code, out, err } = await agentflow(["explain", "AF0230"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatchSnapshot();
  });

  it("says which codes there are to who asks for something else", async () => {
    const { code, err } = await agentflow(["explain", "../README"]);
    expect(code).toBe(2);
    expect(err).toContain("`../README` is no code of a diagnostic.\nThe codes are:\n  AF0101 – ");
  });

  it("keeps to lines that a terminal has room for", async () => {
    const { out } = await agentflow(["explain", "AF0411"]);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
