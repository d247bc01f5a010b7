import { scoped, run as start } from "effection";
import { describe, expect, it } from "vitest";
import type { ModelEntry } from "../../../compiler/graph/graph.ts";
import { useScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { Event } from "../../../runtime/events/event.ts";
import { EngineProblem, type RunOptions } from "../../../runtime/run/options.ts";
import { run } from "../../../runtime/run/run.ts";
import { eventsOf, graphOf } from "./program.ts";

const source = (models: string) => `
  ${models}
  agent plain() -> int { prompt: "Plain." }
  agent named() -> int { prompt: "Named.", model: second }
  flow main() -> int { return plain() + plain() + named() }
`;
const two = `
  model first { gguf: "a.gguf" }
  model second { gguf: "b.gguf" }
`;

function carryOut(text: string, engine?: RunOptions["engine"], modelGiven = false) {
  return start(() =>
    scoped(function* () {
      const graph = graphOf(text);
      const clock = createSimulatedClock();
      const events: Event[] = [];
      const opened: (string | undefined)[] = [];
      const outcome = yield* run(graph, {
        flow: "main",
        arguments: {},
        clock,
        seed: 1,
        modelGiven,
        onEvent: (event) => events.push(event),
        grants: new Set(),
        workspace: "/",
        directory: "/",
        *tools() {
          return { kind: "missing", message: "none" };
        },
        engine:
          engine ??
          function* (model: ModelEntry | undefined, report) {
            opened.push(model?.id);
            report(0.5);
            report(0.505);
            yield* clock.sleep(1_000);
            return yield* useScriptedEngine({ clock, types: graph.types });
          },
      });
      return { outcome, events, opened };
    }),
  );
}

describe("the engines of a run", () => {
  it("are one for each distinct model, opened when it is first needed", async () => {
    const { outcome, opened, events } = await carryOut(source(two));
    expect(outcome.kind).toBe("done");
    expect(opened).toEqual([undefined, "second"]);
    expect(eventsOf({ events }, "model-ready").map(({ model, milliseconds }) => [model, milliseconds])).toEqual([
      ["default", 1_000],
      ["second", 1_000],
    ]);
    // Steps that nobody could see are not told.
    expect(eventsOf({ events }, "model-loading").map(({ progress }) => progress)).toEqual([0, 0.5, 0, 0.5]);
  });

  it("serve agents that name none by the model called default, else the only one, else what was given", async () => {
    const named = await carryOut(source(`${two} model default { gguf: "c.gguf" }`));
    expect(named.opened).toEqual(["default", "second"]);
    const only = await carryOut(source(`model second { gguf: "b.gguf" }`));
    expect(only.opened).toEqual(["second"]);
    const given = await carryOut(source(`${two} model default { gguf: "c.gguf" }`), undefined, true);
    expect(given.opened).toEqual([undefined, "second"]);
  });

  it("that can't be had fail their agents with what was said, once for each agent", async () => {
    const { outcome, events } = await carryOut(
      `
        agent one(n: int) -> int { prompt: "\${n}", retry: 2 }
        flow main() -> int[] { return parallel n in [1, 2] { one(n) } }
      `,
      function* () {
        throw new EngineProblem("There is no file a.gguf.", "Give another with --model.");
      },
    );
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: {
        reason: "engine",
        message: "There is no file a.gguf.",
        hint: "Give another with --model.",
        attempts: 1,
      },
    });
    expect(eventsOf({ events }, "agent-ended").length).toBeGreaterThan(0);
  });
});
