import { writeGguf } from "./gguf.ts";
import { type LlamaMatrix, type LlamaShape, llamaMetadata, llamaTensors } from "./llama.ts";
import { type Dice, makeDice } from "./random.ts";
import { biasAfter, classOf, TOKEN_CLASSES, tokenText } from "./token-class.ts";
import { tokenizerMetadata } from "./tokenizer-metadata.ts";
import { makeVocabulary, type Vocabulary } from "./vocabulary.ts";

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
 * Writes a model that knows nothing, for tests and benchmarks: its weights are random but for one table, so that answers
 * are short and in the shape of answers; see the README beside this file. The same bytes each time, 2.8 MB, in about half
 * a second.
 */
export function writeUntrainedModel(file: string): void {
  const vocabulary = makeVocabulary(SHAPE.vocabulary);
  const shape = { ...SHAPE, vocabulary: vocabulary.tokens.length };
  writeGguf(file, {
    metadata: [...llamaMetadata(shape, "untrained", "f16"), ...tokenizerMetadata(vocabulary)],
    tensors: llamaTensors(shape, "f16", (matrix, layer) => {
      const dice = makeDice(seedOf(matrix, layer));
      return { kind: "rows", fill: rowFiller(matrix, shape, vocabulary, dice) };
    }),
  });
}

/**
 * The first numbers of every token's vector say its class, one of them this large and the others zero. No layer reads
 * or writes them, so in the last hidden state they are the class of the token before, and the output matrix's weights
 * on them are a table: how likely each token is after each class.
 */
const CLASS_SIZE = 30;
/** That number as the output matrix finds it, after the last norm, on average. */
const CLASS_SEEN = 7;

/** Standard deviations of the matrices' numbers, times the root of what they sum over. */
const DEVIATION: Readonly<Record<LlamaMatrix, number>> = {
  token_embd: 1,
  // What came before decides among words, and now and then against what is likely.
  output: 0.2,
  // Large, so that attention picks single tokens out of what came before: a model that looked at the last token alone
  // would go round in circles.
  attn_q: 4,
  attn_k: 4,
  attn_v: 2,
  attn_output: 1.5,
  ffn_gate: 3,
  ffn_up: 3,
  ffn_down: 0.5,
};

function rowFiller(matrix: LlamaMatrix, shape: LlamaShape, vocabulary: Vocabulary, dice: Dice) {
  const columns = matrix === "ffn_down" ? shape.feedForward : shape.width;
  const isTable = matrix === "token_embd" || matrix === "output";
  const writesState = matrix === "attn_output" || matrix === "ffn_down";
  const deviation = DEVIATION[matrix] / (isTable ? 1 : Math.sqrt(columns));
  const classes = TOKEN_CLASSES.length;
  return (row: number, out: Float32Array): void => {
    for (let at = 0; at < columns; at++) out[at] = dice.normal() * deviation;
    if (writesState) {
      if (row < classes) out.fill(0);
      return;
    }
    out.fill(0, 0, classes);
    if (!isTable) return;
    const token = tokenText(vocabulary, row);
    if (matrix === "token_embd") out[TOKEN_CLASSES.indexOf(classOf(token))] = CLASS_SIZE;
    else out.set(TOKEN_CLASSES.map((before) => biasAfter(before, token) / CLASS_SEEN));
  };
}

const MATRICES = Object.keys(DEVIATION);

function seedOf(matrix: LlamaMatrix, layer: number): number {
  return 1 + MATRICES.indexOf(matrix) + (layer + 1) * MATRICES.length;
}
