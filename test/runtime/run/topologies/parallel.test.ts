import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "../program.ts";

const each = (max = "") => `
  agent judge(n: int) -> int { prompt: "Judge \${n}." }
  flow main(ns: int[] = [1, 2, 3, 4, 5]) -> int[] {
    spine { system: "You are one of a team that judges numbers with care, whatever they may be." }
    return parallel${max} n in ns { judge(n) }
  }
`;

describe("parallel over a list", () => {
  it("gives the values in the order of the list, whoever is first", async () => {
    const ran = await runProgram({
      source: each(),
      script: ({ path }) => {
        const index = Number(/\[(\d)\]/.exec(path)?.[1]);
        return { answer: index * 10, after: 500 - index * 100 };
      },
    });
    expect(resultOf(ran)).toEqual([0, 10, 20, 30, 40]);
    const ends = eventsOf(ran, "agent-ended").map(({ path }) => path);
    expect(ends).toEqual([4, 3, 2, 1, 0].map((index) => `main/parallel[${index}]/judge`));
  });

  it("decodes the spine once for all of them", async () => {
    const ran = await runProgram({ source: each() });
    const opened = eventsOf(ran, "context-opened");
    const spine = eventsOf(ran, "context-grown").find(({ entry }) => entry === "system")?.tokens ?? 0;
    expect(spine).toBeGreaterThan(10);
    expect(opened.map(({ tokens }) => tokens)).toEqual([spine, spine, spine, spine, spine]);
    const decoded = opened.reduce((sum, { tokens, shared }) => sum + tokens - shared, 0);
    expect(decoded).toBe(spine);
  });

  it("lets so many run at once as it is told, and starts them in order", async () => {
    const ran = await runProgram({ source: each("(max: 2)") });
    let running = 0;
    let most = 0;
    for (const { kind } of ran.events) {
      if (kind === "agent-started") most = Math.max(most, ++running);
      if (kind === "agent-ended") running--;
    }
    expect(most).toBe(2);
    expect(eventsOf(ran, "agent-started").map(({ path }) => path)).toEqual(
      [0, 1, 2, 3, 4].map((index) => `main/parallel[${index}]/judge`),
    );
  });

  it("is an empty list over an empty one, and opens no model", async () => {
    const ran = await runProgram({ source: each(), arguments: { ns: [] } });
    expect(resultOf(ran)).toEqual([]);
    expect(eventsOf(ran, "model-loading")).toEqual([]);
  });

  it("halts the others when one fails, and says which", async () => {
    const ran = await runProgram({
      source: each(),
      script: {
        "main/parallel[1]/judge": [{ text: "no number", after: 100 }, { text: "still none" }],
        "main/parallel[0]/judge": [{ answer: 1 }],
        "main/parallel[*]/judge": [{ hang: true }],
      },
    });
    expect(failureOf(ran)).toMatchObject({ path: "main/parallel[1]/judge", at: { line: 5 } });
    const ends = Object.fromEntries(eventsOf(ran, "agent-ended").map(({ path, outcome }) => [path, outcome.kind]));
    expect(ends).toEqual({
      "main/parallel[0]/judge": "done",
      "main/parallel[1]/judge": "failed",
      "main/parallel[2]/judge": "halted",
      "main/parallel[3]/judge": "halted",
      "main/parallel[4]/judge": "halted",
    });
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("goes on when a failure is caught", async () => {
    const ran = await runProgram({
      source: `
        agent judge(n: int) -> int { prompt: "Judge \${n}." }
        flow main() -> { good: int[], errors: string[] } {
          let tries = parallel n in [1, 2, 3] { try judge(n) }
          return { good: for t in tries if t.ok { t.value }, errors: for t in tries if !t.ok { t.error } }
        }
      `,
      script: {
        "main/tries[1]/try/judge": [{ fail: "the cable is out" }, { fail: "still out" }],
        "main/tries[*]/try/judge": [{ answer: 7, after: 300 }],
      },
    });
    expect(resultOf(ran)).toEqual({
      good: [7, 7],
      errors: ["`judge` could not be carried out: the cable is out"],
    });
  });

  it("tells the number of its branches before they start", async () => {
    const ran = await runProgram({ source: each() });
    const started = eventsOf(ran, "node-started").find(({ node }) => node === "parallel");
    expect(started).toMatchObject({ items: 5, label: "parallel n in ns" });
  });
});

describe("parallel over a record", () => {
  const source = `
    agent claims(topic: string) -> string { prompt: "Claims about \${topic}." }
    agent figures(topic: string) -> int { prompt: "Figures about \${topic}." }
    flow main() -> { claims: string, figures: int } {
      return parallel { claims: claims("tea"), figures: figures("tea") }
    }
  `;

  it("gives a record in the written order", async () => {
    const ran = await runProgram({
      source,
      script: ({ path }) => (path.endsWith("claims") ? { answer: "many", after: 100 } : { answer: 3 }),
    });
    expect(resultOf(ran)).toEqual({ claims: "many", figures: 3 });
    expect(Object.keys(resultOf(ran) as object)).toEqual(["claims", "figures"]);
  });

  it("shows none of them what another gave", async () => {
    const ran = await runProgram({ source, script: ({ path }) => ({ answer: path.endsWith("claims") ? "many" : 3 }) });
    for (const prompt of ran.prompts.values()) expect(prompt).not.toContain("many");
  });
});
