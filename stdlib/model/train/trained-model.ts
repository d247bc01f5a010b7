import { createHash } from "node:crypto";
import { type GgufTensor, writeGguf } from "../gguf.ts";
import { type LlamaShape, llamaMetadata } from "../llama.ts";
import type { Quantisation } from "../quantise.ts";
import { SMALL_MODEL_NAME } from "../small-model.ts";
import { tokenizerMetadata } from "../tokenizer-metadata.ts";
import type { Vocabulary } from "../vocabulary.ts";
import type { Weights } from "./safetensors.ts";

/** A vocabulary as `npm run model:tasks` keeps it, with the version of the layout in which its texts were written. */
export interface TaskVocabulary extends Vocabulary {
  readonly layout: number;
}

/** What the file says of where it comes from: the layout that its model learnt, and its vocabulary's hash. */
export const LAYOUT_KEY = "agentflow.layout";
export const VOCABULARY_KEY = "agentflow.vocabulary";

/** Tokens of context that the file allows. Samples in training were shorter; programs of the examples are too. */
const CONTEXT = 8192;

/**
 * Writes trained weights as a GGUF file: matrices as `type`, norms as they are. The table of tokens is the output matrix
 * too, which llama.cpp takes where no other is there. The same bytes for the same weights.
 */
export function writeTrainedModel(
  file: string,
  weights: Weights,
  vocabulary: TaskVocabulary,
  type: Quantisation = "f16",
): void {
  const learnt = JSON.parse(weights.about.shape ?? "{}") as Pick<
    LlamaShape,
    "layers" | "width" | "heads" | "feedForward"
  >;
  const done = JSON.parse(weights.about.done ?? "{}") as { readonly steps?: number };
  const shape: LlamaShape = {
    ...learnt,
    keyHeads: learnt.heads,
    vocabulary: vocabulary.tokens.length,
    context: CONTEXT,
  };
  writeGguf(file, {
    metadata: [
      ...llamaMetadata(shape, SMALL_MODEL_NAME, type),
      [LAYOUT_KEY, { kind: "u32", value: vocabulary.layout }],
      [VOCABULARY_KEY, { kind: "string", value: vocabularyHash(vocabulary) }],
      ["agentflow.steps", { kind: "u32", value: done.steps ?? 0 }],
      ...tokenizerMetadata(vocabulary),
    ],
    tensors: [...weights.tensors].map(([name, { shape, values }]): GgufTensor => {
      const columns = shape.at(-1) ?? 0;
      return {
        name,
        shape: shape.toReversed(),
        type: shape.length > 1 ? type : "f32",
        values: { kind: "rows", fill: (row, out) => out.set(values.subarray(row * columns, (row + 1) * columns)) },
      };
    }),
  });
}

/** Of a vocabulary's tokens and merges: a model is of use with its own alone. */
export function vocabularyHash({ tokens, merges }: Pick<Vocabulary, "tokens" | "merges">): string {
  return createHash("sha256")
    .update(JSON.stringify([tokens, merges]))
    .digest("hex")
    .slice(0, 16);
}
