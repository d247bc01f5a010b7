import type { Doc, Span } from "./ast.ts";

/**
 * The token table: every word and mark of the language, once. The scanner, the parser and the generated TextMate
 * grammar read it.
 *
 * Categories make one token stand for many: a {@link AnyWord} is any word, a {@link AnyName} one that may name
 * something, a {@link ExpressionStart} whatever an expression can begin with.
 */
export interface TokenType {
  /** Its word or mark, or what it is called. */
  readonly name: string;
  /** The bit that stands for it in those of its members, where it is a category; else 0. */
  readonly category: number;
  /** The bits of the categories that it is in, directly or through others. */
  readonly categories: number;
}

function tokenType(name: string, categories: readonly TokenType[], category = 0): TokenType {
  return { name, category, categories: categories.reduce((bits, of) => bits | of.category | of.categories, 0) };
}

let categoryCount = 0;

function category(name: string, ...categories: TokenType[]): TokenType {
  return tokenType(name, categories, 1 << categoryCount++);
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
  return tokenType(text, [...base, ...categories]);
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
  return tokenType(text, categories);
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
export const Identifier = tokenType("Identifier", [AnyName, ExpressionStart, TypeStart]);
/** `12`, `0.5`, `1_000`, `32k`; its value is in `number`. */
export const NumberToken = tokenType("Number", [ExpressionStart, TypeStart]);
/** `30s`; its milliseconds are in `number`. */
export const DurationToken = tokenType("Duration", [ExpressionStart]);
/** A whole quoted text without interpolations. */
export const TextToken = tokenType("Text", [ExpressionStart, TypeStart]);
/** A quoted text up to its first `${`, that included. */
export const TextHead = tokenType("TextHead", [ExpressionStart, TypeStart]);
/** From the `}` of one interpolation to the `${` of the next, both included. */
export const TextMiddle = tokenType("TextMiddle", []);
/** From the `}` of the last interpolation to the closing quotes. */
export const TextTail = tokenType("TextTail", []);
/** `/[A-Z]+/` in the constraint of a type; its image has the slashes. */
export const PatternToken = tokenType("Pattern", []);
/** What stands after the last token. */
export const EndOfFile = tokenType("EndOfFile", []);

/** The types that are no words and no marks, categories included: nobody is to read their names. */
export const unwrittenTypes: readonly TokenType[] = [
  AnyWord,
  AnyName,
  ExpressionStart,
  TypeStart,
  StatementStart,
  DeclarationStart,
  BinaryOperatorMark,
  PrefixOperator,
  Identifier,
  NumberToken,
  DurationToken,
  TextToken,
  TextHead,
  TextMiddle,
  TextTail,
  PatternToken,
  EndOfFile,
];

/** A token as the scanner makes it. */
export interface Token {
  /** A recovering parser may find that another one was meant. */
  tokenType: TokenType;
  /** As it is written. */
  readonly image: string;
  /** Where it begins; there is no such place for the end of the file. */
  readonly startOffset: number;
  /** Where it ends, exclusive. */
  readonly end: number;
  /** A line break stands between the token before it and this one, or it is the first of the file. */
  readonly breakBefore: boolean;
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
export function isOf({ tokenType }: Token, type: TokenType): boolean {
  return tokenType === type || (tokenType.categories & type.category) !== 0;
}
