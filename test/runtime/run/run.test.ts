import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "./program.ts";

const planner = `
  schema Plan { steps: string[1..3] }
  agent planner(topic: string) -> Plan { prompt: "Plan \${topic}." }
  flow main(topic: string, count: int(1..9) = 3, half: number = 0.5) -> Plan { return planner("\${topic} \${count}") }
`;

describe("a run", () => {
  it("gives the value of its flow and reads what the prompt says", async () => {
    const ran = await runProgram({
      source: planner,
      arguments: { topic: "tea" },
      script: { "main/planner": [{ answer: { steps: ["boil", "pour"] } }] },
    });
    expect(resultOf(ran)).toEqual({ steps: ["boil", "pour"] });
    expect(ran.prompts.get("main/planner:0")).toContain("Plan tea 3.");
  });

  it("numbers its events without gaps and in time, and ends with its end", async () => {
    const { events } = await runProgram({ source: planner, arguments: { topic: "tea" } });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
    expect(events.every((event, index) => index === 0 || event.t >= (events[index - 1]?.t ?? 0))).toBe(true);
    expect(events[0]?.kind).toBe("run-started");
    expect(events.at(-1)?.kind).toBe("run-ended");
  });

  it("tells of a node, its agent, its turn and their ends in that order", async () => {
    const { events } = await runProgram({ source: planner, arguments: { topic: "tea" } });
    const kinds = events.filter(({ path }) => path === "main/planner").map(({ kind }) => kind);
    expect(kinds).toEqual([
      "node-started",
      "agent-started",
      "context-opened",
      "context-grown",
      "turn-started",
      ...kinds.filter((kind) => kind === "turn-delta"),
      "turn-ended",
      "context-grown",
      "context-released",
      "agent-ended",
      "node-ended",
    ]);
    expect(events.find(({ kind }) => kind === "node-started")).toMatchObject({ parent: "main", node: "agent" });
  });

  it("gives the same events for the same seed", async () => {
    const program = { source: planner, arguments: { topic: "tea" } };
    const [first, second] = [await runProgram(program), await runProgram(program)];
    expect(second.events).toEqual(first.events);
  });

  it("gives each path a seed of its own, and another run seed gives others", async () => {
    const source = `
      agent coin(n: int) -> bool { prompt: "Toss \${n}." }
      flow main() -> bool[] { return parallel n in [1, 2] { coin(n) } }
    `;
    const seeds = async (seed: number) => {
      const found: number[] = [];
      await runProgram({
        source,
        options: { seed },
        script: ({ request }) => {
          found.push(request.sampling.seed);
          return undefined;
        },
      });
      return found.sort();
    };
    const [first, again, other] = [await seeds(1), await seeds(1), await seeds(2)];
    expect(new Set(first).size).toBe(2);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("refuses arguments that don't fit before any model is opened", async () => {
    const wrong = await runProgram({ source: planner, arguments: { topic: "tea", count: 12 } });
    expect(failureOf(wrong)).toMatchObject({ reason: "check", path: "main" });
    expect(failureOf(wrong).message).toContain("The argument `count` does not fit its type");
    const missing = await runProgram({ source: planner });
    expect(failureOf(missing).message).toBe("The argument `topic` is missing, and it has no default.");
    const unknown = await runProgram({ source: planner, arguments: { topics: "tea" } });
    expect(failureOf(unknown)).toMatchObject({
      message: "`main` has no parameter `topics`.",
      hint: "It takes topic, count, half.",
    });
    for (const ran of [wrong, missing, unknown]) expect(eventsOf(ran, "model-loading")).toEqual([]);
  });

  it("refuses a flow that there is not", async () => {
    const ran = await runProgram({ source: planner, flow: "mian" });
    expect(failureOf(ran)).toMatchObject({ message: "There is no flow `mian`.", hint: "There are: main." });
  });

  it("says which tool has no code, at the tool's place, before any model is opened", async () => {
    const ran = await runProgram({
      source: `
        tool fetch(url: string) -> string { from: "./tools.ts" }
        agent reader(url: string) -> string { tools: [fetch], prompt: "Read \${url}." }
        flow main() -> string { return reader("a") }
      `,
    });
    expect(failureOf(ran)).toMatchObject({ reason: "tool", at: { line: 2 } });
    expect(failureOf(ran).message).toBe("The tool `fetch` can't be loaded. The test has no such tool.");
    expect(eventsOf(ran, "model-loading")).toEqual([]);
  });

  it("works out values without any model", async () => {
    const ran = await runProgram({
      source: `flow main(xs: int[] = [3, 1, 2]) -> { sum: int, text: string } {
        let double = for x in xs if x > 1 { x * 2 }
        return { sum: double[0] ?? 0, text: "first \${double[0] ?? 0}" }
      }`,
    });
    expect(resultOf(ran)).toEqual({ sum: 6, text: "first 6" });
    expect(eventsOf(ran, "model-loading")).toEqual([]);
  });

  it("cuts values to their types where they enter parameters and results", async () => {
    const ran = await runProgram({
      source: `
        schema Small { a: string }
        schema Large { a: string, secret: string }
        agent source() -> Large { prompt: "Go." }
        agent reader(small: Small) -> string { prompt: "Read \${small}." }
        flow main() -> Small {
          let large = source()
          share reader(large)
          return large
        }
      `,
      script: {
        "main/large": [{ answer: { a: "x", secret: "hidden" } }],
        "main/reader": [{ answer: "ok" }],
      },
    });
    expect(resultOf(ran)).toEqual({ a: "x" });
    expect(ran.prompts.get("main/reader:0")).toContain('Read {"a":"x"}.');
  });

  it("runs a called flow below the path of its call", async () => {
    const ran = await runProgram({
      source: `
        agent one(n: int) -> int { prompt: "\${n}" }
        flow inner(n: int) -> int { return one(n) }
        flow main() -> int { let first = inner(1)
          return first + inner(2) }
      `,
      flow: "main",
      script: { "main/first/one": [{ answer: 10 }], "main/inner/one": [{ answer: 20 }] },
    });
    expect(resultOf(ran)).toBe(30);
  });

  it("leaves nothing on the engine", async () => {
    const { after } = await runProgram({ source: planner, arguments: { topic: "tea" } });
    expect(after).toMatchObject({ branches: 0, cells: 0, reserved: 0, waiting: 0 });
  });
});
