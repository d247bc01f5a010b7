import { PRE_TOKENIZER } from "./bpe.ts";
import { CHAT_TEMPLATE } from "./chat-template.ts";
import type { GgufMetadata } from "./gguf.ts";
import { specialId, type Vocabulary } from "./vocabulary.ts";

/** What llama.cpp and chat wrappers need to know of a model's tokens. No text begins with a token of its own. */
export function tokenizerMetadata(vocabulary: Vocabulary): GgufMetadata {
  const end = specialId(vocabulary, "<|im_end|>");
  const nothing = specialId(vocabulary, "<|endoftext|>");
  return [
    ["tokenizer.ggml.model", { kind: "string", value: "gpt2" }],
    ["tokenizer.ggml.pre", { kind: "string", value: PRE_TOKENIZER }],
    ["tokenizer.ggml.tokens", { kind: "strings", value: vocabulary.tokens }],
    ["tokenizer.ggml.token_type", { kind: "i32s", value: vocabulary.types }],
    ["tokenizer.ggml.merges", { kind: "strings", value: vocabulary.merges.map((merge) => merge.join(" ")) }],
    ["tokenizer.ggml.eos_token_id", { kind: "u32", value: end }],
    ["tokenizer.ggml.padding_token_id", { kind: "u32", value: nothing }],
    ["tokenizer.ggml.bos_token_id", { kind: "u32", value: nothing }],
    ["tokenizer.ggml.add_bos_token", { kind: "bool", value: false }],
    ["tokenizer.chat_template", { kind: "string", value: CHAT_TEMPLATE }],
  ];
}
