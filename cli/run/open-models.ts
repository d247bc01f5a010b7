import type { Json } from "../../compiler/graph/expression.ts";
import type { FlowId, Graph } from "../../compiler/graph/graph.ts";
import { inputSizes, makePlan } from "../../compiler/plan/make.ts";
import { type Cache, chooseStreams, type Streams } from "../../compiler/plan/streams.ts";
import { useNativeEngine } from "../../runtime/engine/native-engine.ts";
import { useHostedEngine } from "../../runtime/hosted/hosted-engine.ts";
import { findHosted } from "../../runtime/hosted/hosted-model.ts";
import { locateModel } from "../../runtime/models/locate.ts";
import { inspectGguf } from "../../runtime/native/gguf-file.ts";
import { realClock } from "../../runtime/real-clock.ts";
import { EngineProblem, type RunOptions } from "../../runtime/run/options.ts";
import type { CheckedProgram } from "../checked.ts";
import { UsageProblem } from "../usage.ts";

/** What is about to run, where that is one flow. */
export interface Call {
  readonly flow: FlowId;
  readonly values: Readonly<Record<string, Json>>;
}

/**
 * Opens models, in files and at providers: `--model` where it was given, else what the program declares, else the small
 * one that ships. The cache of one in a file is laid out as suits the flow that is called.
 */
export function openModels(program: CheckedProgram, given: string | undefined, call?: Call): RunOptions["engine"] {
  const places = {
    ...(given === undefined ? {} : { given }),
    folder: process.cwd(),
    directory: program.directory,
    files: program.graph.files,
    environment: process.env,
  };
  if (given !== undefined)
    requireModel(() => findHosted(undefined, places) ?? inspectGguf(locateModel(undefined, places).file));
  return function* (model, report) {
    const hosted = findHosted(model, places);
    if (hosted) return yield* useHostedEngine({ model: hosted, clock: realClock });
    const { file, context, branches } = locateModel(model, places);
    return yield* useNativeEngine({
      file,
      ...(context === undefined ? {} : { context }),
      ...(branches === undefined ? {} : { branches }),
      ...(call && { streams: (cache) => streamsFor(program.graph, call, cache) }),
      onProgress: report,
    });
  };
}

/** A plan of more nodes than these would be noticed before a run begins; what it leaves out counts as without bound. */
const MOST_PLANNED = 2_000;

function streamsFor(graph: Graph, { flow, values }: Call, cache: Cache): Streams {
  const inputs = inputSizes(values);
  const plan = makePlan(graph, flow, { inputs, branches: cache.branches, follow: { left: MOST_PLANNED } });
  return chooseStreams(plan, cache, inputs);
}

// A wrong `--model` is a wrong command line, also where no agent would have needed it: it is told before a run begins.
function requireModel(look: () => unknown): void {
  try {
    look();
  } catch (error) {
    if (error instanceof EngineProblem) throw new UsageProblem(error.message, error.hint);
    throw error;
  }
}
