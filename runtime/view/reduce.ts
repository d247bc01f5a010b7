import type { Event } from "../events/event.ts";
import { mapEntries, withEntry } from "./buckets.ts";
import { RATE_WINDOW_MS } from "./rate.ts";
import { agentAt, reduceAgent } from "./reduce-agent.ts";
import type { AgentView, EngineView, ModelView, Sample, Totals, ViewState } from "./state.ts";
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
      return withModel(state, event.model, ({ doing: _, ...model }) => ({
        ...model,
        progress: event.progress,
        ...(event.doing !== undefined && { doing: event.doing }),
      }));
    case "model-ready":
      return withModel(state, event.model, (model) => ({ ...model, title: event.title, progress: 1 }));
    case "engine-tick":
      return withModel(state, event.model, (model) => ({
        ...model,
        progress: 1,
        engine: engineOf(event),
        passes: sampled(model.passes, { t: event.t, count: event.ticks }),
      }));
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
      const grown = withContext(state, event);
      if (entry !== "share") return reduceAgent(grown, event);
      return patchNode(grown, event.path, (node) => ({ ...node, shared: (node.shared ?? 0) + tokens }));
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
    case "turn-delta": {
      const wrote = { t: event.t, count: event.sampled + event.forced };
      const model = agentAt(state, event.path)?.model;
      if (model === undefined || !state.models.has(model)) return reduceAgent(state, event);
      return reduceAgent(
        withModel(state, model, (known) => ({ ...known, wrote: added(known.wrote, wrote) })),
        event,
      );
    }
    case "agent-started":
    case "context-opened":
    case "turn-started":
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

const newModel = (name: string): ModelView => ({
  title: name === "default" ? "the model" : name,
  progress: 0,
  passes: [],
  wrote: [],
});

function withModel(state: ViewState, name: string, change: (model: ModelView) => ModelView): ViewState {
  const models = new Map(state.models);
  models.set(name, change(models.get(name) ?? newModel(name)));
  return { ...state, models };
}

function engineOf({ cells, shared, limit, branches, waiting }: EngineView): EngineView {
  return { cells, shared, limit, branches, waiting };
}

/** With one sample more, and without those too old for {@link rateOf} to look at. */
function sampled(before: readonly Sample[], next: Sample): readonly Sample[] {
  return [...before.filter(({ t }) => t > next.t - RATE_WINDOW_MS), next];
}

/** The same for counts that add up: what comes within a tenth of a second is one sample. */
function added(before: readonly Sample[], next: Sample): readonly Sample[] {
  const last = before.at(-1);
  if (!last || next.t - last.t >= 100) return sampled(before, next);
  return [...before.slice(0, -1), { t: last.t, count: last.count + next.count }];
}

/** What a context grew by. A turn is told by its deltas, so its text is what its agent has just written. */
function withContext(state: ViewState, event: Extract<Event, { kind: "context-grown" }>): ViewState {
  const { context, before, tokens, entry } = event;
  if (before === undefined) return state;
  const texts =
    event.texts ?? (entry === "turn" ? [{ of: "turn" as const, text: lastTurn(agentAt(state, event.path)) }] : []);
  return { ...state, contexts: withEntry(state.contexts, context, { before, texts, tokens }) };
}

function lastTurn(agent: AgentView | undefined): string {
  const parts = (agent?.transcript ?? []).filter((part) => part.kind === "text");
  const turn = parts.at(-1)?.turn;
  return parts.map((part) => (part.turn === turn ? part.text : "")).join("");
}

function withTotals(state: ViewState, more: Partial<Totals>): ViewState {
  const totals: { -readonly [K in keyof Totals]: Totals[K] } = { ...state.totals };
  for (const key of Object.keys(more) as (keyof Totals)[]) totals[key] += more[key] ?? 0;
  return { ...state, totals };
}

// A run that was cut off tells no end of what was open: nothing may be left spinning in the last frame.
function closeOpen(state: ViewState): ViewState {
  const nodes = mapEntries(state.nodes, (node) =>
    node.phase.kind === "running" ? { ...node, phase: { kind: "halted" as const }, ended: state.now } : node,
  );
  return { ...state, nodes };
}
