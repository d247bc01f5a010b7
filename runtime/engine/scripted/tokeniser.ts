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
/** Control tokens: this bit and their number. */
const CONTROL = 1 << 29;
/** What stands for a control token in special text: `<|im_end|>`, `<think>`. */
const MARK = /<[^<>\s]+>/g;

/** A tokeniser; control tokens are numbered as they are first met. */
export function createTokeniser(): Tokeniser {
  const marks: string[] = [];
  const numbers = new Map<string, number>();

  function control(mark: string): number {
    let number = numbers.get(mark);
    if (number === undefined) {
      number = marks.push(mark) - 1;
      numbers.set(mark, number);
    }
    return CONTROL | number;
  }

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
    if (token & CONTROL) return marks[token & (CONTROL - 1)] ?? "";
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
