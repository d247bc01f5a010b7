import type { GgufMetadata } from "node-llama-cpp";
import type { RoleTokens } from "../layout/probe.ts";

export type { RoleTokens };

/** Pre-tokenizers of models that begin every text with a token although their files need not say so. */
const BEGINNING = new Set([
  "llama3",
  "llama-v3",
  "llama-bpe",
  "falcon3",
  "falcon-h1",
  "pixtral",
  "midm-2.0",
  "lfm2",
  "jina-v5-nano",
  "tekken",
  "chameleon",
]);

/**
 * The texts of the tokens that begin a text and end a turn, as llama.cpp would use them: a file need not say whether
 * text begins with a token, then the kind of tokenizer decides.
 */
export function roleTokens(metadata: GgufMetadata): RoleTokens {
  const ggml = metadata.tokenizer?.ggml;
  if (!ggml) return {};
  const text = (id: number | undefined): string | undefined => (id === undefined ? undefined : ggml.tokens?.[id]);
  const sentencePiece = ggml.model === "llama";
  // What llama.cpp says of Gemma 4's files, whatever they say themselves.
  const always = ggml.pre === "gemma4";
  const begins = always || (ggml.add_bos_token ?? (sentencePiece || BEGINNING.has(ggml.pre ?? "")));
  const begin = begins ? text(ggml.bos_token_id ?? (sentencePiece ? 1 : undefined)) : undefined;
  const end = text(ggml.eos_token_id ?? (sentencePiece ? 2 : undefined));
  return { ...(begin !== undefined && { begin }), ...(end !== undefined && { end }) };
}
