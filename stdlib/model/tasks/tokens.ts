import type { Piece } from "../../../runtime/layout/layout.ts";
import { BYTE_ALPHABET, type Merge, makeBpe, trainMerges } from "../bpe.ts";
import { SPECIAL_TOKENS } from "../chat-template.ts";
import { isSpecialId, specialId, type Vocabulary } from "../vocabulary.ts";
import type { Sample } from "./teach.ts";

/** A word that comes so often in what a vocabulary is learnt from is no made-up one. */
const OFTEN = 40;

/**
 * Says which tokens there may be, so that a small model can copy words that it has never seen: a word is cut in the same
 * way wherever it stands. Capitals stand alone or among capitals; a space is part of a token only before a capital and
 * before words that come often, as a whole.
 */
export function tokensFor(texts: string): (token: string) => boolean {
  const counts = new Map<string, number>();
  for (const [word] of texts.matchAll(/(?<= )[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (token) => {
    const letters = token.replace(/^Ġ/, "");
    if (/[A-Z]/.test(letters)) return letters.length === 1 || /^[A-Z]+$/.test(letters);
    if (token === letters || !/^[a-z]/.test(letters)) return true;
    return (counts.get(letters) ?? 0) >= OFTEN;
  };
}

/** A word in fewer texts than this is a made-up one. */
const FEW = 4;

/** A vocabulary of at most `size` tokens, learnt from what the samples of some lessons read and write. */
export function vocabularyOf(lessons: readonly string[], size: number): Vocabulary {
  const text = withoutEchoes(lessons);
  const merges = trainMerges(text, size - BYTE_ALPHABET.length - SPECIAL_TOKENS.length, tokensFor(text));
  return withMerges(merges);
}

/** The texts with every made-up word only once: its syllables are worth tokens, the word itself is not. */
function withoutEchoes(lessons: readonly string[]): string {
  const places = new Map<string, number>();
  const word = /[\p{L}]{4,}/gu;
  for (const text of lessons)
    for (const each of new Set(text.match(word) ?? [])) places.set(each, (places.get(each) ?? 0) + 1);
  const met = new Set<string>();
  return lessons
    .map((text) =>
      text.replace(word, (each) => {
        if ((places.get(each) ?? 0) >= FEW) return each;
        if (met.has(each.toLowerCase())) return BREAK;
        met.add(each.toLowerCase());
        return each;
      }),
    )
    .join(BREAK);
}

/** Parts texts where no token may reach across: digits are tokens of their own. */
const BREAK = "0";

function withMerges(merges: readonly Merge[]): Vocabulary {
  const tokens = [...new Set([...BYTE_ALPHABET, ...merges.map(([left, right]) => left + right)]), ...SPECIAL_TOKENS];
  return { tokens, types: tokens.map((_, id) => (isSpecialId(tokens, id) ? 3 : 1)), merges };
}

const MARK = new RegExp(SPECIAL_TOKENS.map((token) => token.replace(/[|]/g, "\\$&")).join("|"), "g");

/** Text without what becomes special tokens. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces.map(({ text, special }) => (special ? text.replace(MARK, BREAK) : text)).join(BREAK);
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
