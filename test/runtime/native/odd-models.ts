import type { GgufMetadata, GgufTensor } from "../../../stdlib/model/gguf.ts";
import { writeGguf } from "../../../stdlib/model/gguf.ts";
import { tokenizerMetadata } from "../../../stdlib/model/tokenizer-metadata.ts";
import { makeVocabulary } from "../../../stdlib/model/vocabulary.ts";

/** Architectures whose caches can't be forked exactly. */
export type OddArchitecture = "mamba" | "jamba" | "gemma2";

const WIDTH = 32;
const INNER = 2 * WIDTH;
const STATE = 8;
const RANK = 4;
const KERNEL = 4;
const LAYERS = 2;

/** Writes a whole model of two layers, with random weights. Without `told` its description leaves out what is optional. */
export function writeOddModel(file: string, architecture: OddArchitecture, told = true): void {
  const vocabulary = makeVocabulary(512);
  const tokens = vocabulary.tokens.length;
  const recurrent = (layer: number) => architecture === "mamba" || (architecture === "jamba" && layer === 0);
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const block = `blk.${layer}`;
    const mixer = recurrent(layer) ? recurrentLayer(block, architecture) : attentionLayer(block);
    return [...mixer, ...(architecture === "mamba" ? [] : feedForward(block, architecture))];
  });
  writeGguf(file, {
    metadata: [...description(architecture, told), ...tokenizerMetadata(vocabulary)],
    tensors: [tensor("token_embd.weight", WIDTH, tokens), tensor("output_norm.weight", WIDTH), ...layers.flat()],
  });
}

function tensor(name: string, ...shape: number[]): GgufTensor {
  return { name, shape, type: "f32", values: { kind: "noise", seed: 1, deviation: 0.1 } };
}

function recurrentLayer(block: string, architecture: OddArchitecture): GgufTensor[] {
  return [
    tensor(`${block}.attn_norm.weight`, WIDTH),
    tensor(`${block}.ssm_in.weight`, WIDTH, 2 * INNER),
    tensor(`${block}.ssm_conv1d.weight`, KERNEL, INNER),
    tensor(`${block}.ssm_conv1d.bias`, INNER),
    tensor(`${block}.ssm_x.weight`, INNER, RANK + 2 * STATE),
    tensor(`${block}.ssm_dt.weight`, RANK, INNER),
    tensor(`${block}.ssm_dt.bias`, INNER),
    tensor(`${block}.ssm_a`, STATE, INNER),
    tensor(`${block}.ssm_d`, INNER),
    tensor(`${block}.ssm_out.weight`, INNER, WIDTH),
    ...(architecture === "jamba"
      ? [
          tensor(`${block}.ssm_dt_norm.weight`, RANK),
          tensor(`${block}.ssm_b_norm.weight`, STATE),
          tensor(`${block}.ssm_c_norm.weight`, STATE),
        ]
      : []),
  ];
}

function attentionLayer(block: string): GgufTensor[] {
  const matrices = ["attn_q", "attn_k", "attn_v", "attn_output"];
  return [
    tensor(`${block}.attn_norm.weight`, WIDTH),
    ...matrices.map((name) => tensor(`${block}.${name}.weight`, WIDTH, WIDTH)),
  ];
}

function feedForward(block: string, architecture: OddArchitecture): GgufTensor[] {
  return [
    tensor(`${block}.ffn_norm.weight`, WIDTH),
    ...["ffn_gate", "ffn_up", "ffn_down"].map((name) => tensor(`${block}.${name}.weight`, WIDTH, WIDTH)),
    ...(architecture === "gemma2"
      ? ["post_attention_norm", "post_ffw_norm"].map((name) => tensor(`${block}.${name}.weight`, WIDTH))
      : []),
  ];
}

function description(architecture: OddArchitecture, told: boolean): GgufMetadata {
  const number = (key: string, value: number) => [`${architecture}.${key}`, { kind: "u32", value }] as const;
  const state =
    architecture === "gemma2"
      ? []
      : [
          number("ssm.conv_kernel", KERNEL),
          number("ssm.inner_size", INNER),
          number("ssm.state_size", STATE),
          number("ssm.time_step_rank", RANK),
        ];
  return [
    ["general.architecture", { kind: "string", value: architecture }],
    number("context_length", 512),
    number("embedding_length", WIDTH),
    number("block_count", LAYERS),
    number("feed_forward_length", architecture === "mamba" ? 0 : WIDTH),
    number("attention.head_count", architecture === "mamba" ? 0 : 2),
    [`${architecture}.attention.layer_norm_rms_epsilon`, { kind: "f32", value: 1e-5 }],
    ...(architecture === "jamba"
      ? ([["jamba.attention.head_count_kv", { kind: "i32s", value: [0, 2] }]] as const)
      : []),
    ...(architecture === "gemma2" && told ? [number("attention.sliding_window", 64)] : []),
    ...state,
  ];
}
