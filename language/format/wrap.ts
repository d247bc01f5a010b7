import { marks, TextHead, words } from "../tokens.ts";
import { widthOf } from "../width.ts";
import type { Layout } from "./lay-out.ts";
import type { Pair, Piece } from "./piece.ts";

/** A line is broken if it has more columns than this: a one-line agent with a sentence for its prompt still fits. */
export const mostColumns = 110;

/**
 * Decides what goes over several lines so that none is too long: in each line that is, one of its outermost lists.
 *
 * False if there is nothing (more) to break. Texts and expressions are never broken.
 */
export function wrap(all: readonly Piece[], layout: Layout): boolean {
  let changed = false;
  for (const [from, to] of longLines(all, layout)) {
    for (const pair of toBreak(all, from, to)) {
      breakUp(pair);
      changed = true;
    }
  }
  return changed;
}

/** The indices of the first and after the last piece that begins in a line, for each line that is too long. */
function* longLines(all: readonly Piece[], { text, placed, trailing }: Layout): Iterable<[number, number]> {
  const comments = new Map(trailing.map(({ at }) => [text.indexOf("\n", at), at]));
  let piece = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const from = piece;
    while (piece < all.length && (placed[piece] ?? 0) < end) piece += 1;
    // A comment can't be broken, and what stands before it isn't too long for its sake.
    const code = text.slice(start, comments.get(end) ?? end).trimEnd();
    if (2 * code.length > mostColumns && widthOf(code) > mostColumns) yield [from, piece];
    start = end + 1;
  }
}

/** The lists of a line that are best broken up: the last block or record, else the last arguments. */
function toBreak(all: readonly Piece[], from: number, to: number): Pair[] {
  const outer: { readonly pair: Pair; readonly before: Piece | undefined }[] = [];
  let chain = false;
  for (let index = from; index < to; index++) {
    const piece = all[index];
    if (!piece) break;
    if (piece.token.tokenType === words.else) chain = true;
    if (!piece.opens || !isBreakable(piece.pair)) continue;
    outer.push({ pair: piece.pair, before: all[index - 1] });
    // What stands in it is looked at when it has been broken.
    while (index < to && !(all[index]?.closes && all[index]?.around === piece.pair)) index += 1;
  }
  const braces = outer.filter(({ pair }) => pair.open?.tokenType === marks.openBrace);
  // The branches of an `if` look alike.
  if (chain && braces.length > 0) return braces.map(({ pair }) => pair);
  // A record as the type of a result is broken last, after the parameters.
  const bodies = braces.filter(({ before }) => before?.token.tokenType !== marks.arrow);
  const lists = outer.filter((each) => !braces.includes(each));
  const best = bodies.at(-1) ?? lists.at(-1) ?? braces.at(-1);
  return best ? [best.pair] : [];
}

function isBreakable(pair: Pair): boolean {
  if (pair.exploded || pair.entries === undefined || pair.count === 0) return false;
  // The only argument of a call is no shorter on a line of its own; if it is a list, that is broken instead.
  if (pair.count === 1 && pair.open?.tokenType !== marks.openBrace) return false;
  for (let around: Pair | undefined = pair; around; around = around.parent) {
    if (around.open?.tokenType === TextHead) return false;
  }
  return true;
}

function breakUp(pair: Pair): void {
  pair.exploded = true;
  for (let around: Pair | undefined = pair; around; around = around.parent) {
    around.broken = true;
    if (around.open?.tokenType === marks.openBrace) around.exploded = true;
  }
}
