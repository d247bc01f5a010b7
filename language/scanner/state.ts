import type { Comment, Doc, Span } from "../ast.ts";
import type { ProblemList } from "../problem-list.ts";
import { marks, type TextValue, type Token, type TokenType } from "../tokens.ts";

/** A text whose end is not reached yet. */
export interface TextFrame {
  /** Where its quotes begin. */
  readonly open: number;
  readonly block: boolean;
  /** It stands in an interpolation of another text. */
  readonly nested: boolean;
  /** How the scanner was where it begins. */
  readonly breakBefore: boolean;
  readonly counts: Pick<BlockRecord, "tokens" | "comments" | "problems">;
  /** Its pieces so far, raw. */
  readonly pieces: TextValue[];
  /** How many `{` of the interpolation around this place are open. */
  braces: number;
  /** A first token of it has been made. */
  begun: boolean;
  /** The token that ends with the `${` around this place. */
  head?: Token | undefined;
}

/** Where a block text begins and ends, and how the scanner was before it. */
export interface BlockRecord {
  readonly open: number;
  readonly end: number;
  readonly tokens: number;
  readonly comments: number;
  readonly problems: number;
  readonly breakBefore: boolean;
}

/** What the functions of the scanner share while they read one file. */
export interface Scanner {
  readonly text: string;
  readonly tokens: Token[];
  readonly comments: Comment[];
  readonly problems: ProblemList;
  /** The texts that are open around this place, outermost first: each is inside one of its `${…}`. */
  readonly frames: TextFrame[];
  at: number;
  breakBefore: boolean;
  docs: Comment[];
  /** The closing marks that a flawed stretch before this place may have swallowed; undefined where there was none. */
  flaw: string | undefined;
  /** The block texts so far that stand in no other text, and how things were where each begins. */
  readonly blocks: BlockRecord[];
  /** Where block texts that turned out to be unclosed are to end, by where they begin. */
  readonly cuts: Map<number, number>;
  /** Where what is being read ends: the file, or a text that turned out to be unclosed. */
  limit: number;
  /** A block text goes on to the end of the file. */
  unclosed: boolean;
  /** Where semicolons stand, which are reported together. */
  semicolons: Span[];
}

/** Adds the token from `start` to where the scanner is now. */
export function push(
  scanner: Scanner,
  tokenType: TokenType,
  start: number,
  more: { number?: number; integer?: boolean; piece?: TextValue; swallowed?: string } = {},
): void {
  const end = scanner.at;
  const { piece, number, integer, swallowed } = more;
  const flaw = swallowed ?? scanner.flaw;
  // A comma before an entry is none of it.
  const documented = scanner.docs.length > 0 && tokenType !== marks.comma;
  const doc = documented ? docOf(scanner.docs) : undefined;
  scanner.tokens.push({
    tokenType,
    image: scanner.text.slice(start, end),
    startOffset: start,
    end,
    breakBefore: scanner.breakBefore,
    doc,
    number,
    integer,
    piece,
    flaw,
    role: undefined,
    entry: false,
  });
  scanner.breakBefore = false;
  scanner.flaw = undefined;
  if (documented) scanner.docs = [];
}

function docOf(comments: readonly Comment[]): Doc {
  const text = comments.map((comment) => comment.text.slice(3).replace(/^ /, "").trimEnd()).join("\n");
  const last = comments.at(-1) ?? comments[0];
  return { text, span: { start: comments[0]?.span.start ?? 0, end: last?.span.end ?? 0 } };
}

/** What `pattern`, a sticky one, matches where the scanner is. */
export function read(pattern: RegExp, { text, at }: Scanner): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** A span from one offset to another. */
export function span(start: number, end: number): Span {
  return { start, end };
}

/** The closing marks in a stretch of text that close nothing in it, so that they may have been meant as code. */
export function closersIn(stretch: string): string {
  return stretch.replace(/[^()[\]{}]/g, "").replace(/[([{]+[)\]}]*/g, "");
}
