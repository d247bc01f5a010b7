import { marks, TextHead, TextMiddle, TextTail, type Token } from "../tokens.ts";
import { isClosingAngle, isOpeningAngle } from "./piece.ts";

const tightAfter: readonly unknown[] = [
  marks.openParen,
  marks.openBracket,
  marks.dot,
  marks.optionalDot,
  marks.range,
  marks.spread,
  TextHead,
  TextMiddle,
];

const tightBefore: readonly unknown[] = [
  marks.closeParen,
  marks.closeBracket,
  marks.comma,
  marks.colon,
  marks.question,
  marks.dot,
  marks.optionalDot,
  marks.range,
  TextMiddle,
  TextTail,
];

const signs: readonly unknown[] = [marks.not, marks.minus];

/** What stands between two tokens of one line: a blank or nothing. */
export function between(before: Token, after: Token): string {
  const { tokenType: left } = before;
  const { tokenType: right } = after;
  if (tightAfter.includes(left) || tightBefore.includes(right)) return rangeApart(before, after);
  if (left === marks.openBrace && right === marks.closeBrace) return "";
  if (after.role === "attached" || after.role === "attached commas" || isOpeningAngle(before)) return "";
  if (before.role === "prefix" && signs.includes(left)) return "";
  return isClosingAngle(after) ? "" : " ";
}

/** Keeps apart what would become another token: two dots and three of a spread, or a number's point and a range. */
function rangeApart(before: Token, after: Token): string {
  return before.tokenType === marks.range && after.tokenType === marks.spread ? " " : "";
}
