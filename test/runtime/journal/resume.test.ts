import { run as start } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Script } from "../../../runtime/engine/scripted/script.ts";
import { rehearse } from "../../../runtime/journal/rehearse.ts";
import { openRun } from "../../../runtime/journal/runs.ts";
import { eventsOf, failureOf, graphOf, resultOf } from "../run/program.ts";
import { inFolder, record, resume } from "./recorded-run.ts";

const team = `
  /// Looks something up.
  tool look(q: string) -> string { from: "./tools.ts" }
  /// Tells somebody.
  tool post(text: string) -> string { from: "./tools.ts", effect: true }
  agent planner(n: int) -> int[2..3] { prompt: "Plan \${n}." }
  agent helper(n: int) -> int { prompt: "Help \${n}." }
  agent worker(n: int) -> int { tools: [look, helper], turns: 4, prompt: "Work \${n}." }
  agent clumsy(n: int) -> int { retry: 1, prompt: "Try \${n}." }
  agent poster(n: int) -> string { tools: [post], turns: 3, prompt: "Post \${n}." }
  agent writer() -> string { prompt: "Write." }
  agent better(text: string) -> string { prompt: "Better: \${text}" }
  agent adder(ns: int[]) -> int { prompt: "Add \${ns}" }
  flow part(n: int) -> string {
    spine { system: "A team of its own for this part." }
    let plan = planner(n)
    share plan
    let done = parallel(max: 2) m in plan { try worker(m) }
    let tried = clumsy(n)
    share tried
    let quick = race { writer(), better("quick") }
    let sum = reduce plan by 2 { adder(it) }
    let posted = poster(n)
    let said = post("flow \${n}")
    let best = diverge 3 { writer() } by vote
    let draft = repeat 2 with text = writer() { better(text) }
    let graph = dag { a: writer(), b: better(a), c: writer() after [a] }
    let steps = chain { first: writer(), second: better(first) }
    return better("\${posted} \${said} \${best.best} \${draft} \${graph.b} \${steps.second} \${sum} \${quick}") from plan
  }
  flow main() -> string[] {
    spine { system: "All of them." }
    return parallel n in [1, 2] { part(n) }
  }
`;

const script: Script = ({ path, turn, request, prompt }) => {
  if (path.endsWith("/plan")) return { answer: path.includes("[0]") ? [1, 2] : [3, 4, 5] };
  if (path.endsWith("/helper")) return { answer: 7, after: 5 };
  if (path.includes("/worker")) {
    if (turn === 0) return { calls: [{ name: "look", arguments: { q: path } }] };
    if (turn === 1) return { calls: [{ name: "helper", arguments: { n: 1 } }] };
    return path.includes("[1]/worker") ? { fail: "the device gave up" } : { answer: turn, after: 20 };
  }
  if (path.endsWith("/tried")) return { text: "no number" };
  if (path.includes("/tried!1")) return { answer: 1 };
  if (path.includes("/posted") && turn === 0)
    return { calls: [{ name: "post", arguments: { text: `agent ${path}` } }] };
  if (request.answer?.type.kind === "number") return { answer: prompt.length };
  // What it writes depends on all that it reads: a context restored otherwise would show.
  return { answer: `wrote ${prompt.length}`, after: path.includes("[1]") ? 9 : 3 };
};

/** Carries the team out and counts what it posts. */
function world() {
  const posted: string[] = [];
  const tools = {
    look: async ({ q }: { readonly q?: unknown }) => `found ${String(q).length}`,
    post: async ({ text }: { readonly text?: unknown }) => {
      posted.push(String(text));
      return "posted";
    },
  };
  return { posted, program: { source: team, script, tools } };
}

describe("a run that is taken up again", () => {
  it("ends as if it had never been cut, wherever that was, and repeats no effect", { timeout: 120_000 }, async () => {
    const whole = world();
    const uncut = await inFolder((folder) => record(whole.program, folder));
    const value = resultOf(uncut);
    const all = [...whole.posted].sort();
    expect(all).toHaveLength(4);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: uncut.writes }),
        fc.integer({ min: 1, max: uncut.writes }),
        async (first, second) => {
          const { posted, program } = world();
          await inFolder(async (folder) => {
            await record(program, folder, first);
            const doubtful = { ...program, options: { effects: "skip" as const } };
            await resume(doubtful, folder, second);
            const again = await resume(doubtful, folder);
            expect(new Set(posted).size).toBe(posted.length);
            // An effect in doubt that is skipped is told as an error: then the rest may differ.
            const lines = JSON.stringify(again.events);
            if (!lines.includes("nobody knows whether")) expect(resultOf(again)).toEqual(value);
          });
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 8) },
    );
  });
});

describe("what is done again", () => {
  const pair = (second: string) => `
    agent first(n: int) -> int { prompt: "First \${n}." }
    agent second(n: int) -> int { prompt: "${second} \${n}." }
    agent third(n: int) -> int { prompt: "Third \${n}." }
    agent apart() -> int { prompt: "Apart." }
    flow main() -> int[] {
      let a = first(1)
      let b = second(a)
      let c = third(b)
      let d = apart()
      return [a, b, c, d]
    }
  `;

  it("is nothing where all is finished: no model is opened", async () => {
    await inFolder(async (folder) => {
      const source = pair("Second");
      const whole = await record({ source }, folder);
      const again = await resume({ source }, folder);
      expect(again.outcome).toEqual(whole.outcome);
      expect(again.prompts.size).toBe(0);
      expect(eventsOf(again, "model-loading")).toEqual([]);
      expect(eventsOf(again, "agent-ended").every(({ restored }) => restored)).toBe(true);
      expect(eventsOf(again, "run-started")).toMatchObject([{ run: whole.id, resumed: true }]);
    });
  });

  it("is what was changed and what depends on it, and a resume can say so before", async () => {
    await inFolder(async (folder) => {
      const values: Script = ({ path, prompt }) => ({ answer: path.endsWith("/d") ? 4 : prompt.length });
      await record({ source: pair("Second"), script: values }, folder);
      // Lines that move are no change.
      const source = `// A remark.\n\n${pair("Otherwise")}`;
      const run = await openRun(folder, "last");
      const repeated = await start(() => rehearse(graphOf(source), run.header, run.recorded()));
      run.close();
      expect(repeated).toEqual({ changed: ["main/b"], after: ["main/c", "main/d"] });
      const again = await resume({ source, script: values }, folder);
      expect([...again.prompts.keys()]).toEqual(["main/b:0", "main/c:0"]);
    });
  });

  it("is a turn that had not ended, and not the turns before it", async () => {
    const source = `
      tool look(n: int) -> int { from: "./tools.ts" }
      agent worker() -> int { tools: [look], turns: 4, prompt: "Work." }
      flow main() -> int { return worker() }
    `;
    const script: Script = ({ turn }) =>
      turn < 2 ? { calls: [{ name: "look", arguments: { n: turn } }] } : { answer: 9, after: 1 };
    const looked: unknown[] = [];
    const tools = {
      look: async ({ n }: { readonly n?: unknown }) => {
        looked.push(n);
        return 1;
      },
    };
    await inFolder(async (folder) => {
      const uncut = await record({ source, script, tools }, folder);
      const third = uncut.prompts.get("main/worker:2");
      looked.length = 0;
      await record({ source, script, tools }, folder, (event) => event.kind === "turn-started" && event.turn === 2);
      const again = await resume({ source, script, tools }, folder);
      expect(resultOf(again)).toBe(9);
      // All that it read before it was cut, word by word.
      expect([...again.prompts]).toEqual([["main/worker:2", third]]);
      expect(looked).toEqual([0, 1]);
      expect(eventsOf(again, "agent-ended")).toMatchObject([{ turns: 3 }]);
    });
  });

  it("is an attempt more where the run had failed, told what was wrong with the last", async () => {
    const source = `
      agent wrong() -> int { prompt: "Try." }
      agent right() -> int { prompt: "Be right." }
      flow main() -> int { let a = right()
        let b = wrong()
        return a + b }
    `;
    await inFolder(async (folder) => {
      const failing: Script = ({ path }) => (path.endsWith("/b") ? { fail: "no" } : { answer: 1 });
      const failed = await record({ source, script: failing }, folder);
      expect(failureOf(failed).path).toBe("main/b");
      const again = await resume({ source, script: () => ({ answer: 1 }) }, folder);
      expect(resultOf(again)).toBe(2);
      expect([...again.prompts.keys()]).toEqual(["main/b!1:0"]);
      expect(again.prompts.get("main/b!1:0")).toContain("An earlier attempt at this failed.");
    });
  });

  it("is nothing of a race that was won, and nothing that a `try` caught", async () => {
    const source = `
      agent quick() -> string { prompt: "Quick." }
      agent slow() -> string { prompt: "Slow." }
      agent bad() -> string { prompt: "Bad." }
      agent last(text: string) -> string { prompt: "Last \${text}." }
      flow main() -> string {
        let won = race { slow(), quick() }
        let caught = try bad()
        let more = last("\${won} \${caught.ok}")
        return last(more) from won
      }
    `;
    const script: Script = ({ path }) => {
      if (path.endsWith("/slow")) return { answer: "slow", after: 500 };
      if (path.endsWith("/bad")) return { fail: "no" };
      return { answer: path.endsWith("/quick") ? "quick" : "end", after: 5 };
    };
    await inFolder(async (folder) => {
      const uncut = await record({ source, script }, folder);
      await record({ source, script }, folder, (event) => event.kind === "turn-started" && event.path === "main/last");
      const again = await resume({ source, script }, folder);
      expect(again.outcome).toEqual(uncut.outcome);
      expect([...again.prompts.keys()]).toEqual(["main/last:0"]);
      expect(again.prompts.get("main/last:0")).toBe(uncut.prompts.get("main/last:0"));
    });
  });
});
