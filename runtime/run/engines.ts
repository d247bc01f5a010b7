/**
 * The engines of a run: one for each distinct model, opened when its first agent needs it, closed when the run ends.
 */
import { type Operation, type Scope, suspend, withResolvers } from "effection";
import type { AgentEntry, Graph, ModelEntry } from "../../compiler/graph/graph.ts";
import type { Context } from "../context/context.ts";
import type { Engine } from "../engine/engine.ts";
import type { Emit } from "../events/emitter.ts";
import { makeGauge } from "../events/gauge.ts";
import { type Limit, makeLimit } from "../tools/limit.ts";
import { messageOf } from "./failure.ts";
import { EngineProblem, type RunOptions } from "./options.ts";

/** An engine that is ready. */
export interface OpenEngine {
  /** As events name it: the model's id, or `default`. */
  readonly model: string;
  readonly engine: Engine;
  /**
   * As many agents at once as the engine has branches. Those that wait here cost nothing; an engine weighs all that wait
   * in its own room against each other.
   */
  readonly gate: Limit;
  /** Tokens of a whole context; what was counted once is not counted again. */
  tokensOf(context: Context): number;
  /** Tells what the engine uses, if enough time has gone by; asked wherever it has worked. */
  gauge(): void;
}

export type Opening =
  | { readonly kind: "open"; readonly open: OpenEngine }
  | { readonly kind: "failed"; readonly message: string; readonly hint?: string };

export interface EnginePool {
  /** The engine of an agent's model; waits while it loads. */
  of(agent: AgentEntry): Operation<Opening>;
  /** Calls `tell` with the first engine that is ready: now, or when one is. */
  whenReady(tell: (open: OpenEngine) => void): void;
}

/** The model that an agent runs on; `undefined` is for the outside to say. */
export function modelOf(agent: AgentEntry, graph: Graph, modelGiven: boolean): ModelEntry | undefined {
  if (agent.model !== undefined) return graph.models[agent.model];
  if (modelGiven) return undefined;
  const models = Object.values(graph.models);
  return graph.models.default ?? (models.length === 1 ? models[0] : undefined);
}

/** A pool whose engines live in `scope`. */
export function makeEnginePool(scope: Scope, graph: Graph, options: RunOptions, emit: Emit): EnginePool {
  const openings = new Map<string, ReturnType<typeof withResolvers<Opening>>>();
  let first: OpenEngine | undefined;
  let waiting: ((open: OpenEngine) => void)[] = [];

  const ready = (open: OpenEngine): void => {
    first ??= open;
    for (const tell of waiting) tell(open);
    waiting = [];
  };

  const start = (key: string, model: ModelEntry | undefined): ReturnType<typeof withResolvers<Opening>> => {
    const opening = withResolvers<Opening>();
    openings.set(key, opening);
    scope.run(function* () {
      let isOpen = false;
      try {
        const open = yield* openEngine(model, options, emit);
        isOpen = true;
        ready(open);
        opening.resolve({ kind: "open", open });
        yield* suspend();
      } catch (error) {
        // What breaks an engine that was open, or us, is for nobody to catch.
        if (isOpen || error instanceof TypeError || error instanceof ReferenceError) throw error;
        const hint = error instanceof EngineProblem ? error.hint : undefined;
        const message = messageOf(error);
        opening.resolve(hint === undefined ? { kind: "failed", message } : { kind: "failed", message, hint });
      }
    });
    return opening;
  };

  return {
    *of(agent) {
      const model = modelOf(agent, graph, options.modelGiven ?? false);
      const key = model?.id ?? "";
      return yield* (openings.get(key) ?? start(key, model)).operation;
    },
    whenReady(tell) {
      if (first) tell(first);
      else waiting.push(tell);
    },
  };
}

/** Progress is told in steps that can be seen. */
const PROGRESS_STEP = 0.02;

function* openEngine(model: ModelEntry | undefined, options: RunOptions, emit: Emit): Operation<OpenEngine> {
  const name = model?.id ?? "default";
  const { clock, flow } = options;
  const began = clock.now();
  let told = 0;
  emit(flow, undefined, { kind: "model-loading", model: name, progress: 0 });
  const engine = yield* options.engine(model, (progress, doing) => {
    if (progress - told < PROGRESS_STEP) return;
    told = progress;
    const loading = { kind: "model-loading", model: name, progress: Math.min(1, progress) } as const;
    emit(flow, undefined, doing === undefined ? loading : { ...loading, doing });
  });
  const { identity, title, limits } = engine;
  const milliseconds = Math.round(clock.now() - began);
  const { cells, live: branches } = limits;
  emit(flow, undefined, { kind: "model-ready", model: name, title, identity, cells, branches, milliseconds });
  return {
    model: name,
    engine,
    gate: makeLimit(limits.live),
    tokensOf: countContexts(engine),
    gauge: makeGauge(clock, name, engine, (tick) => emit(flow, undefined, tick)),
  };
}

/** Counts contexts by their last entry, and remembers what all before it came to. */
function countContexts(engine: Engine): (context: Context) => number {
  const known = new WeakMap<Context, number>();
  return (context) => {
    const chain: Context[] = [];
    let at: Context | null = context;
    let total = 0;
    for (; at?.entry; at = at.parent) {
      const before = known.get(at);
      if (before !== undefined) {
        total = before;
        break;
      }
      chain.push(at);
    }
    for (const grown of chain.reverse()) {
      if (grown.entry) total += engine.count([grown.entry], grown.parent ?? undefined);
      known.set(grown, total);
    }
    return total;
  };
}
