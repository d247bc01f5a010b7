import type { Piece } from "../../../runtime/layout/layout.ts";
import { BYTE_ALPHABET, type Merge, makeBpe, trainMerges } from "../bpe.ts";
import { SPECIAL_TOKENS } from "../chat-template.ts";
import { isSpecialId, specialId, type Vocabulary } from "../vocabulary.ts";
import type { Sample } from "./teach.ts";

/**
 * Whether a token may be. Capitals stand alone or among capitals: so a name's letters become the same tokens wherever it
 * stands, whether or not it has been seen before, and a small model can copy it.
 */
export function mayBeToken(token: string): boolean {
  const letters = token.replace(/^Ġ/, "");
  return !/[A-Z]/.test(letters) || letters.length === 1 || /^[A-Z]+$/.test(letters);
}

/** A vocabulary of at most `size` tokens, learnt from what the samples read and write. */
export function vocabularyOf(texts: string, size: number): Vocabulary {
  const merges = trainMerges(texts, size - BYTE_ALPHABET.length - SPECIAL_TOKENS.length, mayBeToken);
  return withMerges(merges);
}

function withMerges(merges: readonly Merge[]): Vocabulary {
  const tokens = [...new Set([...BYTE_ALPHABET, ...merges.map(([left, right]) => left + right)]), ...SPECIAL_TOKENS];
  return { tokens, types: tokens.map((_, id) => (isSpecialId(tokens, id) ? 3 : 1)), merges };
}

const MARK = new RegExp(SPECIAL_TOKENS.map((token) => token.replace(/[|]/g, "\\$&")).join("|"), "g");

/** Text without what becomes special tokens. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces.map(({ text, special }) => (special ? text.replace(MARK, "\n") : text)).join("\n");
}

/** Pieces as token ids, as the native engine's tokeniser gives them. */
export function tokenizerOf(vocabulary: Vocabulary): (pieces: readonly Piece[]) => Int32Array {
  const bpe = makeBpe(vocabulary);
  return (pieces) => {
    const ids: number[] = [];
    for (const { text, special } of pieces) {
      let at = 0;
      for (const match of special ? text.matchAll(MARK) : []) {
        ids.push(...bpe.encode(text.slice(at, match.index)));
        ids.push(specialId(vocabulary, match[0] as (typeof SPECIAL_TOKENS)[number]));
        at = match.index + match[0].length;
      }
      ids.push(...bpe.encode(text.slice(at)));
    }
    return Int32Array.from(ids);
  };
}

/** A sample as token ids, each with whether the model is to learn to write it. The mark that ends a turn is. */
export function encodeSample(
  sample: Sample,
  tokenize: (pieces: readonly Piece[]) => Int32Array,
  end: number,
): { readonly tokens: number[]; readonly loss: number[] } {
  const tokens: number[] = [];
  const loss: number[] = [];
  let justWrote = false;
  for (const { written, pieces } of sample.segments) {
    const ids = tokenize(pieces);
    tokens.push(...ids);
    for (const [index] of ids.entries()) loss.push(written || (justWrote && index === 0) ? 1 : 0);
    justWrote = written;
  }
  if (justWrote) {
    tokens.push(end);
    loss.push(1);
  }
  return { tokens, loss };
}
