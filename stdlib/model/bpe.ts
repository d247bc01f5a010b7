/**
 * Byte-level byte pair encoding, as GPT-2 introduced it and llama.cpp reads it (`tokenizer.ggml.model` = `gpt2`):
 * text is cut into pieces, a piece's UTF-8 bytes are written in an alphabet of 256 printable characters, and pairs of
 * neighbours are merged in the order in which training found them.
 */

/** The way in which text is cut: llama.cpp's name for it, Qwen 2's. Every digit is a piece of its own. */
export const PRE_TOKENIZER = "qwen2";

/** The same rule as llama.cpp's, which writes white space as Unicode has it and not as JavaScript's `\s`. */
const PIECES = new RegExp(
  [
    "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])",
    "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+",
    "\\p{N}",
    " ?[^\\p{White_Space}\\p{L}\\p{N}]+[\\r\\n]*",
    "\\p{White_Space}*[\\r\\n]+",
    "\\p{White_Space}+(?!\\P{White_Space})",
    "\\p{White_Space}+",
  ].join("|"),
  "gu",
);

/** The character that stands for each byte: itself where it is printable, else one from U+0100 on, in order. */
export const BYTE_ALPHABET: readonly string[] = (() => {
  const printable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
})();

const byteOf = new Map(BYTE_ALPHABET.map((character, byte) => [character, byte]));

/** Text in the alphabet of bytes. */
export function toAlphabet(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => BYTE_ALPHABET[byte]).join("");
}

/** The bytes that a token in the alphabet stands for. */
export function fromAlphabet(token: string): Uint8Array {
  return Uint8Array.from(token, (character) => byteOf.get(character) ?? 0);
}

/** The pieces of a text, inside which alone merges happen. Joined they are the text. */
export function splitPieces(text: string): string[] {
  return text.match(PIECES) ?? [];
}

/** Two tokens in the alphabet that become one; their place in a list is their rank. */
export type Merge = readonly [left: string, right: string];

interface Word {
  symbols: number[];
  readonly count: number;
}

/** Symbols are numbered below this, so that a pair is one number. */
const PAIR_BASE = 1 << 16;

/**
 * The first `count` merges that `text` teaches: always the most frequent pair, of equals the one of earlier symbols.
 * Fewer if nothing is left that occurs twice, and none of which `may` says that its token may not be.
 */
export function trainMerges(text: string, count: number, may: (token: string) => boolean = () => true): Merge[] {
  const symbols = [...BYTE_ALPHABET];
  const idOf = new Map(symbols.map((symbol, id) => [symbol, id]));
  const frequencies = new Map<string, number>();
  for (const piece of splitPieces(text)) frequencies.set(piece, (frequencies.get(piece) ?? 0) + 1);
  const words: Word[] = [...frequencies].map(([piece, times]) => ({
    symbols: Array.from(toAlphabet(piece), (character) => idOf.get(character) ?? 0),
    count: times,
  }));

  const counts = new Map<number, number>();
  const places = new Map<number, Set<Word>>();
  const refused = new Set<number>();
  const tally = (word: Word, sign: 1 | -1) => {
    for (const pair of pairsOf(word.symbols)) {
      if (refused.has(pair)) continue;
      counts.set(pair, (counts.get(pair) ?? 0) + sign * word.count);
      if (sign > 0) (places.get(pair) ?? places.set(pair, new Set()).get(pair))?.add(word);
    }
  };
  for (const word of words) tally(word, 1);

  const merges: Merge[] = [];
  while (merges.length < count) {
    const best = mostFrequent(counts);
    if (best === undefined) break;
    const left = Math.floor(best / PAIR_BASE);
    const right = best % PAIR_BASE;
    const merge: Merge = [symbols[left] ?? "", symbols[right] ?? ""];
    if (!may(merge[0] + merge[1])) {
      counts.delete(best);
      refused.add(best);
      continue;
    }
    merges.push(merge);
    // The same token may arise from two different pairs; it keeps its first number.
    const joined = merge[0] + merge[1];
    const id = idOf.get(joined) ?? symbols.push(joined) - 1;
    idOf.set(joined, id);
    for (const word of places.get(best) ?? []) {
      tally(word, -1);
      word.symbols = mergePair(word.symbols, left, right, id);
      tally(word, 1);
    }
    counts.delete(best);
  }
  return merges;
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  let most = 1;
  for (const [pair, count] of counts) {
    if (count > most || (count === most && best !== undefined && pair < best)) {
      best = pair;
      most = count;
    }
  }
  return best;
}

function pairsOf(symbols: readonly number[]): number[] {
  return symbols.slice(1).map((right, index) => (symbols[index] ?? 0) * PAIR_BASE + right);
}

function mergePair(symbols: readonly number[], left: number, right: number, joined: number): number[] {
  const out: number[] = [];
  for (let at = 0; at < symbols.length; at++) {
    if (symbols[at] === left && symbols[at + 1] === right) {
      out.push(joined);
      at++;
    } else {
      out.push(symbols[at] ?? 0);
    }
  }
  return out;
}

/** Pieces that a tokeniser remembers at most. */
const MOST_KNOWN = 50_000;

/** A tokeniser: what text becomes, and what tokens mean. */
export interface Bpe {
  /** Text as plain text: no special token ever comes out. */
  encode(text: string): number[];
  decode(tokens: readonly number[]): string;
}

/**
 * The tokeniser of a vocabulary. Within a piece the pair of lowest rank is merged first, of equals the leftmost, until
 * none is left.
 */
export function makeBpe(vocabulary: { readonly tokens: readonly string[]; readonly merges: readonly Merge[] }): Bpe {
  const idOf = new Map(vocabulary.tokens.map((token, id) => [token, id]));
  const rankOf = new Map(vocabulary.merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const encodePiece = (piece: string): number[] => {
    let parts = Array.from(toAlphabet(piece));
    for (;;) {
      let best = -1;
      let bestRank = Number.POSITIVE_INFINITY;
      for (let at = 0; at + 1 < parts.length; at++) {
        const rank = rankOf.get(`${parts[at]} ${parts[at + 1]}`);
        if (rank !== undefined && rank < bestRank) {
          best = at;
          bestRank = rank;
        }
      }
      if (best < 0) return parts.map((part) => idOf.get(part) ?? 0);
      parts = [...parts.slice(0, best), `${parts[best]}${parts[best + 1]}`, ...parts.slice(best + 2)];
    }
  };
  // The same pieces come again and again; made-up words beside them would fill any memory.
  const known = new Map<string, readonly number[]>();
  const encodeKnown = (piece: string): readonly number[] => {
    const before = known.get(piece);
    if (before) return before;
    const tokens = encodePiece(piece);
    if (known.size < MOST_KNOWN) known.set(piece, tokens);
    return tokens;
  };
  return {
    encode: (text) => splitPieces(text).flatMap(encodeKnown),
    decode: (tokens) => {
      const bytes = tokens.flatMap((token) => [...fromAlphabet(vocabulary.tokens[token] ?? "")]);
      return new TextDecoder().decode(Uint8Array.from(bytes));
    },
  };
}
