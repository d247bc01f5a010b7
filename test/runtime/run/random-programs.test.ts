import { run as start } from "effection";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import { type Bench, eventsOf, runProgram } from "./program.ts";

/** A topology over agents that call a tool. */
type Tree =
  | { readonly kind: "agent" }
  | { readonly kind: "parallel" | "chain" | "race" | "dag"; readonly inner: readonly Tree[] }
  | { readonly kind: "list" | "diverge" | "try"; readonly inner: readonly [Tree] };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
  const several = fc.array(tie("tree"), { minLength: 2, maxLength: 3 });
  const one = fc.tuple(tie("tree"));
  return {
    tree: fc.oneof(
      { maxDepth: 3, depthIdentifier: "tree" },
      fc.constant<Tree>({ kind: "agent" }),
      fc.record({ kind: fc.constantFrom("parallel", "chain", "race", "dag"), inner: several }) as fc.Arbitrary<Tree>,
      fc.record({ kind: fc.constantFrom("list", "diverge", "try"), inner: one }) as fc.Arbitrary<Tree>,
    ),
  };
});

/** Entries have names of their own: a chain within a chain may not hide what the outer one has. */
function textOf(tree: Tree, at = "n"): string {
  if (tree.kind === "agent") return "worker()";
  const inner = tree.inner.map((each, index) => textOf(each, `${at}${index}`));
  const entries = inner.map((text, index) => `${at}${index}: ${text}`).join(", ");
  switch (tree.kind) {
    case "parallel":
      return `parallel { ${entries} }`;
    case "chain":
      return `chain { ${entries} }`;
    case "dag":
      return `dag { ${inner.map((text, index) => `${at}${index}: ${text}${index > 0 ? ` after [${at}${index - 1}]` : ""}`).join("\n")} }`;
    case "race":
      return `race { ${inner.join(", ")} }`;
    case "list":
      return `parallel(max: 2) ${at}item in [1, 2, 3] { ${inner[0]} }`;
    case "diverge":
      return `diverge 2 { ${inner[0]} } by vote`;
    default:
      return `(try ${inner[0]})`;
  }
}

const worlds = fc.record({
  tree,
  cells: fc.integer({ min: 400, max: 3_000 }),
  branches: fc.integer({ min: 3, max: 12 }),
  pass: fc.integer({ min: 0, max: 60 }),
  /** What tool calls take and turns do, in the order in which they come. */
  latencies: fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 12 }),
  turns: fc.array(fc.constantFrom<"call" | "twice" | "answer" | "fail">("call", "twice", "answer", "call", "fail"), {
    minLength: 1,
    maxLength: 12,
  }),
});

type World = typeof worlds extends fc.Arbitrary<infer W> ? W : never;

// Two that are always among them: one agent that answers, and one whose engine fails it.
const answering: World = {
  tree: { kind: "agent" },
  cells: 3_000,
  branches: 12,
  pass: 10,
  latencies: [1],
  turns: ["call", "answer"],
};
const failing: World = { ...answering, turns: ["fail"] };

it("whatever the topology, however slow its engine and its tools: no two operations of the device overlap, every agent ends once, nothing is left", async () => {
  const ends = { done: 0, failed: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, async ({ tree: shape, cells, branches, pass, latencies, turns }) => {
      let calls = 0;
      let turn = 0;
      let bench: Bench | undefined;
      const ran = await runProgram({
        source: `
          tool fetch(page: int) -> string { from: "./tools.ts", retry: 1 }
          agent worker() -> string(1..60) { tools: [fetch], turns: 3, tokens: 60, prompt: "Work." }
          flow main() -> string {
            spine { system: "You are one of many." }
            let all = ${textOf(shape)}
            return "\${all}"
          }
        `,
        engine: { cells, branches, passMilliseconds: pass },
        beside: function* (given) {
          bench = given;
        },
        tools: {
          async fetch() {
            const latency = latencies[calls++ % latencies.length] ?? 0;
            await start(() => (bench as Bench).clock.sleep(latency));
            if (latency % 5 === 0) throw new Error("down");
            return "word ".repeat(latency % 40);
          },
        },
        script({ request }): ScriptTurn {
          const does = turns[turn++ % turns.length];
          if (does === "fail") return { fail: "the pass failed" };
          const call = { name: "fetch", arguments: { page: turn } };
          if (request.calls.length === 0 || does === "answer") return { answer: `found ${turn}` };
          return { calls: does === "twice" ? [call, { ...call, arguments: { page: 0 } }] : [call] };
        },
      });
      // The scripted device ends whoever overlaps, and the run with it: then this is not reached.
      if (ran.outcome.kind !== "done" && ran.outcome.kind !== "failed") throw new Error(ran.outcome.kind);
      ends[ran.outcome.kind] += 1;
      expect(ran.after).toMatchObject({ branches: 0, cells: 0, reserved: 0, waiting: 0 });
      const begun = new Set(eventsOf(ran, "agent-started").map(({ path }) => path));
      const ended = eventsOf(ran, "agent-ended").map(({ path }) => path);
      expect(ended.sort()).toEqual([...begun].sort());
      for (const { path, seq } of eventsOf(ran, "tool-ended")) {
        const end = eventsOf(ran, "agent-ended").find((event) => event.path === path);
        expect(seq).toBeLessThan(end?.seq ?? 0);
      }
    }),
    { numRuns: 40, examples: [[answering], [failing]] },
  );
  // Neither is how all of them end.
  expect(ends.done).toBeGreaterThan(0);
  expect(ends.failed).toBeGreaterThan(0);
}, 60_000);
