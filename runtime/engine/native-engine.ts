import { type Operation, resource, until } from "effection";
import { USUAL_BRANCHES } from "../../compiler/plan/limits.ts";
import type { Cache, Streams } from "../../compiler/plan/streams.ts";
import { makeLayout } from "../layout/make-layout.ts";
import { readModelFacts } from "../models/facts.ts";
import { useNativeDevice } from "../native/device.ts";
import { useBranchEngine } from "./branch-engine.ts";
import type { Engine } from "./engine.ts";

/** How a model in a file is opened as an engine. */
export interface NativeEngineOptions {
  /** A GGUF file. */
  readonly file: string;
  /** Tokens of context; min(what the model was trained for, 8k) if left out. */
  readonly context?: number;
  /** Agents alive at once; 16 if left out. */
  readonly branches?: number;
  /** Threads that compute; as the model's size and the machine suggest if left out. */
  readonly threads?: number;
  /**
   * How branches have their cells: in one stream if left out. Separate ones have equal parts, and no context may be longer
   * than one; `chooseStreams` says when that pays. A function is asked once it is known how many cells there will be.
   */
  readonly streams?: Streams | ((cache: Cache) => Streams);
  /** How far loading is, from 0 to 1; compiling the engine, where that is still to be done, is the first part of it, with what is `doing`. */
  readonly onProgress?: (fraction: number, doing?: string) => void;
  /** Told while the engine is compiled, which happens once a machine: what is being done, and how far it is. */
  readonly onBuild?: (step: string, fraction: number) => void;
}

const USUAL_CONTEXT = 8192;
/** Branches beyond those of agents: to keep what is decoded of spines, and to make one context out of another. */
const SPARE_BRANCHES = 16;
/** What a native device can have. */
const MOST_BRANCHES = 255;
/**
 * Bytes of a model whose passes one thread does as quickly as two: they would mostly wait for each other, and on
 * a machine with other work five times as long.
 */
const TINY = 32e6;
/** Compiling takes ten seconds and loading mostly less. */
const BUILD_SHARE = 0.8;

/**
 * The engine of a model in a file: branches of one native context, laid out as its chat template asks for. Closed when
 * the calling scope ends. Throws `EngineProblem` with a sentence for whatever keeps the model from being opened.
 *
 * @example
 * ```ts
 * const engine = yield* useNativeEngine({ file: "model.gguf" });
 * const lease = yield* engine.admit({ context: emptyContext, reserve: 200, path: "main/agent" });
 * ```
 */
export function useNativeEngine(options: NativeEngineOptions): Operation<Engine> {
  return resource(function* (provide) {
    const { file, branches = USUAL_BRANCHES, streams = { kind: "unified" }, onProgress = () => {} } = options;
    const facts = yield* until(readModelFacts(file));
    const threads = options.threads ?? (facts.size < TINY ? 1 : undefined);
    const context = options.context ?? Math.min(facts.contextLength ?? USUAL_CONTEXT, USUAL_CONTEXT);
    const chosen = typeof streams === "function" ? streams({ cells: context, branches }) : streams;
    let built = 0;
    const device = yield* useNativeDevice({
      file,
      context,
      branches: Math.min(chosen.kind === "separate" ? chosen.branches : branches + SPARE_BRANCHES, MOST_BRANCHES),
      streams: chosen.kind,
      ...(threads !== undefined && { threads }),
      onBuild: (step, fraction) => {
        options.onBuild?.(step, fraction);
        built = BUILD_SHARE;
        onProgress(BUILD_SHARE * fraction, `${step}, once on this machine`);
      },
      onProgress: (fraction) => onProgress(built + (1 - built) * fraction),
    });
    const { window } = device.model;
    const named = { ...device, title: facts.name };
    yield* provide(yield* useBranchEngine(named, makeLayout(facts.layout), { live: branches, window }));
  });
}
