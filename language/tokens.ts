import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import type { Doc, Span } from "./ast.ts";

/**
 * The token table: every word and mark of the language, once. The scanner, the parser and the generated TextMate
 * grammar read it.
 *
 * Categories make one token stand for many: a {@link AnyWord} is any word, a {@link AnyName} one that may name
 * something, a {@link ExpressionStart} whatever an expression can begin with.
 */
function category(name: string, ...categories: TokenType[]): TokenType {
  return createToken({ name, pattern: Lexer.NA, categories });
}

/** Any word at all; before `:` and after `.` each is a name. */
export const AnyWord = category("AnyWord");
/** A word that may name something: all but the reserved ones. */
export const AnyName = category("AnyName", AnyWord);
/** What an expression can begin with. */
export const ExpressionStart = category("ExpressionStart");
/** What a type can begin with. */
export const TypeStart = category("TypeStart");
/** What a statement can begin with, besides an expression. */
export const StatementStart = category("StatementStart");
/** What a declaration begins with. */
export const DeclarationStart = category("DeclarationStart");
/** An operator between two operands. */
export const BinaryOperatorMark = category("BinaryOperatorMark");
/** `!`, `-`, `try` and `think` before their operand. */
export const PrefixOperator = category("PrefixOperator");

/** What a word does, for whoever colours it. */
export type WordRole = "declaration" | "statement" | "control" | "topology" | "operator" | "constant" | "connective";

/** A row of the word table. */
export interface WordEntry {
  readonly word: string;
  readonly role: WordRole;
  /** A reserved word never names anything, but before `:` and after `.`. */
  readonly reserved: boolean;
}

const wordRows: WordEntry[] = [];

function word(text: string, role: WordRole, reserved: boolean, ...categories: TokenType[]): TokenType {
  wordRows.push({ word: text, role, reserved });
  const base = reserved ? [AnyWord] : [AnyName, ExpressionStart, TypeStart];
  // The name differs from that of any rule, as chevrotain wants it.
  return createToken({ name: `word ${text}`, pattern: text, label: text, categories: [...base, ...categories] });
}

/** The words of the syntax, reserved or not. */
export const words = {
  import: word("import", "declaration", false, DeclarationStart),
  schema: word("schema", "declaration", false, DeclarationStart),
  type: word("type", "declaration", false, DeclarationStart),
  model: word("model", "declaration", false, DeclarationStart),
  tool: word("tool", "declaration", false, DeclarationStart),
  agent: word("agent", "declaration", false, DeclarationStart),
  flow: word("flow", "declaration", false, DeclarationStart),
  test: word("test", "declaration", false, DeclarationStart),

  let: word("let", "statement", true, StatementStart),
  return: word("return", "statement", true, StatementStart),
  break: word("break", "statement", true, StatementStart),
  share: word("share", "statement", true, StatementStart),
  spine: word("spine", "statement", true, StatementStart),
  expect: word("expect", "statement", true, StatementStart),
  mock: word("mock", "statement", false),

  if: word("if", "control", true, ExpressionStart),
  else: word("else", "control", true),
  match: word("match", "control", true, ExpressionStart),
  for: word("for", "control", true, ExpressionStart),
  in: word("in", "control", true),

  parallel: word("parallel", "topology", true, ExpressionStart),
  chain: word("chain", "topology", true, ExpressionStart),
  fanout: word("fanout", "topology", true, ExpressionStart),
  dag: word("dag", "topology", true, ExpressionStart),
  diverge: word("diverge", "topology", true, ExpressionStart),
  race: word("race", "topology", true, ExpressionStart),
  reduce: word("reduce", "topology", true, ExpressionStart),
  repeat: word("repeat", "topology", true, ExpressionStart),

  try: word("try", "operator", true, ExpressionStart, PrefixOperator),
  think: word("think", "operator", true, ExpressionStart, PrefixOperator),
  ask: word("ask", "operator", true, ExpressionStart),
  from: word("from", "operator", true),

  true: word("true", "constant", true, ExpressionStart, TypeStart),
  false: word("false", "constant", true, ExpressionStart, TypeStart),
  null: word("null", "constant", true, ExpressionStart, TypeStart),

  as: word("as", "connective", false),
  each: word("each", "connective", false),
  by: word("by", "connective", false),
  with: word("with", "connective", false),
  after: word("after", "connective", false),
  per: word("per", "connective", false),
} as const;

/** Every word of the syntax with its role. */
export const wordTable: readonly WordEntry[] = wordRows;

function mark(text: string, ...categories: TokenType[]): TokenType {
  return createToken({ name: text, pattern: text, label: text, categories });
}

/** The marks of the syntax. */
export const marks = {
  spread: mark("..."),
  range: mark(".."),
  dot: mark("."),
  optionalDot: mark("?."),
  arrow: mark("->"),
  openBrace: mark("{", ExpressionStart, TypeStart),
  closeBrace: mark("}"),
  openParen: mark("(", ExpressionStart, TypeStart),
  closeParen: mark(")"),
  openBracket: mark("[", ExpressionStart),
  closeBracket: mark("]"),
  comma: mark(","),
  colon: mark(":"),
  question: mark("?"),
  assign: mark("="),
  bar: mark("|"),
  not: mark("!", ExpressionStart, PrefixOperator),
  minus: mark("-", BinaryOperatorMark, ExpressionStart, TypeStart, PrefixOperator),
  plus: mark("+", BinaryOperatorMark),
  times: mark("*", BinaryOperatorMark),
  divide: mark("/", BinaryOperatorMark),
  remainder: mark("%", BinaryOperatorMark),
  less: mark("<", BinaryOperatorMark),
  lessOrEqual: mark("<=", BinaryOperatorMark),
  greater: mark(">", BinaryOperatorMark),
  greaterOrEqual: mark(">=", BinaryOperatorMark),
  equal: mark("==", BinaryOperatorMark),
  unequal: mark("!=", BinaryOperatorMark),
  and: mark("&&", BinaryOperatorMark),
  or: mark("||", BinaryOperatorMark),
  coalesce: mark("??", BinaryOperatorMark),
} as const;

/** A word that is none of the syntax. */
export const Identifier = createToken({
  name: "Identifier",
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  categories: [AnyName, ExpressionStart, TypeStart],
});
/** `12`, `0.5`, `1_000`, `32k`; its value is in `number`. */
export const NumberToken = createToken({
  name: "Number",
  pattern: /\d[\d_]*(?:\.\d[\d_]*)?k?/,
  categories: [ExpressionStart, TypeStart],
});
/** `30s`; its milliseconds are in `number`. */
export const DurationToken = createToken({
  name: "Duration",
  pattern: /\d[\d_]*(?:\.\d[\d_]*)?(?:ms|s|m|h)/,
  categories: [ExpressionStart],
});
/** A whole quoted text without interpolations. */
export const TextToken = createToken({
  name: "Text",
  pattern: Lexer.NA,
  categories: [ExpressionStart, TypeStart],
});
/** A quoted text up to its first `${`, that included. */
export const TextHead = createToken({ name: "TextHead", pattern: Lexer.NA, categories: [ExpressionStart, TypeStart] });
/** From the `}` of one interpolation to the `${` of the next, both included. */
export const TextMiddle = createToken({ name: "TextMiddle", pattern: Lexer.NA });
/** From the `}` of the last interpolation to the closing quotes. */
export const TextTail = createToken({ name: "TextTail", pattern: Lexer.NA });
/** `/[A-Z]+/` in the constraint of a type; its image has the slashes. */
export const PatternToken = createToken({ name: "Pattern", pattern: Lexer.NA });

/** Every token type, categories included, as chevrotain's parser wants them. */
export const tokenTypes: TokenType[] = [
  AnyWord,
  AnyName,
  ExpressionStart,
  TypeStart,
  StatementStart,
  DeclarationStart,
  BinaryOperatorMark,
  PrefixOperator,
  ...Object.values(words),
  ...Object.values(marks),
  Identifier,
  NumberToken,
  DurationToken,
  TextToken,
  TextHead,
  TextMiddle,
  TextTail,
  PatternToken,
];

/** A token as the scanner makes it. */
export interface Token extends IToken {
  /** A line break stands between the token before it and this one, or it is the first of the file. */
  readonly breakBefore: boolean;
  /** The end of the token, exclusive, where chevrotain's `endOffset` is inclusive. */
  readonly end: number;
  /** The `///` lines between the token before it and this one. */
  readonly doc: Doc | undefined;
  /** The value of a number, or the milliseconds of a duration. */
  readonly number: number | undefined;
  /** A number written without a fraction. */
  readonly integer: boolean | undefined;
  /** The piece of a text that stands in this token. */
  readonly piece: TextValue | undefined;
  /**
   * Something in it or right before it was reported already, so that what is wrong here probably follows from that:
   * the closing marks that it may have swallowed.
   */
  flaw: string | undefined;
  /** What the parser found it to be, for whoever writes it again. */
  role: TokenRole | undefined;
  /** It begins an entry of the list around it, or a declaration. */
  entry: boolean;
}

/**
 * What a token is in its place: a bracket of a list with its kind of entries, a mark that belongs to what stands before
 * it (as the parenthesis of a call does), or one that belongs to what follows (as a sign does).
 */
export type TokenRole = "statements" | "lines" | "commas" | "attached" | "prefix" | "attached commas";

/** What a token of a text says. */
export interface TextValue {
  value: string;
  readonly span: Span;
  readonly block: boolean;
}

/** Whether `token` is of `type`, or of a type in that category. */
export function isOf(token: IToken, type: TokenType): boolean {
  const index = token.tokenTypeIdx;
  return index === type.tokenTypeIdx || type.categoryMatchesMap?.[index] === true;
}
