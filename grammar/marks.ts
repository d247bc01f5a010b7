import { marks } from "../language/tokens.ts";
import { groups, type Rule } from "./rule.ts";

/** The scope of each mark of the syntax, without the name of the language at its end. */
const markScopes: Readonly<Record<keyof typeof marks, string>> = {
  spread: "keyword.operator.spread",
  range: "keyword.operator.range",
  dot: "punctuation.accessor",
  optionalDot: "punctuation.accessor.optional",
  arrow: "keyword.operator.arrow",
  openBrace: "punctuation.section.braces.begin",
  closeBrace: "punctuation.section.braces.end",
  openParen: "punctuation.section.parens.begin",
  closeParen: "punctuation.section.parens.end",
  openBracket: "punctuation.section.brackets.begin",
  closeBracket: "punctuation.section.brackets.end",
  comma: "punctuation.separator.comma",
  colon: "punctuation.separator.colon",
  question: "keyword.operator.optional",
  assign: "keyword.operator.assignment",
  bar: "keyword.operator.union",
  not: "keyword.operator.logical",
  minus: "keyword.operator.arithmetic",
  plus: "keyword.operator.arithmetic",
  times: "keyword.operator.arithmetic",
  divide: "keyword.operator.arithmetic",
  remainder: "keyword.operator.arithmetic",
  less: "keyword.operator.comparison",
  lessOrEqual: "keyword.operator.comparison",
  greater: "keyword.operator.comparison",
  greaterOrEqual: "keyword.operator.comparison",
  equal: "keyword.operator.comparison",
  unequal: "keyword.operator.comparison",
  and: "keyword.operator.logical",
  or: "keyword.operator.logical",
  coalesce: "keyword.operator.coalesce",
};

/** A mark of the syntax, by its name in the token table. */
export type MarkName = keyof typeof marks;

const isMark = (name: string): name is MarkName => Object.hasOwn(marks, name);

/** The scope of a mark. */
export function scopeOfMark(mark: MarkName): string {
  return `${markScopes[mark]}.agentflow`;
}

/** A pattern for a mark. */
export function markPattern(mark: MarkName): string {
  return marks[mark].name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** One rule for all marks, the longest first: `->` is no `-`. */
export function markRule(): Rule {
  const names = Object.keys(marks).filter(isMark);
  names.sort((a, b) => marks[b].name.length - marks[a].name.length);
  return {
    match: names.map((name) => `(${markPattern(name)})`).join("|"),
    captures: groups(...names.map(scopeOfMark)),
  };
}
