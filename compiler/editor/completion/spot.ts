import type { Span } from "../../../language/ast.ts";
import { isOf, TextHead, TextMiddle, TextTail, TextToken, type Token } from "../../../language/tokens.ts";
import type { ParsedFile } from "../workspace.ts";

/** What surrounds the cursor, before anything is known of its meaning. */
export type Spot =
  /** A comment, or a number. */
  | { readonly kind: "nothing" }
  /** Inside quotes: the piece of the text around the cursor, without quotes and `${`. */
  | { readonly kind: "text"; readonly piece: Span; readonly token: Token }
  /** Code: the word at the cursor, empty where there is none. */
  | { readonly kind: "word"; readonly word: Span };

/** Finds what surrounds an offset. */
export function spotAt({ text, tokens, module: { comments } }: ParsedFile, offset: number): Spot {
  if (comments.some(({ span }) => span.start < offset && offset <= span.end)) return { kind: "nothing" };
  const token = tokens[lastBefore(tokens, offset)];
  const piece = token && pieceOf(token);
  if (piece && piece.start <= offset && offset <= piece.end) return { kind: "text", piece, token };
  const word = wordAt(text, offset);
  return /^\d/.test(text.slice(word.start, word.end)) ? { kind: "nothing" } : { kind: "word", word };
}

/** The index of the last token that begins before an offset; -1 where there is none. */
export function lastBefore(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.startOffset ?? offset) < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where the letters of a text's token are; undefined for every other token. */
function pieceOf(token: Token): Span | undefined {
  const isText = [TextToken, TextHead, TextMiddle, TextTail].some((type) => isOf(token, type));
  // A text that was not closed has a tail of its own, in which nothing can be written.
  return isText && token.end > token.startOffset ? token.piece?.span : undefined;
}

function wordAt(text: string, offset: number): Span {
  const before = /\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0;
  const after = /^\w*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0;
  return { start: offset - before, end: offset + after };
}
