import {
  AnyName,
  DurationToken,
  Identifier,
  isOf,
  marks,
  NumberToken,
  TextTail,
  TextToken,
  type Token,
  type TokenType,
  words,
} from "../../../language/tokens.ts";

/** Tokens that are looked back over at most: no line that a person writes is longer. */
const FURTHEST = 400;

/** A word that goes on with what stands before it. */
export type Connective = "from" | "as" | "in" | "by" | "with" | "each" | "after" | "per" | "if" | "else";

/**
 * The words that may follow what is written before the token at `index`, by its shape alone: between `parallel x` and a
 * list stands `in`. Half a line is no tree yet.
 */
export function connectivesAt(tokens: readonly Token[], index: number): readonly Connective[] {
  if (!endsOperand(tokens, index - 1)) return [];
  const line = shapeBefore(tokens, index);
  const found = rows.filter(({ shape }) => shape.test(line)).map(({ word }) => word);
  // A new line is a new statement, as long as it may be one.
  return tokens[index]?.breakBefore ? found.filter((word) => word === "else") : found;
}

/** Whether what stands before the token at `index` is whole, so that no value can follow it in its line. */
export function followsOperand(tokens: readonly Token[], index: number): boolean {
  if (tokens[index]?.breakBefore || !endsOperand(tokens, index - 1)) return false;
  // After the steps of a `think` comes what thinks.
  return tokens[index - 2]?.tokenType !== words.think;
}

const rows: readonly { readonly word: Connective; readonly shape: RegExp }[] = [
  { word: "in", shape: / (?:parallel(?: \(\))?|chain|for|each) w$/ },
  { word: "each", shape: / fanout(?: \(\))? w = (?!.* each ).+$/ },
  { word: "with", shape: / repeat \S+$/ },
  { word: "by", shape: / reduce(?: \(\))? (?!.* by ).+$/ },
  { word: "by", shape: / diverge(?: \(\))? \S+ \{\}$/ },
  { word: "if", shape: / for w in [^{]+$/ },
  { word: "else", shape: / if [^{]+ \{\}$/ },
  { word: "after", shape: / dag \{ (?:.* )?w : (?!.* after ).+$/ },
  { word: "per", shape: / rate : \S+$/ },
  { word: "as", shape: / import \{ (?:.* , )?w$/ },
  { word: "from", shape: / import \{\}$/ },
  { word: "from", shape: / w \(\)$/ },
];

/** What stands before a token in its list, brackets within it closed up: ` let w = w ()`, then `{ w :` of an open one. */
function shapeBefore(tokens: readonly Token[], index: number): string {
  const parts: string[] = [];
  let depth = 0;
  for (let at = index - 1; at >= Math.max(0, index - FURTHEST); at--) {
    const token = tokens[at];
    if (!token) break;
    const { name } = token.tokenType;
    if (closers.has(name)) {
      if (depth === 0) parts.push(closers.get(name) ?? "");
      depth += 1;
    } else if (openers.has(name)) {
      depth -= 1;
      // The brace that is open may say what it is for; what is before that brace's own bracket does not matter.
      if (depth < 0) return join([...parts, name, ...headOf(tokens, at)]);
    } else if (depth === 0) parts.push(wordOf(token));
  }
  return join(parts);
}

const join = (parts: readonly string[]): string => ` ${[...parts].reverse().join(" ")}`;

/** The word that an open brace belongs to, where that is a `dag` or an `import`. */
function headOf(tokens: readonly Token[], brace: number): readonly string[] {
  const before = tokens[brace - 1];
  return before && (isOf(before, words.dag) || isOf(before, words.import)) ? [before.image] : [];
}

const openers = new Set(["(", "[", "{"]);
const closers: ReadonlyMap<string, string> = new Map([
  [")", "()"],
  ["]", "[]"],
  ["}", "{}"],
]);

/** Words of the syntax as they are, every name as `w`, whatever else is one part. */
function wordOf(token: Token): string {
  if (token.tokenType === Identifier) return "w";
  return /^\S+$/.test(token.image) ? token.image : "t";
}

function endsOperand(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (!token) return false;
  const { tokenType } = token;
  if (isOf(token, AnyName)) return tokenType === Identifier || tokens[index - 1]?.tokenType === marks.dot;
  return ends.has(tokenType);
}

const ends: ReadonlySet<TokenType> = new Set([
  marks.closeParen,
  marks.closeBracket,
  marks.closeBrace,
  words.true,
  words.false,
  words.null,
  NumberToken,
  DurationToken,
  TextToken,
  TextTail,
]);
