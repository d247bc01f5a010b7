import { fromAlphabet } from "./bpe.ts";
import { writeGguf } from "./gguf.ts";
import { type LlamaMatrix, type LlamaShape, llamaMetadata, llamaTensors } from "./llama.ts";
import { type Dice, makeDice } from "./random.ts";
import { tokenBias } from "./token-bias.ts";
import { tokenizerMetadata } from "./tokenizer-metadata.ts";
import { isSpecialId, makeVocabulary, type Vocabulary } from "./vocabulary.ts";

/** The file's name wherever it lies. */
export const SMALL_MODEL_FILE = "agentflow-small.gguf";
/** The model's name, as it is shown. */
export const SMALL_MODEL_NAME = "agentflow small";

const SHAPE: LlamaShape = {
  layers: 4,
  width: 128,
  heads: 4,
  keyHeads: 4,
  feedForward: 384,
  vocabulary: 2048,
  context: 8192,
};

/**
 * Writes the small model that is there without a download. Its weights are random but for one thing: how often each
 * token is chosen, see the README beside this file. The same bytes each time, about 3.5 MB, in well under a second.
 */
export function writeSmallModel(file: string): void {
  const vocabulary = makeVocabulary(SHAPE.vocabulary);
  const shape = { ...SHAPE, vocabulary: vocabulary.tokens.length };
  writeGguf(file, {
    metadata: [...llamaMetadata(shape, SMALL_MODEL_NAME, "f16"), ...tokenizerMetadata(vocabulary)],
    tensors: llamaTensors(shape, "f16", (matrix, layer) => {
      const dice = makeDice(seedOf(matrix, layer));
      return { kind: "rows", fill: rowFiller(matrix, shape, vocabulary, dice) };
    }),
  });
}

/**
 * The first number of every token's vector holds one constant, and no layer writes to it. So it is in every hidden
 * state, and a token's weight on it is a bias: that much likelier, whatever came before.
 */
const CONSTANT_AT = 0;
const CONSTANT = 24;
/**
 * The constant as the output matrix finds it, after the last norm. Measured: with the deviations below, the rest of a
 * hidden state has about 6/10 of the constant's share.
 */
const CONSTANT_SEEN = 9;

/** Standard deviations of the matrices' numbers, times the root of what they sum over. */
const DEVIATION: Readonly<Record<LlamaMatrix, number>> = {
  token_embd: 1,
  // What came before decides more than what is likely in general, yet not much more: words vary, strings end.
  output: 0.33,
  // Large, so that attention picks single tokens out of what came before: a model that looked at the last token alone
  // would go round in circles.
  attn_q: 2.4,
  attn_k: 2.4,
  attn_v: 1.6,
  attn_output: 1.6,
  ffn_gate: 1.4,
  ffn_up: 1.4,
  ffn_down: 1.4,
};

function rowFiller(matrix: LlamaMatrix, shape: LlamaShape, vocabulary: Vocabulary, dice: Dice) {
  const columns = matrix === "ffn_down" ? shape.feedForward : shape.width;
  const perRow = matrix === "token_embd" || matrix === "output" ? 1 : Math.sqrt(columns);
  const deviation = DEVIATION[matrix] / perRow;
  const writesResidual = matrix === "attn_output" || matrix === "ffn_down";
  return (row: number, out: Float32Array): void => {
    for (let at = 0; at < columns; at++) out[at] = dice.normal() * deviation;
    if (writesResidual && row === CONSTANT_AT) out.fill(0);
    if (matrix === "token_embd") out[CONSTANT_AT] = CONSTANT;
    if (matrix === "output") out[CONSTANT_AT] = biasOf(vocabulary, row) / CONSTANT_SEEN;
  };
}

function biasOf(vocabulary: Vocabulary, id: number): number {
  const token = vocabulary.tokens[id] ?? "";
  if (isSpecialId(vocabulary.tokens, id)) return tokenBias({ special: true, text: token });
  return tokenBias({ special: false, bytes: fromAlphabet(token) });
}

const MATRICES = Object.keys(DEVIATION);

function seedOf(matrix: LlamaMatrix, layer: number): number {
  return 1 + MATRICES.indexOf(matrix) + (layer + 1) * MATRICES.length;
}
