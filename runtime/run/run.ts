/**
 * A run: one flow of a graph, from its arguments to its result.
 */
import { createHash } from "node:crypto";
import { type Operation, scoped, spawn, useScope, withResolvers } from "effection";
import type { FlowEntry, Graph } from "../../compiler/graph/graph.ts";
import { hashGraph } from "../../compiler/graph/hash.ts";
import { toolsOf } from "../../compiler/graph/reach.ts";
import type { Clock } from "../clock.ts";
import { type Emit, makeEmitter } from "../events/emitter.ts";
import type { Failure, RunOutcome } from "../events/event.ts";
import { redacted, redactorOf } from "../journal/secrets.ts";
import type { Path } from "../path.ts";
import { folderOf } from "../tools/lookup.ts";
import { useToolRoom } from "../tools/room.ts";
import type { ToolHandler } from "../tools/tool.ts";
import { endOf } from "./branches.ts";
import { bind } from "./call.ts";
import { makeEnginePool } from "./engines.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import { runFlowBody } from "./flow.ts";
import type { Valued } from "./frame.ts";
import { runNode } from "./nodes.ts";
import type { Run, RunControl, RunOptions } from "./options.ts";
import { makePauses, type Pauses } from "./pauses.ts";
import { makeSpine } from "./spine.ts";
import type { RunState, Steering } from "./state.ts";
import { fitTo, typesOf } from "./value.ts";

/**
 * Carries a flow out. Everything that it opens, branches, tools and engines, is gone when it returns, whether the flow
 * ended, failed or was halted; `run-ended` is the last event.
 *
 * @example
 * ```ts
 * const outcome = yield* run(graph, { flow: "triage", arguments: {}, engine, tools: toolsOf(directory), clock, ... });
 * if (outcome.kind === "done") console.log(outcome.value);
 * ```
 */
export const run: Run = function* (graph, options) {
  const { clock, flow, seed, journal } = options;
  const redact = redactorOf(options.secrets ?? []);
  const emit = makeEmitter(clock, (event) => {
    const shown = redact ? redacted(event, redact) : event;
    journal?.event(shown);
    options.onEvent(shown);
  });
  const id = journal?.run ?? options.run ?? runId(clock.now(), seed);
  let outcome: RunOutcome = { kind: "halted" };
  const started = {
    kind: "run-started",
    run: id,
    flow,
    arguments: options.arguments,
    graph: hashGraph(graph),
    seed,
  } as const;
  emit(flow, undefined, journal && journal.session > 1 ? { ...started, resumed: true } : started);
  try {
    outcome = yield* scoped(() => carryOut(graph, options, id, emit));
    if (redact) outcome = redacted(outcome, redact);
    return outcome;
  } finally {
    emit(flow, undefined, { kind: "run-ended", outcome });
  }
};

function* carryOut(graph: Graph, options: RunOptions, id: string, emit: Emit): Operation<RunOutcome> {
  const entry = graph.flows[options.flow];
  if (!entry) return { kind: "failed", failure: noFlow(graph, options.flow) };
  const site: Site = { path: entry.id, at: entry.at };
  const steering = new Map<Path, Steering>();
  options.onControl?.(controlOf(steering));

  const pauses = makePauses();
  return yield* untilPaused(pauses, options.clock, function* () {
    const types = typesOf(graph);
    const values = bindAll(entry, { graph, types }, options, site);
    const handlers = yield* loadTools(graph, options, site);
    const scope = yield* useScope();
    const tools = yield* useToolRoom({
      clock: options.clock,
      handlers,
      workspace: options.workspace,
      check: (type, value) => fitTo(value, type, graph, types),
    });
    const engines = makeEnginePool(scope, graph, options, emit);
    const { journal } = options;
    const parts = { engines, tools, steering, journal, pauses };
    const state: RunState = { id, scope, graph, options, types, emit, ...parts, node: runNode };
    return yield* runFlowBody(state, entry, values, makeSpine(entry.id, options.context), site, { last: undefined });
  });
}

/** Runs the flow until it ends, or until only questions are left that nobody can answer now. */
function* untilPaused(pauses: Pauses, clock: Clock, body: () => Operation<Valued>): Operation<RunOutcome> {
  const over = withResolvers<RunOutcome>();
  yield* spawn(function* () {
    over.resolve({ kind: "paused", ask: yield* pauses.pause(clock) });
  });
  yield* spawn(function* () {
    const ended = yield* endOf(body());
    over.resolve(ended.kind === "done" ? { kind: "done", value: ended.value.value } : ended);
  });
  return yield* over.operation;
}

function bindAll(entry: FlowEntry, of: Pick<RunState, "graph" | "types">, options: RunOptions, site: Site) {
  const known = entry.parameters.map(({ name }) => name);
  const unknown = Object.keys(options.arguments).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const hint = known.length === 0 ? "It takes none." : `It takes ${known.join(", ")}.`;
    throw new Failed(failureAt(site, "check", `\`${entry.name}\` has no parameter \`${unknown}\`.`, { hint }));
  }
  const given = new Map(Object.entries(options.arguments).map(([name, value]) => [name, { value }]));
  return bind(entry.parameters, given, of, site);
}

/** Before anything runs: a tool whose code is missing shall not cost a model's work first. */
function* loadTools(graph: Graph, options: RunOptions, site: Site) {
  const handlers = new Map<string, { readonly handler: ToolHandler; readonly directory: string }>();
  for (const id of toolsOf(graph, options.flow)) {
    const tool = graph.tools[id];
    if (!tool) continue;
    const load = yield* options.tools(tool, graph);
    if (load.kind === "missing") {
      const { message, hint } = load;
      const at = { path: site.path, at: tool.at };
      throw new Failed(failureAt(at, "tool", `The tool \`${tool.name}\` can't be loaded. ${message}`, { hint }));
    }
    handlers.set(tool.id, { handler: load.handler, directory: folderOf(tool, graph, options.directory) });
  }
  return handlers;
}

function controlOf(steering: ReadonlyMap<Path, Steering>): RunControl {
  // An agent is known by its own path; a view may name its attempt.
  const agentAt = (path: Path): Steering | undefined => steering.get(path) ?? steering.get(path.replace(/!\d+$/, ""));
  return {
    halt: (path) => agentAt(path)?.halt(),
    windDown: (path) => agentAt(path)?.windDown(),
  };
}

function noFlow(graph: Graph, flow: string): Failure {
  const flows = Object.keys(graph.flows);
  const message = `There is no flow \`${flow}\`.`;
  const hint = flows.length === 0 ? "The file declares none." : `There are: ${flows.join(", ")}.`;
  return { reason: "unsupported", message, path: flow, attempts: 1, hint };
}

/** Ten letters and digits; two runs of one moment and seed are told apart by whoever starts them. */
function runId(now: number, seed: number): string {
  return createHash("sha256").update(`${now} ${seed}`).digest("hex").slice(0, 10);
}
