import type { Event } from "../events/event.ts";
import type { Path } from "../path.ts";
import { reduceAgent } from "./reduce-agent.ts";
import type { EngineView, ModelView, NodeView, Totals, ViewState } from "./state.ts";
import { endNode, patchNode, startNode } from "./tree.ts";

/** The view after `event`: pure, and the same for the same events. Events come in the order of their `seq`. */
export function reduceView(before: ViewState, event: Event): ViewState {
  const state: ViewState = { ...before, now: Math.max(before.now, event.t) };
  switch (event.kind) {
    case "run-started":
      return { ...state, flow: event.flow, run: event.run, seed: event.seed };
    case "run-ended":
      return { ...closeOpen(state), outcome: event.outcome };
    case "model-loading":
      return withModel(state, event.model, (model) => ({ ...model, progress: event.progress }));
    case "model-ready":
      return withModel(state, event.model, (model) => ({ ...model, title: event.title, progress: 1 }));
    case "engine-tick":
      return withModel(state, event.model, (model) => ({ ...model, progress: 1, engine: engineOf(event) }));
    case "node-started":
      return startNode(state, {
        path: event.path,
        kind: event.node,
        label: event.label,
        ...(event.parent === undefined ? {} : { parent: event.parent }),
        ...(event.items === undefined ? {} : { items: event.items }),
      });
    case "node-ended":
      return endNode(state, event.path, event.outcome);
    case "context-grown": {
      const { entry, tokens } = event;
      if (entry !== "share") return reduceAgent(state, event);
      return patchNode(state, event.path, (node) => ({ ...node, shared: (node.shared ?? 0) + tokens }));
    }
    case "context-released":
      return state;
    case "warning":
      return state.warnings.includes(event.message)
        ? state
        : { ...state, warnings: [...state.warnings, event.message] };
    case "agent-ended": {
      const { outcome } = event;
      return reduceAgent(
        withTotals(state, {
          agents: 1,
          recovered: outcome.kind === "done" && outcome.recovered ? 1 : 0,
          failed: outcome.kind === "failed" ? 1 : 0,
          halted: outcome.kind === "halted" ? 1 : 0,
        }),
        event,
      );
    }
    case "turn-ended": {
      const { sampled, forced, prefilled, shared } = event;
      return reduceAgent(withTotals(state, { sampled, forced, prefilled, shared }), event);
    }
    case "call-refused":
      return reduceAgent(withTotals(state, { refused: 1 }), event);
    case "tool-ended":
      return reduceAgent(
        withTotals(state, { tools: 1, joined: event.joined ? 1 : 0, cached: event.cached ? 1 : 0 }),
        event,
      );
    case "agent-started":
    case "context-opened":
    case "turn-started":
    case "turn-delta":
    case "tool-started":
    case "tool-retrying":
    case "wait-began":
    case "wait-ended":
    case "attempt-failed":
    case "recovery-started":
    case "ask-opened":
    case "ask-answered":
      return reduceAgent(state, event);
    default:
      return event satisfies never;
  }
}

function withModel(state: ViewState, name: string, change: (model: ModelView) => ModelView): ViewState {
  const models = new Map(state.models);
  models.set(name, change(models.get(name) ?? { title: name === "default" ? "the model" : name, progress: 0 }));
  return { ...state, models };
}

function engineOf(tick: EngineView): EngineView {
  const { cells, shared, limit, branches, waiting, ticks, tokensPerSecond, ticksPerSecond } = tick;
  return { cells, shared, limit, branches, waiting, ticks, tokensPerSecond, ticksPerSecond };
}

function withTotals(state: ViewState, more: Partial<Totals>): ViewState {
  const totals: { -readonly [K in keyof Totals]: Totals[K] } = { ...state.totals };
  for (const key of Object.keys(more) as (keyof Totals)[]) totals[key] += more[key] ?? 0;
  return { ...state, totals };
}

// A run that was cut off tells no end of what was open: nothing may be left spinning in the last frame.
function closeOpen(state: ViewState): ViewState {
  const nodes = new Map<Path, NodeView>();
  for (const [path, node] of state.nodes) {
    nodes.set(path, node.phase.kind === "running" ? { ...node, phase: { kind: "halted" }, ended: state.now } : node);
  }
  return { ...state, nodes };
}
