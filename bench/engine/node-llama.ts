/** node-llama-cpp's own JavaScript API, which people would use instead: sequences of one context that share nothing. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Operation, resource, until } from "effection";
import {
  getLlama,
  type LlamaContext,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import { SAMPLING } from "./ours.ts";

/** An open context of node-llama-cpp with as many sequences as were asked for. */
export interface NodeLlama {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly sequences: readonly LlamaContextSequence[];
}

/** Opens a model for `sequences` texts of `length` tokens each; closed when the calling scope ends. */
export function useNodeLlama(options: {
  readonly file: string;
  readonly sequences: number;
  readonly length: number;
  readonly threads: number;
}): Operation<NodeLlama> {
  return resource(function* (provide) {
    const { file, threads, sequences: count } = options;
    const llama = yield* until(
      getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: LlamaLogLevel.error }),
    );
    const model = yield* until(llama.loadModel({ modelPath: file }));
    const context = yield* until(
      model.createContext({
        sequences: count,
        contextSize: Math.ceil(options.length / 256) * 256,
        batchSize: 512,
        threads: { ideal: threads, min: threads },
        ignoreMemorySafetyChecks: true,
      }),
    );
    try {
      const sequences = Array.from({ length: count }, () => context.getSequence());
      yield* provide({ model, context, sequences });
    } finally {
      yield* until(llama.dispose());
    }
  });
}

/** Gives all sequences the same beginning: the first decodes it, the others read its state from a file. */
export async function shareByFile(sequences: readonly LlamaContextSequence[], prefix: Int32Array): Promise<void> {
  const [first, ...others] = sequences;
  if (!first) return;
  await first.clearHistory();
  await first.evaluateWithoutGeneratingNewTokens(tokensOf(prefix));
  if (others.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), "agentflow-bench-"));
  try {
    const file = join(folder, "state");
    await first.saveStateToFile(file);
    for (const sequence of others) await sequence.loadStateFromFile(file, { acceptRisk: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Has a sequence draw `count` tokens behind `opening`, which takes as many rows; an end token is one like others. */
export async function drawTokens(
  sequence: LlamaContextSequence,
  opening: Int32Array,
  count: number,
  seed: number,
): Promise<void> {
  let left = count;
  if (left === 0) return;
  for await (const _ of sequence.evaluate(tokensOf(opening), { ...SAMPLING, seed, yieldEogToken: true }))
    if (--left === 0) return;
}

/** Token ids as node-llama-cpp types them. */
export function tokensOf(tokens: Int32Array): Token[] {
  return [...tokens] as Token[];
}
