import type { Piece } from "../../layout/layout.ts";

/** The scripted device's tokens: about four characters each, nothing lost, the same ids for the same text. */
export interface Tokeniser {
  encode(pieces: readonly Piece[]): Int32Array;
  decode(tokens: Iterable<number>): string;
}

/** Up to four ASCII characters of seven bits each go into one id below 2²⁸, the first one lowest. */
const WIDTH = 4;
const BITS = 7;
/** Any other character is a token of its own: this bit and its code point. */
const WIDE = 1 << 28;
/** Control tokens: this bit and a number below 2²⁸. */
const CONTROL = 1 << 29;
/** What stands for a control token in special text: `<|im_end|>`, `<think>`. */
const MARK = /<[^<>\s]+>/g;

/** Marks by their ids: those that any tokeniser has met, since ids written down by one are read by another. */
const marks = new Map<number, string>();

/** The same id for the same mark, whatever else was met before: a hash (FNV-1a) in as many bits as there are. */
function control(mark: string): number {
  let hash = 0x811c9dc5;
  for (const char of mark) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  const token = CONTROL | (hash & (WIDE - 1));
  marks.set(token, mark);
  return token;
}

/** A tokeniser. */
export function createTokeniser(): Tokeniser {
  function encodeText(text: string, tokens: number[]): void {
    let packed = 0;
    let width = 0;
    const flush = (): void => {
      if (width > 0) tokens.push(packed);
      packed = 0;
      width = 0;
    };
    for (const char of text) {
      const code = char.codePointAt(0) ?? 0;
      // NUL is what an empty place looks like, so it goes the wide way.
      if (code === 0 || code > 0x7f) {
        flush();
        tokens.push(WIDE | code);
        continue;
      }
      packed |= code << (BITS * width);
      width += 1;
      if (width === WIDTH) flush();
    }
    flush();
  }

  function decodeOne(token: number): string {
    if (token & CONTROL) return marks.get(token) ?? "";
    if (token & WIDE) return String.fromCodePoint(token & (WIDE - 1));
    let text = "";
    for (let rest = token; rest > 0; rest >>>= BITS) text += String.fromCharCode(rest & ((1 << BITS) - 1));
    return text;
  }

  return {
    encode(pieces) {
      const tokens: number[] = [];
      for (const { text, special } of pieces) {
        let at = 0;
        for (const match of special ? text.matchAll(MARK) : []) {
          encodeText(text.slice(at, match.index), tokens);
          tokens.push(control(match[0]));
          at = match.index + match[0].length;
        }
        encodeText(text.slice(at), tokens);
      }
      return Int32Array.from(tokens);
    },
    decode: (tokens) => Array.from(tokens, decodeOne).join(""),
  };
}
