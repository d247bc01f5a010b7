import type { Comment } from "../ast.ts";
import { marks, TextHead, TextTail, type Token, words } from "../tokens.ts";

/** A pair of brackets, or the whole file, with what decides how it is laid out. */
export interface Pair {
  /** Undefined for the file, which is in no brackets. */
  readonly open: Token | undefined;
  readonly parent: Pair | undefined;
  /** How its entries are told apart; undefined where it is no list. */
  readonly entries: "lines" | "commas" | undefined;
  /** It is a text of one line, or stands in one, where no line may break. */
  readonly inline: boolean;
  /** Each of its entries stands on a line of its own. */
  exploded: boolean;
  /** A line breaks somewhere in it. */
  broken: boolean;
  /** How many entries it has. */
  count: number;
  /** How many of them have been written. */
  written: number;
  /** How many levels the line with its opening mark is indented; known once that is written. */
  indent: number;
}

/** A token to write (but for the commas between entries) with the comments before it. */
export interface Piece {
  readonly token: Token;
  /** The innermost pair around it; for a bracket the one that it opens or closes. */
  readonly pair: Pair;
  /** The pair in which it is an entry or a part of one. */
  readonly around: Pair;
  readonly opens: boolean;
  readonly closes: boolean;
  /** It begins an entry of a list, or what stands in a pair that is none. */
  readonly starts: boolean;
  readonly comments: readonly Comment[];
}

const opening: readonly unknown[] = [marks.openBrace, marks.openParen, marks.openBracket, TextHead];
const closing: readonly unknown[] = [marks.closeBrace, marks.closeParen, marks.closeBracket, TextTail];

/** Puts the tokens and comments of a file without mistakes together, and decides what stands on lines of its own. */
export function pieces(tokens: readonly Token[], comments: readonly Comment[]): Piece[] {
  let pair = pairOf(undefined, undefined, undefined);
  pair.exploded = true;
  let nextComment = 0;
  let held: Comment[] = [];
  const result: Piece[] = [];
  for (const [index, token] of tokens.entries()) {
    for (
      let comment = comments[nextComment];
      comment && comment.span.start < token.startOffset;
      comment = comments[nextComment]
    ) {
      held.push(comment);
      nextComment += 1;
    }
    const closes = closing.includes(token.tokenType) || isClosingAngle(token);
    const opens = opening.includes(token.tokenType) || isOpeningAngle(token);
    const before = result.at(-1);
    const first = before?.opens === true && before.pair === pair;
    const starts = token.entry || (first && pair.entries === undefined && token.breakBefore && !closes);
    const apart = token.breakBefore && (closes || starts || token.tokenType === marks.comma);
    if (held.length > 0 || apart) explode(pair);
    if (token.breakBefore || token.image.includes("\n")) pair.broken = true;
    // The entries of a list are separated as its layout wants it, whatever stood there.
    if (token.tokenType === marks.comma) continue;
    if (token.entry) pair.count += 1;
    const around = pair;
    if (opens) pair = pairOf(token, pair, tokens[index - 1]);
    result.push({ token, pair, around, opens, closes, starts, comments: held });
    held = [];
    if (closes) pair = closed(pair);
  }
  return result;
}

/** Goes back to the pair around one that is complete. */
function closed(pair: Pair): Pair {
  const { parent = pair } = pair;
  if (pair.open?.role === "statements" && pair.count > 1) explode(pair);
  // What stands in braces is either on one line or has a line for each entry.
  if (pair.broken && pair.open?.tokenType === marks.openBrace) explode(pair);
  if (pair.broken) parent.broken = true;
  return parent;
}

function explode(pair: Pair): void {
  if (pair.inline) return;
  pair.exploded = true;
  pair.broken = true;
}

function pairOf(open: Token | undefined, parent: Pair | undefined, before: Token | undefined): Pair {
  const inline = parent?.inline || (open?.tokenType === TextHead && open.piece?.block === false);
  return {
    open,
    parent,
    entries: entriesOf(open, before),
    inline,
    exploded: false,
    broken: false,
    count: 0,
    written: 0,
    indent: -1,
  };
}

function entriesOf(open: Token | undefined, before: Token | undefined): Pair["entries"] {
  switch (open?.role) {
    case "statements":
      return "lines";
    case "lines":
      // Without a comma, `as` would rename the import before it.
      return before?.tokenType === words.import ? "commas" : "lines";
    case "commas":
    case "attached commas":
      return "commas";
    default:
      return undefined;
  }
}

/** Whether a token is the `<` of `map<T>`. */
export function isOpeningAngle(token: Token): boolean {
  return token.role === "attached" && token.tokenType === marks.less;
}

/** Whether a token is the `>` of `map<T>`. */
export function isClosingAngle(token: Token): boolean {
  return token.role === "attached" && token.tokenType === marks.greater;
}
