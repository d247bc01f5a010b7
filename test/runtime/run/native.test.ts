import { type Operation, scoped, spawn, run as start, until, withResolvers } from "effection";
import { describe, expect, it } from "vitest";
import { useBranchEngine } from "../../../runtime/engine/branch-engine.ts";
import type { Event, RunOutcome } from "../../../runtime/events/event.ts";
import { makeLayout } from "../../../runtime/layout/make-layout.ts";
import { readModelFacts } from "../../../runtime/models/facts.ts";
import { useNativeDevice } from "../../../runtime/native/device.ts";
import { realClock } from "../../../runtime/real-clock.ts";
import { run } from "../../../runtime/run/run.ts";
import { useModel } from "../native/fixture.ts";
import { eventsOf, graphOf } from "./program.ts";

const graph = graphOf(`
  schema Finding { claim: string(1..40), sure: bool }
  schema Plan { questions: string(1..30)[2..3] }
  tool look(q: string(1..30)) -> string[0..2] { from: "./tools.ts" }
  agent planner(topic: string) -> Plan { prompt: "Break \${topic} into questions." }
  agent researcher(question: string) -> Finding { tools: [look], turns: 3, tokens: 120, prompt: "Find out: \${question}" }
  agent writer() -> { title: string(1..40), findings: int(0..9) } { prompt: "Write." }
  flow main() -> { title: string(1..40), findings: int(0..9) } {
    spine { system: "You are one of a team that investigates tea." }
    let plan = planner("tea")
    share plan
    let findings = parallel question in plan.questions { researcher(question) }
    share findings
    return writer()
  }
`);

const { file } = useModel();

interface Left {
  readonly outcome: RunOutcome | undefined;
  readonly events: readonly Event[];
  readonly usage: { readonly branches: number; readonly cells: number; readonly reserved: number };
  readonly counted: { readonly cells: number; readonly branches: ReadonlyMap<number, number> };
}

/** Runs the program natively, halts it at its `haltAt`-th event if that is told, and says what is left in the cache. */
function carryOut(haltAt?: number): Promise<Left> {
  return start(() =>
    scoped(function* (): Operation<Left> {
      const device = yield* useNativeDevice({ file, context: 4096, branches: 16, threads: 1 });
      const facts = yield* until(readModelFacts(file));
      const engine = yield* useBranchEngine(device, makeLayout(facts.layout), { live: 14 });
      const events: Event[] = [];
      const reached = withResolvers<void>();
      let outcome: RunOutcome | undefined;
      const task = yield* spawn(function* () {
        outcome = yield* run(graph, {
          flow: "main",
          arguments: {},
          clock: realClock,
          seed: 7,
          grants: new Set(),
          workspace: "/",
          directory: "/",
          onEvent(event) {
            events.push(event);
            if (events.length === haltAt || event.kind === "run-ended") reached.resolve();
          },
          *engine() {
            return engine;
          },
          *tools() {
            return { kind: "loaded", handler: async () => ["tea holds theanine"] };
          },
        });
      });
      yield* reached.operation;
      yield* haltAt === undefined ? task : task.halt();
      return { outcome, events, usage: engine.usage(), counted: yield* device.recount() };
    }),
  );
}

describe("a run on the native engine", () => {
  it("gives a value of the flow's type and leaves no branch and no cell", async () => {
    const { outcome, events, usage, counted } = await carryOut();
    expect(outcome).toMatchObject({
      kind: "done",
      value: { title: expect.any(String), findings: expect.any(Number) },
    });
    expect(eventsOf({ events }, "agent-ended").map(({ outcome: { kind } }) => kind)).not.toContain("failed");
    // The writer forks all that was shared, and decodes none of it anew but the last share.
    const writer = eventsOf({ events }, "context-opened").find(({ path }) => path === "main/writer");
    expect(writer?.shared).toBeGreaterThan(0);
    expect(usage).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
    expect(counted.cells).toBe(0);
  });

  it.each([3, 8, 12, 18, 25, 33, 45])("halted at event %i leaves none either", async (haltAt) => {
    const { events, usage, counted } = await carryOut(haltAt);
    expect(events.at(-1)?.kind).toBe("run-ended");
    expect(usage).toMatchObject({ branches: 0, cells: 0, reserved: 0 });
    expect(counted.cells).toBe(0);
    const begun = new Set(eventsOf({ events }, "agent-started").map(({ path }) => path));
    expect(
      eventsOf({ events }, "agent-ended")
        .map(({ path }) => path)
        .sort(),
    ).toEqual([...begun].sort());
  });
});
