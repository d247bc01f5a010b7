import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "../program.ts";

const source = (properties = "", list = "helper") => `
  tool look(q: string) -> string { from: "./tools.ts" }
  /// Looks one thing up.
  agent helper(thing: string) -> string { tools: [look], turns: 2, prompt: "Help with \${thing}." }
  agent lead(question: string) -> string {
    tools: [${list}]
    turns: 3
    prompt: "Answer \${question}."
    ${properties}
  }
  flow main() -> string {
    spine { system: "All of you." }
    return lead("WHY")
  }
`;
const tools = { look: () => "seen" };
const delegating = { calls: [{ name: "helper", arguments: { thing: "x" } }] };

describe("an agent as a tool", () => {
  it("forks the caller's live context and gives its value as a result", async () => {
    const ran = await runProgram({
      source: source(),
      tools,
      script: { "main/lead": [delegating, { answer: "because" }], "main/lead/helper": [{ answer: "helped" }] },
    });
    expect(resultOf(ran)).toBe("because");
    const read = ran.prompts.get("main/lead/helper:0") ?? "";
    expect(read).toMatch(/All of you\.[\s\S]*Answer WHY\.[\s\S]*helper[\s\S]*Help with x\./);
    expect(ran.prompts.get("main/lead:1")).toContain("helper: helped");
    expect(ran.prompts.get("main/lead:1")).not.toContain("Help with x.");
    const [, helper] = eventsOf(ran, "context-opened");
    expect(helper?.shared).toBe(helper?.tokens);
    expect(eventsOf(ran, "agent-ended").map(({ path }) => path)).toEqual(["main/lead/helper", "main/lead"]);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("`from spine` forks the spine instead", async () => {
    const ran = await runProgram({
      source: source("", "helper from spine"),
      tools,
      script: { "main/lead": [delegating, { answer: "because" }], "main/lead/helper": [{ answer: "helped" }] },
    });
    const read = ran.prompts.get("main/lead/helper:0") ?? "";
    expect(read).toContain("All of you.");
    expect(read).not.toContain("WHY");
  });

  it("has turns of its own, and several run side by side", async () => {
    const ran = await runProgram({
      source: source(),
      tools,
      script: {
        "main/lead": [
          { calls: ["x", "y"].map((thing) => ({ name: "helper", arguments: { thing } })) },
          { answer: "because" },
        ],
        "main/lead/helper": [{ calls: [{ name: "look", arguments: { q: "x" } }] }, { answer: "first" }],
        "main/lead/helper.2": [{ answer: "second" }],
      },
    });
    expect(ran.prompts.get("main/lead:1")).toMatch(/helper: first[\s\S]*helper: second/);
  });

  it("that fails is told as an error", async () => {
    const ran = await runProgram({
      source: source(),
      tools,
      script: ({ path, turn }) => {
        if (path === "main/lead/helper") return { fail: "gone" };
        return turn === 0 ? delegating : { answer: "without" };
      },
    });
    expect(resultOf(ran)).toBe("without");
    expect(ran.prompts.get("main/lead:1")).toContain("helper failed: `helper` could not be carried out: gone");
  });

  it("nests no deeper than it may", async () => {
    const may: Record<string, string[]> = {};
    const ran = await runProgram({
      source: `
        agent digger(depth: int) -> string { tools: [digger], turns: 2, delegates: 2, prompt: "Dig \${depth}." }
        flow main() -> string { return digger(0) }
      `,
      script: ({ path, turn, request }) => {
        if (turn === 0) may[path] = request.calls.map(({ name }) => name);
        return turn === 0 && request.calls.length > 0
          ? { calls: [{ name: "digger", arguments: { depth: 1 } }] }
          : { answer: "dug" };
      },
    });
    expect(resultOf(ran)).toBe("dug");
    expect(may).toEqual({
      "main/digger": ["digger"],
      "main/digger/digger": ["digger"],
      "main/digger/digger/digger": [],
    });
  });

  it("is covered by its caller's time", async () => {
    const ran = await runProgram({
      source: source("timeout: 10s"),
      tools,
      script: ({ path, turn }) => {
        if (path !== "main/lead") return { hang: true };
        return turn === 0 ? delegating : { hang: true };
      },
    });
    expect(failureOf(ran)).toMatchObject({ reason: "time", path: "main/lead" });
    expect(eventsOf(ran, "agent-ended").map(({ path, outcome }) => [path, outcome.kind])).toEqual([
      ["main/lead/helper", "halted"],
      ["main/lead", "failed"],
    ]);
    expect(ran.milliseconds).toBeLessThan(11_000);
  });
});
