import { SPECIAL_TOKENS } from "./chat-template.ts";
import { writeGguf } from "./gguf.ts";
import { type LlamaShape, llamaMetadata, llamaTensors } from "./llama.ts";
import type { Quantisation } from "./quantise.ts";
import { tokenizerMetadata } from "./tokenizer-metadata.ts";
import { makeVocabulary, type Vocabulary } from "./vocabulary.ts";

/** A model of random weights: of any shape and size, and good for timing and for tests only. */
export interface RandomModel extends LlamaShape {
  readonly name: string;
  readonly type: Quantisation;
  readonly seed: number;
}

/** The shape of a model of 0.39 billion parameters, as small instruct models have it. */
export const HALF_BILLION: LlamaShape = {
  layers: 24,
  width: 1024,
  heads: 16,
  keyHeads: 16,
  feedForward: 2816,
  vocabulary: 32_000,
  context: 8192,
};

/**
 * Writes a model of random weights, as a stream: 0.4 billion parameters in q8_0 take a few seconds and no memory to
 * speak of. The same bytes for the same settings. A vocabulary that is given must have as many tokens as the model says.
 */
export function writeRandomModel(
  file: string,
  model: RandomModel,
  vocabulary: Vocabulary = paddedVocabulary(model.vocabulary),
): void {
  writeGguf(file, {
    metadata: [...llamaMetadata(model, model.name, model.type), ...tokenizerMetadata(vocabulary)],
    tensors: llamaTensors(model, model.type, (matrix, layer, [columns]) => ({
      kind: "noise",
      seed: model.seed + [...matrix].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), layer + 1),
      // Rows of the output of about this deviation give probabilities as peaked as those of a real model.
      deviation: matrix === "token_embd" ? 1 : (matrix === "output" ? 2.4 : 1) / Math.sqrt(columns),
    })),
  });
}

/** What training can teach; larger vocabularies are filled up. */
const TRAINABLE = 2048;

/** A vocabulary of exactly this size: what is missing is filled up with tokens that no text becomes. */
function paddedVocabulary(size: number): Vocabulary {
  const trained = makeVocabulary(Math.min(size, TRAINABLE));
  const missing = size - trained.tokens.length;
  if (missing < 0) throw new Error(`A vocabulary takes at least ${256 + SPECIAL_TOKENS.length} tokens, not ${size}`);
  const plain = trained.tokens.length - SPECIAL_TOKENS.length;
  const filling = Array.from({ length: missing }, (_, index) => `unused${index}`);
  return {
    tokens: [...trained.tokens.slice(0, plain), ...filling, ...trained.tokens.slice(plain)],
    types: [...trained.types.slice(0, plain), ...filling.map(() => 1), ...trained.types.slice(plain)],
    merges: trained.merges,
  };
}
