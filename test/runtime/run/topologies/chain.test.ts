import { describe, expect, it } from "vitest";
import { eventsOf, resultOf, runProgram } from "../program.ts";

const source = `
  agent a() -> string { prompt: "A speaks." }
  agent b() -> string { prompt: "B speaks." }
  agent c() -> string { prompt: "C speaks." }
  agent after() -> string { prompt: "After." }
  flow main() -> string[] {
    spine { system: "Take turns." }
    let said = chain { first: a(), second: b(), third: c() }
    return [said.first, said.second, said.third, after()]
  }
`;
const script = {
  "main/said/first/a": [{ answer: "ALPHA" }],
  "main/said/second/b": [{ answer: "BETA" }],
  "main/said/third/c": [{ answer: "GAMMA" }],
  "main/after": [{ answer: "END" }],
};

describe("chain", () => {
  it("lets each know what came before it and nothing of what comes after", async () => {
    const ran = await runProgram({ source, script });
    expect(resultOf(ran)).toEqual(["ALPHA", "BETA", "GAMMA", "END"]);
    const read = (path: string) => ran.prompts.get(`${path}:0`) ?? "";
    expect(read("main/said/first/a")).not.toMatch(/BETA|GAMMA/);
    expect(read("main/said/second/b")).toContain("first: ALPHA");
    expect(read("main/said/second/b")).not.toContain("GAMMA");
    expect(read("main/said/third/c")).toMatch(/first: ALPHA[\s\S]*second: BETA/);
  });

  it("shares on a fork of its own", async () => {
    const ran = await runProgram({ source, script });
    expect(ran.prompts.get("main/after:0")).not.toMatch(/ALPHA|BETA|GAMMA/);
  });

  it("only ever makes the spine longer", async () => {
    const ran = await runProgram({ source, script });
    const sizes = eventsOf(ran, "context-opened").map(({ tokens }) => tokens);
    expect(sizes.slice(0, 3)).toEqual([...sizes.slice(0, 3)].sort((x, y) => x - y));
    expect(new Set(sizes.slice(0, 3)).size).toBe(3);
    // Each begins with all that the one before had of the spine, already decoded.
    const opened = eventsOf(ran, "context-opened");
    expect(opened[1]?.shared).toBe(opened[0]?.tokens);
  });

  it("goes over a list one after another", async () => {
    const ran = await runProgram({
      source: `
        agent critic(claim: string) -> string { prompt: "Judge \${claim}." }
        flow main() -> string[] { return chain claim in ["x", "y", "z"] { critic(claim) } }
      `,
      script: ({ path }) => ({ answer: `verdict${/\[(\d)\]/.exec(path)?.[1]}` }),
    });
    expect(resultOf(ran)).toEqual(["verdict0", "verdict1", "verdict2"]);
    expect(ran.prompts.get("main/chain[2]/critic:0")).toMatch(/verdict0[\s\S]*verdict1/);
    expect(ran.prompts.get("main/chain[0]/critic:0")).not.toContain("verdict");
  });
});
