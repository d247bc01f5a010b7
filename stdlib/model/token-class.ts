import { fromAlphabet } from "./bpe.ts";
import { isSpecialId, type Vocabulary } from "./vocabulary.ts";
import * as words from "./words.ts";

/** What kind of token another one follows: all that the small model's hand-set part looks at. */
export const TOKEN_CLASSES = ["word", "full-stop", "opened", "quote", "digit", "begun", "ended", "mark"] as const;

/**
 * - `word`: text inside a string, mostly; `full-stop`: its `.`, `?` and `!`, and the point in a number
 * - `opened`: ends in a quote that opens a string, `":"`; `quote`: one alone, which may do either
 * - `begun`: a bracket, comma or colon, after which a value comes; `ended`: a bracket after which none does
 * - `mark`: a special token, a line break, and all else
 */
export type TokenClass = (typeof TOKEN_CLASSES)[number];

/** A token as the rules below see it: its text, `undefined` for parts of characters and for control characters. */
export interface TokenText {
  readonly special: boolean;
  readonly text: string | undefined;
}

/** The text of a token of a vocabulary. */
export function tokenText(vocabulary: Vocabulary, id: number): TokenText {
  const token = vocabulary.tokens[id] ?? "";
  if (isSpecialId(vocabulary.tokens, id)) return { special: true, text: token };
  return { special: false, text: printable(fromAlphabet(token)) };
}

/** The class of a token. */
export function classOf(token: TokenText): TokenClass {
  const text = token.text;
  if (token.special || text === undefined) return "mark";
  if (/[A-Za-z']$/.test(text)) return "word";
  if (/[0-9]$/.test(text)) return "digit";
  if (/^[.?!]$/.test(text)) return "full-stop";
  if (text === '"') return "quote";
  if (/[:,[{ ]"$/.test(text)) return "opened";
  if (/[:,[{]$/.test(text)) return "begun";
  if (/[\]}]$/.test(text)) return "ended";
  return "mark";
}

/** So unlikely that it is only written where nothing else may be. */
const NEVER = -14;
/** Structure where a string goes on: out of the question, but what is likelier among itself stays so. */
const INSIDE = -14;

/**
 * How likely a token is after one of a class, as a natural logarithm; a common word inside a string has 0. With some
 * 900 common words, 7.5 for all ends of a string together ends it after about five.
 */
export function biasAfter(after: TokenClass, token: TokenText): number {
  const text = token.text;
  if (text === undefined) return NEVER;
  if (token.special) return specialBias(after, text);
  const own = first(text, contentRules[after]);
  if (own !== undefined) return own;
  const structure = first(text, structureRules);
  if (structure === undefined) return NEVER;
  return after === "begun" || after === "ended" || after === "digit" ? structure : structure + INSIDE;
}

/** A turn may begin with a call or an answer; after a call it is likelier to end than to call again. */
function specialBias(after: TokenClass, text: string): number {
  if (text === "<|im_end|>") return after === "mark" ? 3 : 4;
  if (text === "<tool_call>") return after === "mark" ? 5 : 0;
  return NEVER;
}

/** What a token's text must be like, and its likelihood then. The first that matches counts. */
type Rules = readonly (readonly [{ test(text: string): boolean }, number])[];

function first(text: string, rules: Rules): number | undefined {
  return rules.find(([pattern]) => pattern.test(text))?.[1];
}

const common = new Set(
  [...words.THINGS.flatMap((thing) => [thing, `${thing}s`]), ...words.VERBS, ...words.QUALITIES, ...words.SMALL_WORDS]
    .concat(words.FIRST_NAMES, words.LAST_NAMES, words.ENUM_VALUES)
    .map((word) => word.toLowerCase()),
);

/** Matches a whole common word with these characters before it, and written so. */
function commonWord(before: string, written = /./): { test(text: string): boolean } {
  const pattern = new RegExp(`^${before}([A-Za-z]+)$`);
  return {
    test: (text) => {
      const word = pattern.exec(text)?.[1] ?? "";
      return common.has(word.toLowerCase()) && written.test(word);
    },
  };
}

/** `}`, `]`, `"` and `,` in their combinations: what ends goes before what goes on. */
const structureRules: Rules = [
  [/^[\]}]+$/, 5],
  [/^[\]}]+,"?$/, 3],
  [/^[\]}]+,[{["]+$/, 3],
  [/^,["{[]*$/, 4.5],
  [/^[{[]"$/, 4],
  [/^[{[]$/, 2],
  [/^"$/, 3],
  [/^0$/, 2.5],
  [/^[0-9]$/, 1],
  [/^(true|false|null)$/, 1],
];

/** The ends of a string, from what closes all to what begins another; the first two end a key, the longer the better. */
const stringEnds: Rules = [
  [/^":["[{]+$/, 9],
  [/^":$/, 8],
  [/^"$/, 2],
  [/^",["{]*$/, 2],
  [/^"[\]}]*,?["{]*$/, 1.5],
  [/^"/, 0],
];

const insideString: Rules = [
  ...stringEnds,
  [commonWord(" "), 0],
  [commonWord(""), -3],
  [/^ [a-z]{3,}$/, -3],
  [/^[A-Za-z]{2,}$/, -5],
  [/^[.?!]$/, -0.5],
  [/^[0-9]$/, -6],
];

const contentRules: Readonly<Record<TokenClass, Rules>> = {
  word: insideString,
  "full-stop": [[/^[0-9]$/, 3], ...insideString],
  opened: [
    [commonWord("", /^[A-Z]/), 1],
    [commonWord(""), 0],
    [commonWord(" "), -5],
    [/^[A-Za-z]{2,}$/, -5],
    [/^[0-9]$/, -3],
  ],
  quote: [
    [commonWord(""), 0],
    [commonWord(" "), -5],
    [/^[A-Za-z]{2,}$/, -5],
  ],
  digit: [
    [/^[0-9]$/, 1],
    [/^\.$/, 4.5],
  ],
  begun: [],
  ended: [],
  mark: [
    [/^\{"$/, 5],
    [/^\["$/, 4],
    [/^(["{[0-9]|true|false|null)$/, 3],
    [/^\n$/, 1],
    [commonWord(""), 0],
  ],
};

const decoder = new TextDecoder("utf-8", { fatal: true });

function printable(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return text !== "\n" && /\p{Cc}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
