import type { Comment } from "../ast.ts";
import { marks, TextHead, TextMiddle, TextTail, TextToken, type Token, words } from "../tokens.ts";
import type { Piece } from "./piece.ts";
import { between } from "./spacing.ts";
import { moved, sharedWidth, type TextMargin } from "./text.ts";

const step = "  ";

/** A file as it was laid out, with what is needed to move parts of it to columns or to lines of their own. */
export interface Layout {
  readonly text: string;
  /** Where in the text each piece begins, by its index. */
  readonly placed: readonly number[];
  /** The comments that stand behind something on its line. */
  readonly trailing: readonly { readonly at: number; readonly source: number }[];
}

/** What has been written so far. */
interface Page {
  readonly placed: number[];
  readonly trailing: { readonly at: number; readonly source: number }[];
  readonly source: string;
  /** The declarations that are complete. */
  readonly done: string[];
  /** How long they are together. */
  length: number;
  /** The declaration that is being written, with what stands before it; looked at often, so it is kept short. */
  text: string;
  /** How many levels the line that is being written is indented. */
  indent: number;
  /** The last token written. */
  last: Token | undefined;
  /** Where the last token or comment ends in the source. */
  end: number;
  /** A comment was written last, so that the line can't go on. */
  commented: boolean;
  /** The last thing written is an opening bracket. */
  opened: boolean;
  /** The margins of the block texts around this place, innermost last. */
  readonly margins: TextMargin[];
  /** Where in `text` the declaration itself begins. */
  item: number;
}

/** Writes the pieces of a file one after the other, each where it belongs. */
export function layOut(source: string, all: readonly Piece[], comments: readonly Comment[]): Layout {
  const page: Page = {
    placed: [],
    trailing: [],
    done: [],
    length: 0,
    source,
    text: "",
    indent: 0,
    last: undefined,
    end: 0,
    commented: false,
    opened: true,
    margins: [],
    item: 0,
  };
  for (const { pair } of all) pair.written = 0;
  for (const [index, piece] of all.entries()) {
    page.text += comma(piece);
    const item = piece.starts && piece.around.parent === undefined;
    const apart = item && parts(page, all, index);
    if (item) complete(page);
    for (const comment of piece.comments) writeComment(page, comment, levelOf(piece, true), apart);
    if (breaksBefore(page, piece)) {
      const blank = apart && piece.comments.length === 0;
      breakLine(page, piece.token.startOffset, levelOf(piece, false), blank, piece.starts);
    } else if (page.last) page.text += between(page.last, piece.token);
    if (item) page.item = page.text.length;
    writeToken(page, all, index);
  }
  const end = all.at(-1)?.token.startOffset ?? -1;
  for (const comment of comments) if (comment.span.start > end) writeComment(page, comment, 0, false);
  complete(page);
  const { placed, trailing, done } = page;
  return { text: page.length === 0 ? "" : `${done.join("")}\n`, placed, trailing };
}

/** Puts what was written to what is complete. */
function complete(page: Page): void {
  page.done.push(page.text);
  page.length += page.text.length;
  page.text = "";
  page.item = 0;
}

/** The comma between the entry before a piece and what follows it. */
function comma({ token, around, closes }: Piece): string {
  if (around.parent === undefined) return "";
  if (closes) return around.exploded && around.entries === "commas" && around.count > 0 ? "," : "";
  if (!token.entry) return "";
  around.written += 1;
  if (around.written === 1) return "";
  return around.exploded && around.entries === "lines" ? "" : ",";
}

/** Whether a blank line stands between the declaration that ends here and the one that begins with a piece. */
function parts(page: Page, all: readonly Piece[], index: number): boolean {
  if (index === 0) return false;
  if (page.text.slice(page.item).includes("\n")) return true;
  const isImport = all[index]?.token.tokenType === words.import;
  const wasImport = page.text.startsWith("import", page.item);
  return wasImport !== isImport || overLines(all, index);
}

/** Whether the declaration that begins with a piece is going to take several lines. */
function overLines(all: readonly Piece[], from: number): boolean {
  for (let index = from; index < all.length; index++) {
    const piece = all[index];
    if (!piece || (index > from && piece.token.entry && piece.around.parent === undefined)) return false;
    if (piece.pair.exploded && piece.opens) return true;
    if (piece.token.image.includes("\n")) return true;
    if (index > from && (piece.comments.length > 0 || (piece.token.breakBefore && !joins(piece, all[index - 1])))) {
      return true;
    }
  }
  return false;
}

/** Whether a piece stands on the line of the one before it, although a line broke there. */
function joins({ token, opens, starts }: Piece, before: Piece | undefined): boolean {
  const { tokenType } = token;
  if (tokenType === TextMiddle || tokenType === TextTail) return true;
  if (before?.token.tokenType === TextHead || before?.token.tokenType === TextMiddle) return true;
  if (tokenType === marks.arrow) return before?.token.tokenType === marks.closeParen;
  if (tokenType === words.else) return before?.token.tokenType === marks.closeBrace;
  return tokenType === marks.openBrace && opens && !starts;
}

function breaksBefore(page: Page, piece: Piece): boolean {
  const { token, around, closes, starts } = piece;
  if (page.commented) return true;
  if (page.last === undefined) return false;
  if (closes && around.exploded && token.tokenType !== TextTail) return true;
  if (starts && around.exploded) return true;
  if (around.inline || !token.breakBefore || closes) return false;
  return !joinsLast(page, piece);
}

function joinsLast(page: Page, piece: Piece): boolean {
  const { last } = page;
  return joins(piece, last && { ...piece, token: last });
}

/** How many levels a line is indented that begins with a piece, or with a comment before it. */
function levelOf({ token, around, closes, starts }: Piece, comment: boolean): number {
  if (closes && !comment) return around.indent;
  const level = around.exploded ? around.indent + 1 : around.indent;
  return starts || closes || token.entry ? level : level + 1;
}

/** Begins a line, after a blank one where there was one in the source or `blank` asks for it. */
function breakLine(page: Page, start: number, indent: number, blank: boolean, mayBlank = true): void {
  const parted = blank || /\n[ \t\r]*\n/.test(page.source.slice(page.end, start));
  const empty = page.length === 0 && page.text === "";
  if (!empty) page.text += parted && mayBlank && !page.opened ? "\n\n" : "\n";
  page.text += step.repeat(indent);
  page.indent = indent;
  page.commented = false;
  page.opened = false;
}

function writeComment(page: Page, comment: Comment, indent: number, blank: boolean): void {
  const { text, span } = comment;
  const sameLine = page.last !== undefined && !page.source.slice(page.end, span.start).includes("\n");
  // A doc comment belongs to what follows it.
  const trails = sameLine && !page.commented && !(page.opened && text.startsWith("///"));
  if (trails) {
    page.trailing.push({ at: page.length + page.text.length + 1, source: span.start });
    page.text += ` ${text}`;
  } else {
    breakLine(page, span.start, indent, blank && !page.commented);
    page.text += text;
  }
  page.end = span.end;
  page.commented = true;
}

function writeToken(page: Page, all: readonly Piece[], index: number): void {
  const piece = all[index];
  if (!piece) return;
  const { token, pair, opens } = piece;
  page.placed.push(page.length + page.text.length);
  page.text += isBlock(token) ? blockText(page, all, index) : token.image;
  page.last = token;
  page.end = token.end;
  page.commented = false;
  page.opened = opens && token.tokenType !== TextHead;
  // The body of a declaration is indented once, however far in its head ended.
  if (opens) pair.indent = piece.around.parent === undefined && token.tokenType === marks.openBrace ? 0 : page.indent;
}

function isBlock({ piece }: Token): boolean {
  return piece?.block === true;
}

/** A part of a block text, with its lines a level further in than the line on which it begins. */
function blockText(page: Page, all: readonly Piece[], index: number): string {
  const token = all[index]?.token;
  if (!token) return "";
  const begins = token.tokenType === TextToken || token.tokenType === TextHead;
  if (begins) page.margins.push({ width: sharedWidth(partsOf(all, index)), margin: step.repeat(page.indent + 1) });
  const margin = page.margins.at(-1) ?? { width: 0, margin: "" };
  const ends = token.tokenType === TextToken || token.tokenType === TextTail;
  if (ends) page.margins.pop();
  return moved(token, ends, margin);
}

/** The parts of the text that begins with a piece, but for what stands in its interpolations. */
function partsOf(all: readonly Piece[], index: number): Token[] {
  const first = all[index];
  if (!first) return [];
  if (first.token.tokenType === TextToken) return [first.token];
  const parts: Token[] = [];
  for (let next = index; next < all.length; next++) {
    const { token, pair } = all[next] ?? first;
    if (pair !== first.pair || ![TextHead, TextMiddle, TextTail].includes(token.tokenType)) continue;
    parts.push(token);
    if (token.tokenType === TextTail) break;
  }
  return parts;
}
