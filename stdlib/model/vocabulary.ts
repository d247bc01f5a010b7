import { BYTE_ALPHABET, type Merge, trainMerges } from "./bpe.ts";
import { SPECIAL_TOKENS } from "./chat-template.ts";
import { trainingText } from "./training-text.ts";

/** llama.cpp's `token_type`: control tokens come only from special text, never from what somebody wrote. */
const NORMAL = 1;
const CONTROL = 3;

/** What a GGUF file says of its tokens: their text in the alphabet of bytes, their kinds, and the merges. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly merges: readonly Merge[];
}

/** Bytes first, then merges in the order in which they were learnt, then the special tokens. */
export function makeVocabulary(size: number): Vocabulary {
  const wanted = size - BYTE_ALPHABET.length - SPECIAL_TOKENS.length;
  const merges = trainMerges(trainingText({ seed: 20, lines: 6000 }), wanted);
  // Two pairs may make the same token, which then is one token with two merges.
  const tokens = [...new Set([...BYTE_ALPHABET, ...merges.map(([left, right]) => left + right)]), ...SPECIAL_TOKENS];
  return { tokens, types: tokens.map((_, id) => (isSpecialId(tokens, id) ? CONTROL : NORMAL)), merges };
}

/** The id of a special token. */
export function specialId(vocabulary: Pick<Vocabulary, "tokens">, token: (typeof SPECIAL_TOKENS)[number]): number {
  return vocabulary.tokens.length - SPECIAL_TOKENS.length + SPECIAL_TOKENS.indexOf(token);
}

/** Whether a token is one of the special ones, which stand last. */
export function isSpecialId(tokens: readonly string[], id: number): boolean {
  return id >= tokens.length - SPECIAL_TOKENS.length;
}
