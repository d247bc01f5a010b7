import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Script } from "../../../runtime/engine/scripted/script.ts";
import { eventsOf, failureOf, resultOf } from "../run/program.ts";
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
      { numRuns: 25 },
    );
  });
});
void [eventsOf, failureOf];
