import { spawn, run as start } from "effection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScriptedEngine, useScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { Event } from "../../../runtime/events/event.ts";
import { run } from "../../../runtime/run/run.ts";
import { eventsOf, graphOf, resultOf, runProgram } from "./program.ts";

const team = `
  tool slow(n: int) -> int { from: "./tools.ts" }
  agent planner(n: int) -> int[2..3] { prompt: "Plan \${n}." }
  agent worker(n: int) -> int { tools: [slow], turns: 3, retry: 1, timeout: 60s, prompt: "Work \${n}." }
  agent writer() -> string { prompt: "Write." }
  flow part(n: int) -> string {
    spine { system: "A team of its own for this part." }
    let plan = planner(n)
    share plan
    let done = parallel m in plan { try worker(m) }
    let quick = race { writer(), writer() }
    return writer() from plan
  }
  flow main() -> string[] {
    spine { system: "All of them." }
    return parallel(max: 2) n in [1, 2, 3] { part(n) }
  }
`;
const script = ({ path, turn, request }: { path: string; turn: number; request: { calls: readonly unknown[] } }) => {
  if (path.endsWith("plan")) return { answer: [1, 2, 3] };
  if (path.includes("worker") && turn === 0 && request.calls.length > 0)
    return { calls: [{ name: "slow", arguments: { n: turn } }] };
  if (path.includes("worker")) return { answer: 3, after: 200 };
  return { answer: "text of some length" };
};

const graph = graphOf(team);

/** Runs the team, halts it after so many milliseconds, and gives what is left on the engine then. */
function haltAfter(milliseconds: number) {
  return start(function* () {
    const clock = createSimulatedClock();
    const events: Event[] = [];
    const engine: ScriptedEngine = yield* useScriptedEngine({ script, clock, types: graph.types, cells: 2_000 });
    let aborted = 0;
    let started = 0;
    const task = yield* spawn(() =>
      run(graph, {
        flow: "main",
        arguments: {},
        clock,
        seed: 1,
        onEvent: (event) => events.push(event),
        grants: new Set(),
        workspace: "/",
        directory: "/",
        *engine() {
          return engine;
        },
        *tools() {
          return {
            kind: "loaded",
            handler: (_, { signal }) => {
              started++;
              signal.addEventListener("abort", () => aborted++);
              return start(() => clock.sleep(300)).then(() => 1);
            },
          };
        },
      }),
    );
    yield* clock.sleep(milliseconds);
    yield* task.halt();
    const usage = engine.usage();
    const counted = yield* engine.device.recount();
    return { events, usage, counted, live: engine.device.live(), aborted, started };
  });
}

describe("leaving a scope", () => {
  it("releases every branch that was made in it, though the run goes on", async () => {
    const ran = await runProgram({
      source: `
        agent one(n: int) -> int { prompt: "One \${n}." }
        agent last() -> string { prompt: "Last." }
        flow inner() -> int[] {
          spine { system: "Inner." }
          share one(0)
          return parallel n in [1, 2, 3] { one(n) }
        }
        flow main() -> string {
          let all = try inner()
          return last()
        }`,
      flow: "main",
      script: ({ path }) => (path.includes("[1]") ? { fail: "no" } : undefined),
      *beside({ clock, events, engine }) {
        // Looks when the last agent has just been let in: only what is its own may be there.
        while (!events.some(({ kind, path }) => kind === "context-opened" && path === "main/last"))
          yield* clock.sleep(1);
        seen = engine().usage().branches;
      },
    });
    resultOf(ran);
    expect(seen).toBe(1);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
  });

  it("by a halt leaves nothing, whenever it comes, and every agent has exactly one end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 9_000 }), async (milliseconds) => {
        const { events, usage, counted, live } = await haltAfter(milliseconds);
        expect(usage).toMatchObject({ branches: 0, cells: 0, reserved: 0, waiting: 0 });
        expect(counted).toEqual({ cells: 0, branches: new Map() });
        expect(live).toEqual([]);
        const begun = new Set(eventsOf({ events }, "agent-started").map(({ path }) => path));
        const ended = eventsOf({ events }, "agent-ended").map(({ path }) => path);
        expect(ended.sort()).toEqual([...begun].sort());
        const nodes = eventsOf({ events }, "node-started").map(({ path }) => path);
        expect(
          eventsOf({ events }, "node-ended")
            .map(({ path }) => path)
            .sort(),
        ).toEqual(nodes.sort());
        expect(events.filter(({ kind }) => kind === "run-ended")).toHaveLength(1);
        expect(events.at(-1)?.kind).toBe("run-ended");
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
      }),
      { numRuns: 25 },
    );
  });

  it("by a halt tells so, and aborts the tools under way", async () => {
    const { events, aborted, started } = await haltAfter(300);
    expect(events.at(-1)).toMatchObject({ kind: "run-ended", outcome: { kind: "halted" } });
    expect(started).toBeGreaterThan(0);
    expect(aborted).toBeGreaterThan(0);
  });
});

describe("a small cache", () => {
  const crowd = `
    tool read(n: int) -> string { from: "./tools.ts", result: 200 }
    agent reader(n: int) -> string(1..40) { tools: [read], turns: 2, tokens: 60, prompt: "Read \${n}." }
    flow main() -> string[] { return parallel n in [1, 2, 3, 4, 5, 6] { reader(n) } }
  `;

  it("lets agents wait for room, and all of them end", async () => {
    const ran = await runProgram({
      source: crowd,
      engine: { cells: 700 },
      tools: { read: () => "word ".repeat(300) },
      script: ({ turn }) => (turn === 0 ? { calls: [{ name: "read", arguments: { n: 1 } }] } : { answer: "read it" }),
    });
    expect(resultOf(ran)).toEqual(Array(6).fill("read it"));
    expect(eventsOf(ran, "wait-began").some(({ why }) => why === "room")).toBe(true);
    expect(ran.after).toMatchObject({ branches: 0, cells: 0 });
  });

  it("that is nearly used up stops an agent in time, and it still gives a valid value", async () => {
    const ran = await runProgram({
      source: `
        agent writer() -> string(1..2000) { prompt: "Write.", tokens: 900 }
        flow main() -> string { return writer() }
      `,
      engine: { cells: 320 },
      script: ({ turn }) => ({ answer: turn === 0 ? "word ".repeat(300) : "short" }),
    });
    expect(resultOf(ran)).toBe("short");
    expect(eventsOf(ran, "recovery-started")).toMatchObject([{ reason: "room" }]);
    expect(eventsOf(ran, "agent-ended")).toMatchObject([{ outcome: { recovered: true } }]);
  });

  it("that can never hold an agent's prompt fails it with a sentence", async () => {
    const ran = await runProgram({
      source: `
        agent reader(text: string) -> string { prompt: "Read \${text}." }
        flow main() -> string { return reader("\${"word"}") }
      `,
      engine: { cells: 64 },
    });
    expect(ran.outcome).toMatchObject({ kind: "failed", failure: { reason: "room", path: "main/reader" } });
  });
});

let seen = -1;
