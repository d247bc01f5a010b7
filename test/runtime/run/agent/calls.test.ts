import { run as start } from "effection";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../compiler/graph/expression.ts";
import { failAt } from "../../../../runtime/engine/scripted/scripted-device.ts";
import { type Bench, eventsOf, resultOf, runProgram } from "../program.ts";

const program = (properties = "", tool = "") => `
  tool lookup(query: string(1..40), limit: int(1..9) = 3) -> string { from: "./tools.ts", ${tool} }
  tool count(text: string) -> int { from: "./tools.ts" }
  agent researcher(question: string) -> string {
    tools: [lookup, count]
    turns: 3
    prompt: "Find out: \${question}"
    ${properties}
  }
  flow main() -> string { return researcher("tea") }
`;
const call = (name: string, args: Json) =>
  `<tool_call>\n{"name": "${name}", "arguments": ${JSON.stringify(args)}}\n</tool_call>`;

describe("an agent's calls", () => {
  it("run, and the model reads what came of them", async () => {
    const asked: unknown[] = [];
    const ran = await runProgram({
      source: program(),
      tools: {
        lookup: (args) => {
          asked.push(args);
          return "tea helps";
        },
        count: () => 9,
      },
      script: {
        "main/researcher": [
          {
            calls: [
              { name: "lookup", arguments: { query: "tea" } },
              { name: "count", arguments: { text: "tea" } },
            ],
          },
          { answer: "it helps" },
        ],
      },
    });
    expect(resultOf(ran)).toBe("it helps");
    // What the model left out has its default.
    expect(asked).toEqual([{ query: "tea", limit: 3 }]);
    const second = ran.prompts.get("main/researcher:1") ?? "";
    expect(second.indexOf("lookup: tea helps")).toBeGreaterThan(0);
    expect(second.indexOf("count: 9")).toBeGreaterThan(second.indexOf("lookup: tea helps"));
    expect(eventsOf(ran, "tool-ended").map(({ tool, outcome }) => [tool, outcome])).toEqual([
      ["lookup", "ok"],
      ["count", "ok"],
    ]);
  });

  it("of one turn run side by side", async () => {
    const ran = await runProgram({
      source: program(),
      tools: { lookup: () => new Promise((resolve) => setImmediate(() => resolve("found"))), count: () => 1 },
      script: {
        "main/researcher": [
          { calls: ["a", "b", "c", "d"].map((query) => ({ name: "lookup", arguments: { query } })) },
          { answer: "ok" },
        ],
      },
    });
    const order = ran.events
      .filter(({ kind }) => kind === "tool-started" || kind === "tool-ended")
      .map(({ kind }) => kind);
    expect(order.slice(0, 4)).toEqual(Array(4).fill("tool-started"));
  });

  it("with arguments that break the tool's types don't run; the model is told, and the turn counts", async () => {
    let runs = 0;
    const ran = await runProgram({
      source: program(),
      tools: {
        lookup: () => {
          runs++;
          return "x";
        },
        count: () => 1,
      },
      script: {
        "main/researcher": [
          { text: call("lookup", { query: 5 }) },
          { text: call("lookup", { query: "x", limit: 100 }) },
          { answer: "gave up" },
        ],
      },
    });
    expect(resultOf(ran)).toBe("gave up");
    expect(runs).toBe(0);
    expect(eventsOf(ran, "call-refused").map(({ reason }) => reason)).toEqual(["arguments", "arguments"]);
    expect(ran.prompts.get("main/researcher:1")).toContain(
      "lookup failed: The arguments of `lookup` do not fit: query must be text",
    );
    expect(eventsOf(ran, "tool-started")).toEqual([]);
    expect(eventsOf(ran, "agent-ended")[0]).toMatchObject({ turns: 3 });
  });

  it("of a tool that there is not: the model is told which there are", async () => {
    const ran = await runProgram({
      source: program(),
      tools: { lookup: () => "x", count: () => 1 },
      script: { "main/researcher": [{ text: call("google", { q: 1 }) }, { answer: "ok" }] },
    });
    expect(resultOf(ran)).toBe("ok");
    expect(ran.prompts.get("main/researcher:1")).toContain("There is no tool `google`. There are: lookup, count.");
    expect(eventsOf(ran, "call-refused")[0]).toMatchObject({ reason: "unknown", tool: "google" });
  });

  it("without any tools: the model is told to answer", async () => {
    const ran = await runProgram({
      source: `
        agent plain() -> int { turns: 2, prompt: "Go." }
        flow main() -> int { return plain() }
      `,
      script: { "main/plain": [{ text: call("google", {}) }, { answer: 4 }] },
    });
    expect(resultOf(ran)).toBe(4);
    expect(ran.prompts.get("main/plain:1")).toContain("Write nothing but the answer.");
  });

  it("that fail are told as errors, never as results, and nothing of them is shared", async () => {
    const ran = await runProgram({
      source: `
        tool lookup(query: string) -> string { from: "./tools.ts" }
        agent researcher(question: string) -> string { tools: [lookup], turns: 2, prompt: "Find out: \${question}" }
        agent writer() -> string { prompt: "Write." }
        flow main() -> string[] {
          let found = parallel q in ["a", "b"] { researcher(q) }
          share found
          return [...found, writer()]
        }
      `,
      tools: {
        lookup: ({ query }) => {
          if (query === "a") throw new Error("the index is broken");
          return "fine";
        },
      },
      script: ({ path, turn, request }) => {
        if (path.endsWith("writer")) return { answer: "end" };
        const query = path.includes("[0]") ? "a" : "b";
        return turn === 0 && request.calls.length > 0
          ? { calls: [{ name: "lookup", arguments: { query } }] }
          : { answer: `about ${query}` };
      },
    });
    expect(resultOf(ran)).toEqual(["about a", "about b", "end"]);
    expect(ran.prompts.get("main/found[0]/researcher:1")).toContain(
      "lookup failed: `lookup` failed: the index is broken",
    );
    expect(ran.prompts.get("main/found[1]/researcher:1")).toContain("lookup: fine");
    expect(ran.prompts.get("main/writer:0")).not.toContain("broken");
    expect(eventsOf(ran, "agent-ended").filter(({ path }) => path.includes("[0]"))).toHaveLength(1);
  });

  it("that fail once and may be repeated cost no tokens while they wait", async () => {
    let runs = 0;
    const ran = await runProgram({
      source: program("", "retry: 1"),
      tools: {
        lookup: () => {
          if (++runs === 1) throw new Error("busy");
          return "there";
        },
        count: () => 1,
      },
      script: {
        "main/researcher": [{ calls: [{ name: "lookup", arguments: { query: "x" } }] }, { answer: "ok" }],
      },
    });
    expect(ran.prompts.get("main/researcher:1")).toContain("lookup: there");
    const retrying = ran.events.findIndex(({ kind }) => kind === "tool-retrying");
    const ended = ran.events.findIndex(({ kind }) => kind === "tool-ended");
    expect(retrying).toBeGreaterThan(0);
    expect(ran.events.slice(retrying, ended).filter(({ kind }) => kind.startsWith("turn"))).toEqual([]);
    expect(ran.events[ended]).toMatchObject({ milliseconds: 250, outcome: "ok" });
  });

  it("see a result cut to the tokens that its tool allows, and are told so", async () => {
    const long = "word ".repeat(400).trim();
    const ran = await runProgram({
      source: program("", "result: 60"),
      tools: { lookup: () => long, count: () => 1 },
      script: {
        "main/researcher": [{ calls: [{ name: "lookup", arguments: { query: "x" } }] }, { answer: "ok" }],
      },
    });
    const [ended] = eventsOf(ran, "tool-ended");
    expect(ended).toMatchObject({ cut: true });
    expect(ended?.tokens).toBeLessThanOrEqual(60);
    expect(ended?.tokens).toBeGreaterThan(50);
    expect(ran.prompts.get("main/researcher:1")).toContain(
      `[cut: this is the beginning; the whole has ${long.length} characters]`,
    );
  });

  it("of another agent's don't hold up who generates meanwhile", async () => {
    const ran = await runProgram({
      source: `
        tool slow() -> string { from: "./tools.ts" }
        agent waiting() -> string { tools: [slow], turns: 2, prompt: "Wait." }
        agent writing() -> string { prompt: "Write." }
        flow main() -> { a: string, b: string } { return parallel { a: waiting(), b: writing() } }
      `,
      tools: { slow: () => start(() => bench.clock.sleep(500)).then(() => "late") },
      beside: function* (given) {
        bench = given;
      },
      script: {
        "main/parallel/a/waiting": [{ calls: [{ name: "slow", arguments: {} }] }, { answer: "done" }],
        "main/parallel/b/writing": [{ answer: "word ".repeat(40) }],
      },
    });
    const from = eventsOf(ran, "tool-started")[0]?.t ?? 0;
    const to = eventsOf(ran, "tool-ended")[0]?.t ?? 0;
    expect(to - from).toBeGreaterThanOrEqual(500);
    const deltas = eventsOf(ran, "turn-delta").filter(({ path, t }) => path.endsWith("writing") && t > from && t < to);
    expect(deltas.length).toBeGreaterThanOrEqual(2);
  });

  it("are at most as many in flight as the tool allows, first come, first served", async () => {
    let inFlight = 0;
    let most = 0;
    const served: Json[] = [];
    const ran = await runProgram({
      source: `
        tool slow(n: int) -> int { from: "./tools.ts", max: 4 }
        agent caller(base: int) -> string { tools: [slow], turns: 2, prompt: "Call \${base}." }
        flow main() -> string[] { return parallel base in [0, 4, 8] { caller(base) } }
      `,
      tools: {
        slow: async ({ n }) => {
          served.push(n ?? null);
          most = Math.max(most, ++inFlight);
          await start(() => bench.clock.sleep(100));
          inFlight--;
          return 1;
        },
      },
      beside: function* (given) {
        bench = given;
      },
      script: ({ turn, path }) => {
        const base = Number(/\[(\d)\]/.exec(path)?.[1]) * 4;
        if (turn > 0) return { answer: "ok" };
        return { calls: [0, 1, 2, 3].map((i) => ({ name: "slow", arguments: { n: base + i } })) };
      },
    });
    expect(resultOf(ran)).toEqual(["ok", "ok", "ok"]);
    expect(most).toBe(4);
    expect(served).toHaveLength(12);
    expect(eventsOf(ran, "tool-ended")).toHaveLength(12);
    const asked = eventsOf(ran, "tool-started").map(({ arguments: args }) => (args as { n: number }).n);
    expect(served).toEqual(asked);
  });

  it("fail the agent once when its device does, and no other", async () => {
    const ran = await runProgram({
      source: `
        agent one(n: int) -> int { prompt: "\${n}" }
        flow main() -> bool[] {
          let tries = parallel n in [1, 2] { try one(n) }
          return for t in tries { t.ok }
        }
      `,
      engine: { fail: failAt(0, "extend") },
    });
    expect(resultOf(ran)).toHaveLength(2);
    expect(eventsOf(ran, "agent-ended")).toHaveLength(2);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });
});

let bench: Bench;
