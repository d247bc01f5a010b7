import type { Operation } from "effection";
import { evaluate } from "../../compiler/graph/evaluate.ts";
import type { Graph, TestEntry, ToolId } from "../../compiler/graph/graph.ts";
import { useScriptedEngine } from "../engine/scripted/scripted-engine.ts";
import { createSimulatedClock } from "../engine/scripted/simulated-clock.ts";
import type { RunOutcome } from "../events/event.ts";
import type { Mock, RunOptions, ToolLookup } from "../run/options.ts";
import { run } from "../run/run.ts";
import { asFlow } from "./test-graph.ts";

/** What a test runs with beside its own mocks. */
export type TestSetting = Pick<RunOptions, "directory" | "workspace" | "onEvent" | "seed"> & {
  /**
   * How agents that are not mocked run, and the tools. Without it no model is needed: such an agent gives the smallest
   * value of its type, such a tool fails, and time is simulated.
   */
  readonly real?: Pick<RunOptions, "engine" | "tools" | "clock" | "modelGiven">;
};

/**
 * Carries a test of `graph` out: it has passed where the outcome is `done`.
 *
 * @example
 * ```ts
 * for (const test of graph.tests) console.log(test.name, (yield* runTest(test, graph, setting)).kind);
 * ```
 */
export function* runTest(test: TestEntry, graph: Graph, setting: TestSetting): Operation<RunOutcome> {
  const { directory, workspace, onEvent, seed, real } = setting;
  const agents = new Map<string, Mock>();
  const tools = new Map<ToolId, Mock>();
  for (const { target, outcome } of test.mocks) {
    const mock = mockOf(outcome);
    (target.kind === "tool" ? tools : agents).set(target.id, mock);
  }
  const program = asFlow(test, graph);
  return yield* run(program.graph, {
    ...(real ?? withoutModel(graph)),
    tools: mockedTools(tools, real?.tools ?? unmocked),
    flow: program.flow,
    arguments: {},
    seed,
    mocks: agents,
    // What a value stands in for can do no harm.
    grants: new Set(tools.keys()),
    workspace,
    directory,
    onEvent,
  });
}

function mockOf(outcome: TestEntry["mocks"][number]["outcome"]): Mock {
  const written = evaluate("fail" in outcome ? outcome.fail : outcome.value, () => undefined);
  if (!written.ok) return { kind: "fail", message: `The mock has no value. ${written.error.message}` };
  return "fail" in outcome ? { kind: "fail", message: String(written.value) } : { kind: "value", value: written.value };
}

function mockedTools(mocks: ReadonlyMap<ToolId, Mock>, others: ToolLookup): ToolLookup {
  return function* (tool, graph) {
    const mock = mocks.get(tool.id);
    if (!mock) return yield* others(tool, graph);
    return {
      kind: "loaded",
      handler() {
        if (mock.kind === "fail") throw new Error(mock.message);
        return mock.value;
      },
    };
  };
}

const unmocked: ToolLookup = function* (tool) {
  return {
    kind: "loaded",
    handler() {
      throw new Error(`\`${tool.name}\` is not mocked in this test: add \`mock ${tool.name} -> …\`.`);
    },
  };
};

function withoutModel(graph: Graph): Pick<RunOptions, "engine" | "clock" | "modelGiven"> {
  const clock = createSimulatedClock();
  return { clock, modelGiven: true, engine: () => useScriptedEngine({ clock, types: graph.types }) };
}
