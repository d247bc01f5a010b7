import type { GgufMetadata, GgufTensor, TensorValues } from "./gguf.ts";
import type { Quantisation } from "./quantise.ts";

/** The shape of a model of llama.cpp's `llama` architecture. */
export interface LlamaShape {
  readonly layers: number;
  /** Numbers that stand for one token; a multiple of 32 and of `heads`. */
  readonly width: number;
  readonly heads: number;
  /** Heads whose keys and values are cached; divides `heads`. */
  readonly keyHeads: number;
  readonly feedForward: number;
  readonly vocabulary: number;
  readonly context: number;
}

/** The matrices of a layer, and the two that all layers share. */
export type LlamaMatrix =
  | "token_embd"
  | "output"
  | "attn_q"
  | "attn_k"
  | "attn_v"
  | "attn_output"
  | "ffn_gate"
  | "ffn_up"
  | "ffn_down";

/** What llama.cpp needs to know of a model's shape, beside its tokens. */
export function llamaMetadata(shape: LlamaShape, name: string, type: Quantisation): GgufMetadata {
  const headWidth = shape.width / shape.heads;
  return [
    ["general.architecture", { kind: "string", value: "llama" }],
    ["general.name", { kind: "string", value: name }],
    ["general.file_type", { kind: "u32", value: FILE_TYPES[type] }],
    ["general.quantization_version", { kind: "u32", value: 2 }],
    ["llama.context_length", { kind: "u32", value: shape.context }],
    ["llama.embedding_length", { kind: "u32", value: shape.width }],
    ["llama.block_count", { kind: "u32", value: shape.layers }],
    ["llama.feed_forward_length", { kind: "u32", value: shape.feedForward }],
    ["llama.rope.dimension_count", { kind: "u32", value: headWidth }],
    ["llama.rope.freq_base", { kind: "f32", value: 10_000 }],
    ["llama.attention.head_count", { kind: "u32", value: shape.heads }],
    ["llama.attention.head_count_kv", { kind: "u32", value: shape.keyHeads }],
    ["llama.attention.layer_norm_rms_epsilon", { kind: "f32", value: 1e-5 }],
    ["llama.vocab_size", { kind: "u32", value: shape.vocabulary }],
  ];
}

const FILE_TYPES: Readonly<Record<Quantisation, number>> = { f32: 0, f16: 1, q8_0: 7 };

/**
 * All tensors of a model in the order of its layers. `values` says what stands in each matrix; norms are ones.
 */
export function llamaTensors(
  shape: LlamaShape,
  type: Quantisation,
  values: (matrix: LlamaMatrix, layer: number, shape: readonly [columns: number, rows: number]) => TensorValues,
): GgufTensor[] {
  const { width, feedForward } = shape;
  const keyWidth = (width / shape.heads) * shape.keyHeads;
  const matrix = (name: string, of: LlamaMatrix, layer: number, columns: number, rows: number): GgufTensor => ({
    name: `${name}.weight`,
    shape: [columns, rows],
    type,
    values: values(of, layer, [columns, rows]),
  });
  const norm = (name: string): GgufTensor => ({
    name: `${name}.weight`,
    shape: [width],
    type: "f32",
    values: { kind: "rows", fill: (_, out) => void out.fill(1) },
  });
  const layers = Array.from({ length: shape.layers }, (_, layer) => {
    const block = `blk.${layer}`;
    return [
      norm(`${block}.attn_norm`),
      matrix(`${block}.attn_q`, "attn_q", layer, width, width),
      matrix(`${block}.attn_k`, "attn_k", layer, width, keyWidth),
      matrix(`${block}.attn_v`, "attn_v", layer, width, keyWidth),
      matrix(`${block}.attn_output`, "attn_output", layer, width, width),
      norm(`${block}.ffn_norm`),
      matrix(`${block}.ffn_gate`, "ffn_gate", layer, width, feedForward),
      matrix(`${block}.ffn_up`, "ffn_up", layer, width, feedForward),
      matrix(`${block}.ffn_down`, "ffn_down", layer, feedForward, width),
    ];
  });
  return [
    matrix("token_embd", "token_embd", -1, width, shape.vocabulary),
    ...layers.flat(),
    norm("output_norm"),
    matrix("output", "output", -1, width, shape.vocabulary),
  ];
}
