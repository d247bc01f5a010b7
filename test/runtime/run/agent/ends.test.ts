import { describe, expect, it } from "vitest";
import { eventsOf, failureOf, resultOf, runProgram } from "../program.ts";

const never = (properties: string) => `
  tool lookup(query: string) -> string { from: "./tools.ts" }
  agent researcher() -> string {
    tools: [lookup]
    prompt: "Find out."
    ${properties}
  }
  flow main() -> string { return researcher() }
`;
const tools = { lookup: () => "nothing yet" };
const calling = { calls: [{ name: "lookup", arguments: { query: "x" } }] };
const raw = `<tool_call>\n{"name": "lookup", "arguments": {"query": "x"}}\n</tool_call>`;

describe("an agent that never finishes", () => {
  it("has its turns, and is asked once for its value", async () => {
    const ran = await runProgram({
      source: never("turns: 3"),
      tools,
      script: { "main/researcher": [calling, calling, { text: raw }, { answer: "my best" }] },
    });
    expect(resultOf(ran)).toBe("my best");
    expect(eventsOf(ran, "turn-started").map(({ turn }) => turn)).toEqual([0, 1, 2, 3]);
    expect(eventsOf(ran, "recovery-started")).toMatchObject([{ reason: "turns" }]);
    expect(eventsOf(ran, "agent-ended")).toMatchObject([{ outcome: { kind: "done", recovered: true }, turns: 4 }]);
    expect(ran.prompts.get("main/researcher:3")).toContain("You have used up your turns.");
  });

  it("fails after its turns and one recovery, and not after more", async () => {
    const ran = await runProgram({
      source: never("turns: 3"),
      tools,
      script: { "main/researcher": [calling, calling, { text: raw }, { text: raw }] },
    });
    expect(failureOf(ran)).toMatchObject({ path: "main/researcher", attempts: 1, at: { line: 8 } });
    expect(eventsOf(ran, "turn-started")).toHaveLength(4);
    expect(eventsOf(ran, "agent-ended")).toHaveLength(1);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("may not call anything in its last turn", async () => {
    const allowed: number[] = [];
    await runProgram({
      source: never("turns: 3"),
      tools,
      script: ({ request, turn }) => {
        allowed.push(request.calls.length);
        return turn < 2 ? calling : { answer: "ok" };
      },
    });
    expect(allowed).toEqual([1, 1, 0]);
  });
});

describe("an agent whose tokens are used up", () => {
  const source = `
    agent writer() -> string { prompt: "Write.", tokens: 100 }
    flow main() -> string { return writer() }
  `;

  it("is asked once for a value out of what was kept back", async () => {
    const ran = await runProgram({
      source,
      script: ({ turn, request }) => {
        expect(request.tokens).toBe(turn === 0 ? 80 : 20);
        return { answer: turn === 0 ? "word ".repeat(300) : "short" };
      },
    });
    expect(resultOf(ran)).toBe("short");
    expect(eventsOf(ran, "recovery-started")).toMatchObject([{ reason: "tokens" }]);
    const [ended] = eventsOf(ran, "agent-ended");
    expect(ended).toMatchObject({ outcome: { recovered: true } });
    expect(ended?.tokens).toBeLessThanOrEqual(100);
    // What was half written is not there any more when it is asked again.
    expect(ran.prompts.get("main/writer:1")).not.toContain("word word");
  });

  it("has failed if it can't give one", async () => {
    const ran = await runProgram({ source, script: () => ({ answer: "word ".repeat(300) }) });
    expect(failureOf(ran)).toMatchObject({
      reason: "tokens",
      message: "`writer` used up its 100 tokens and had no value when it was asked once more.",
    });
    expect(failureOf(ran).hint).toContain("`tokens`");
  });
});

describe("an agent whose time is up", () => {
  const source = `
    agent slow(n: int) -> string { prompt: "Be slow \${n}.", timeout: 10s, tokens: 50 }
    flow main() -> string[] {
      let tries = parallel n in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] { try slow(n) }
      return for t in tries { if t.ok { t.value } else { t.error } }
    }
  `;

  it("gives a value or fails, ten of them in one tick as well", async () => {
    const ran = await runProgram({
      source,
      engine: { cells: 2048 },
      script: ({ path, turn }) => {
        if (turn === 0) return { hang: true };
        return Number(/\[(\d)\]/.exec(path)?.[1]) % 2 === 0 ? { answer: "in time" } : { hang: true };
      },
    });
    const late = "`slow` was not done within 10 s and had no value when it was asked once more.";
    expect(resultOf(ran)).toEqual([0, 1, 2, 3, 4].flatMap(() => ["in time", late]));
    const started = eventsOf(ran, "recovery-started");
    expect(started).toHaveLength(10);
    expect(eventsOf(ran, "agent-ended")).toHaveLength(10);
    expect(ran.milliseconds).toBeLessThan(11_000);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
  });

  it("stops its tools as well, and says so to the model", async () => {
    let aborted = false;
    const ran = await runProgram({
      source: `
        tool slow() -> string { from: "./tools.ts" }
        agent caller() -> string { tools: [slow], prompt: "Call.", timeout: 10s }
        flow main() -> string { return caller() }
      `,
      tools: {
        slow: (_, { signal }) =>
          new Promise(() => {
            signal.addEventListener("abort", () => {
              aborted = true;
            });
          }),
      },
      script: { "main/caller": [{ calls: [{ name: "slow", arguments: {} }] }, { answer: "without it" }] },
    });
    expect(resultOf(ran)).toBe("without it");
    expect(aborted).toBe(true);
    expect(ran.prompts.get("main/caller:1")).toContain("slow failed: It was stopped before it was done.");
    expect(eventsOf(ran, "tool-ended")).toMatchObject([{ outcome: "error" }]);
  });
});

describe("a new attempt", () => {
  const source = `
    agent finder() -> url { prompt: "Find.", retry: 2 }
    flow main() -> url { return finder() }
  `;

  it("is told what was wrong with the last, on a fork anew", async () => {
    const ran = await runProgram({
      source,
      script: {
        "main/finder": [{ text: '"no url at all"' }],
        "main/finder!1": [{ text: '"nor this"' }],
        "main/finder!2": [{ answer: "https://example.org/" }],
      },
    });
    expect(resultOf(ran)).toBe("https://example.org/");
    expect(eventsOf(ran, "attempt-failed").map(({ attempt }) => attempt)).toEqual([0, 1]);
    expect(eventsOf(ran, "agent-started").map(({ attempt }) => attempt)).toEqual([0, 1, 2]);
    expect(eventsOf(ran, "agent-ended")).toHaveLength(1);
    const third = ran.prompts.get("main/finder!2:0") ?? "";
    expect(third).toContain("An earlier attempt at this failed.");
    expect(third).not.toContain("no url at all");
  });

  it("is told no more than the beginning of what was wrong where that is long", async () => {
    const fail = "It broke into pieces. ".repeat(400);
    const ran = await runProgram({
      source,
      script: {
        "main/finder": [{ fail }, { fail }],
        "main/finder!1": [{ answer: "https://example.org/" }],
      },
    });
    expect(resultOf(ran)).toBe("https://example.org/");
    const second = ran.prompts.get("main/finder!1:0") ?? "";
    expect(second).toContain("An earlier attempt at this failed.");
    expect(second).toContain("[cut: this is the beginning;");
    expect(second.length).toBeLessThan(fail.length / 4);
  });

  it("is not made when all have failed; the failure tells how many there were", async () => {
    const ran = await runProgram({ source, script: () => ({ text: '"never"' }) });
    expect(failureOf(ran)).toMatchObject({ reason: "invalid", attempts: 3 });
  });

  it("is not made after a tool with an effect ran", async () => {
    let runs = 0;
    const ran = await runProgram({
      source: `
        tool send(text: string) -> bool { from: "./tools.ts", effect: true }
        agent sender() -> url { tools: [send], turns: 2, retry: 3, prompt: "Send." }
        flow main() -> url { return sender() }
      `,
      tools: {
        send: () => {
          runs++;
          return true;
        },
      },
      script: { "main/sender": [{ calls: [{ name: "send", arguments: { text: "x" } }] }, { text: '"no"' }] },
    });
    expect(failureOf(ran)).toMatchObject({ reason: "invalid", attempts: 1 });
    expect(runs).toBe(1);
  });
});

describe("thinking", () => {
  it("comes before the answer and is told apart from it", async () => {
    const ran = await runProgram({
      source: `
        agent solver() -> int { reason: 50, prompt: "Solve." }
        flow main() -> int { return solver() }
      `,
      script: { "main/solver": [{ reason: "six times seven", answer: 42 }] },
    });
    expect(resultOf(ran)).toBe(42);
    const texts = eventsOf(ran, "turn-delta").reduce<Record<string, string>>((all, { channel, text }) => {
      all[channel] = (all[channel] ?? "") + text;
      return all;
    }, {});
    expect(texts.reason).toContain("six times seven");
    expect(texts.answer).toContain("42");
  });
});

describe("an agent's settings", () => {
  it("reach the sampler", async () => {
    const found: unknown[] = [];
    await runProgram({
      source: `
        agent a() -> int { prompt: "x", temperature: 0.9, top_p: 0.5, top_k: 7, min_p: 0.1, seed: 3 }
        agent b() -> int { prompt: "y" }
        flow main() -> int { return a() + b() }
      `,
      script: ({ request: { sampling } }) => {
        found.push({ ...sampling, seed: 0 });
        return undefined;
      },
    });
    expect(found).toEqual([
      { temperature: 0.9, topP: 0.5, topK: 7, minP: 0.1, seed: 0 },
      { temperature: 0.3, topP: 0.95, topK: 40, minP: 0.05, seed: 0 },
    ]);
  });

  it("without a prompt it reads its doc comment and its arguments", async () => {
    const ran = await runProgram({
      source: `
        /// Solves a sum.
        agent solver(sum: string, steps: int[]) -> int { system: "You are exact." }
        flow main() -> int { return solver("1 + 1", [1]) }
      `,
    });
    expect(ran.prompts.get("main/solver:0")).toContain("You are exact.\n\nSolves a sum.\nsum: 1 + 1\nsteps: [1]\n");
  });
});
