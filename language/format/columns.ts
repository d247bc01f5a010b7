import { lineStarts } from "../source.ts";
import { marks, type Token, words } from "../tokens.ts";
import { widthOf } from "../width.ts";
import type { Layout } from "./lay-out.ts";
import type { Pair, Piece } from "./piece.ts";
import { mostColumns } from "./wrap.ts";

/** A line with a part that may stand in a column: a value, an `=`, a body, a comment. */
interface Row {
  /** Rows of one key, on lines next to each other, may have a column in common. */
  readonly key: unknown;
  readonly line: number;
  /** Where in the text the part begins. */
  readonly at: number;
  /** How far from the beginning of its line it stands, and stood in the source. */
  readonly width: number;
  readonly written: number;
  /** How many blanks stood before it in the source. */
  readonly gap: number;
}

/**
 * Keeps what the writer put in columns there: the values of neighbouring entries, the `=` of `let`s, the bodies of
 * one-line declarations, comments behind them. Rows are in a column if two neighbours were; what was not stays apart by one blank.
 */
export function align(source: string, all: readonly Piece[], layout: Layout): string {
  const parts = insert(layout, columns(layout, entryRows(source, all, layout)));
  return insert(parts, columns(parts, commentRows(source, parts))).text;
}

interface Blanks {
  readonly at: number;
  readonly count: number;
}

/** The blanks that bring the rows of each group into one column, where they were in one and have room for it. */
function columns({ text }: Layout, rows: readonly Row[]): Blanks[] {
  const starts = lineStarts(text);
  const fits = (row: Row, more: number) =>
    widthOf(text.slice(starts[row.line], (starts[row.line + 1] ?? 0) - 1)) + more <= mostColumns;
  return groups(rows).flatMap((group) => {
    const aligned = group.some((row, index) => {
      const next = group[index + 1];
      return next !== undefined && row.written === next.written && Math.max(row.gap, next.gap) > 1;
    });
    if (!aligned) return [];
    const width = Math.max(...group.map((row) => row.width));
    if (!group.every((row) => row.width === width || fits(row, width - row.width))) return [];
    return group.map((row) => ({ at: row.at, count: width - row.width })).filter(({ count }) => count > 0);
  });
}

function groups(rows: readonly Row[]): Row[][] {
  const found: Row[][] = [];
  const open = new Map<unknown, Row[]>();
  for (const row of rows) {
    const group = open.get(row.key);
    if (group?.at(-1)?.line === row.line - 1) group.push(row);
    else {
      const begun = [row];
      open.set(row.key, begun);
      found.push(begun);
    }
  }
  return found;
}

function insert({ text, placed, trailing }: Layout, blanks: readonly Blanks[]): Layout {
  const sorted = [...blanks].sort((a, b) => a.at - b.at);
  let result = "";
  let from = 0;
  for (const { at, count } of sorted) {
    result += text.slice(from, at) + " ".repeat(count);
    from = at;
  }
  const moved = shift(sorted);
  return {
    text: result + text.slice(from),
    placed,
    trailing: trailing.map((comment) => ({ ...comment, at: moved(comment.at) })),
  };
}

/** Where an offset is once blanks were put in; asked for in ascending order. */
function shift(blanks: readonly Blanks[]): (at: number) => number {
  let next = 0;
  let by = 0;
  return (at) => {
    for (let each = blanks[next]; each && each.at <= at; each = blanks[next]) {
      by += each.count;
      next += 1;
    }
    return at + by;
  };
}

/** The entries that begin a line and have a part that may stand in a column. */
function entryRows(source: string, all: readonly Piece[], { text, placed }: Layout): Row[] {
  const rows: Row[] = [];
  const lineOf = lines(text);
  for (const [index, first] of all.entries()) {
    if (!first.token.entry || !first.around.exploded || first.around.inline) continue;
    const part = partOf(all, index);
    const piece = part === undefined ? undefined : all[part];
    if (part === undefined || !piece) continue;
    const [start, at] = [placed[index] ?? 0, placed[part] ?? 0];
    const [begun, found] = [first.token.startOffset, piece.token.startOffset];
    if (text.slice(start, at).includes("\n")) continue;
    const before = source.slice(begun, found);
    rows.push({
      key: keyOf(first),
      line: lineOf(start),
      at,
      width: widthOf(text.slice(start, at)),
      // What stood on another line was in no column.
      written: before.includes("\n") ? Number.NaN : widthOf(before),
      gap: gapBefore(source, found),
    });
  }
  return rows;
}

/** What rows must share: the list that they are entries of; at the top of a file the kind of declaration as well. */
function keyOf({ around, token }: Piece): unknown {
  if (around.entries === "lines" && around.open?.role !== "statements") return around;
  const kinds = kindsOf.get(around) ?? new Map<unknown, object>();
  kindsOf.set(around, kinds);
  const key = kinds.get(token.tokenType) ?? {};
  kinds.set(token.tokenType, key);
  return around.entries === "commas" ? around : key;
}

const kindsOf = new WeakMap<Pair, Map<unknown, object>>();

/** The index of the part of an entry that may stand in a column; `first` is that of its first token. */
function partOf(all: readonly Piece[], first: number): number | undefined {
  const entry = all[first];
  if (!entry) return undefined;
  const { around } = entry;
  for (let index = first + 1; index < all.length; index++) {
    const piece = all[index];
    if (!piece || (piece.around === around && (piece.token.entry || piece.closes))) break;
    if (piece.around !== around) continue;
    const found = isPart(entry.token, piece, all[index - 1]);
    if (found) return index;
  }
  return undefined;
}

function isPart(first: Token, { token, around, opens }: Piece, before: Piece | undefined): boolean {
  const { tokenType } = token;
  if (first.tokenType === words.let || (around.open === undefined && first.tokenType === words.type)) {
    return tokenType === marks.assign;
  }
  if (around.open === undefined) {
    return opens && tokenType === marks.openBrace && before?.token.tokenType !== marks.arrow;
  }
  if (around.open.role === "statements") return first.tokenType === words.mock && tokenType === marks.arrow;
  return tokenType === marks.arrow || (before?.token.tokenType === marks.colon && before.around === around);
}

function commentRows(source: string, { text, trailing }: Layout): Row[] {
  const lineOf = lines(text);
  const starts = lineStarts(text);
  return trailing.map(({ at, source: found }) => {
    const line = lineOf(at);
    const begun = source.lastIndexOf("\n", found - 1) + 1;
    return {
      key: "comment",
      line,
      at,
      width: widthOf(text.slice(starts[line], at)),
      written: widthOf(source.slice(begun, found)),
      gap: gapBefore(source, found),
    };
  });
}

function gapBefore(source: string, at: number): number {
  let start = at;
  while (start > 0 && (source[start - 1] === " " || source[start - 1] === "\t")) start -= 1;
  return at - start;
}

/** The line of an offset, from 0; asked for in ascending order. */
function lines(text: string): (at: number) => number {
  let line = 0;
  let next = text.indexOf("\n");
  return (at) => {
    while (next >= 0 && next < at) {
      line += 1;
      next = text.indexOf("\n", next + 1);
    }
    return line;
  };
}
