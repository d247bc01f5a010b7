import type { Json } from "../../compiler/graph/expression.ts";
import type { FlowId, Graph } from "../../compiler/graph/graph.ts";
import { inputSizes, makePlan } from "../../compiler/plan/make.ts";
import { type Cache, chooseStreams, type Streams } from "../../compiler/plan/streams.ts";
import { useNativeEngine } from "../engine/native-engine.ts";
import { useHostedEngine } from "../hosted/hosted-engine.ts";
import { findHosted } from "../hosted/hosted-model.ts";
import { inspectGguf } from "../native/gguf-file.ts";
import { realClock } from "../real-clock.ts";
import type { RunOptions } from "../run/options.ts";
import { locateModel, type ModelPlaces } from "./locate.ts";

/** What is about to run, where that is one flow. */
export interface FlowCall {
  readonly flow: FlowId;
  readonly values: Readonly<Record<string, Json>>;
}

/** Where models are looked for, and what they are opened for. */
export interface ModelSetting extends Omit<ModelPlaces, "files"> {
  readonly graph: Graph;
  /** The cache of a model in a file is laid out as suits this flow. */
  readonly call?: FlowCall;
  /** Told while the engine is compiled, which happens once a machine. */
  readonly onBuild?: (step: string, fraction: number) => void;
}

/**
 * Opens models, in files and at providers: the given one, else what the program declares, else the small one that ships.
 * What opens them throws an `EngineProblem` for whatever is wrong with them.
 */
export function openModels(setting: ModelSetting): RunOptions["engine"] {
  const { graph, call, onBuild } = setting;
  const places: ModelPlaces = { ...setting, files: graph.files };
  return function* (model, report) {
    const hosted = findHosted(model, places);
    if (hosted) return yield* useHostedEngine({ model: hosted, clock: realClock });
    const { file, context, branches } = locateModel(model, places);
    return yield* useNativeEngine({
      file,
      ...(context === undefined ? {} : { context }),
      ...(branches === undefined ? {} : { branches }),
      ...(call && { streams: (cache) => streamsFor(graph, call, cache) }),
      ...(onBuild && { onBuild }),
      onProgress: report,
    });
  };
}

/** Looks whether the given model can be had, without opening it. Throws an `EngineProblem` where it can't. */
export function requireGiven(places: ModelPlaces): void {
  if (!findHosted(undefined, places)) inspectGguf(locateModel(undefined, places).file);
}

/** A plan of more nodes than these would be noticed before a run begins; what it leaves out counts as without bound. */
const MOST_PLANNED = 2_000;

function streamsFor(graph: Graph, { flow, values }: FlowCall, cache: Cache): Streams {
  const inputs = inputSizes(values);
  const plan = makePlan(graph, flow, { inputs, branches: cache.branches, follow: { left: MOST_PLANNED } });
  return chooseStreams(plan, cache, inputs);
}
