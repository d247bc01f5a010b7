import type { Comment } from "../ast.ts";
import type { ProblemList } from "../problem-list.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import {
  DurationToken,
  Identifier,
  marks,
  NumberToken,
  PatternToken,
  type Token,
  type TokenType,
  words,
} from "../tokens.ts";
import { readForeign, reportSemicolons, restOfWord } from "./foreign.ts";
import { readNumber } from "./numbers.ts";
import { closersIn, push, read, type Scanner, span } from "./state.ts";
import { breakText, closeTexts, openText, resumeText } from "./texts.ts";
import { rewindToUnclosed } from "./unclosed.ts";

/** The tokens of a file, and its comments apart from them. */
export interface Scanned {
  readonly tokens: Token[];
  readonly comments: readonly Comment[];
  /** Something was reported. */
  readonly flawed: boolean;
  /** What follows the last token was reported already. */
  readonly flawedEnd: boolean;
}

/** Splits a text into tokens. Gives tokens for every text, and reports what is none. */
export function scan(text: string, problems: ProblemList): Scanned {
  const scanner: Scanner = {
    text,
    tokens: [],
    comments: [],
    problems,
    frames: [],
    at: text.startsWith("\ufeff") ? 1 : 0,
    breakBefore: true,
    docs: [],
    flaw: undefined,
    blocks: [],
    cuts: new Map(),
    limit: text.length,
    unclosed: false,
    semicolons: [],
  };
  do {
    while (scanner.at < text.length && !problems.full) {
      if (scanner.at < scanner.limit) scanOne(scanner);
      else closeTexts(scanner);
    }
    closeTexts(scanner);
  } while (rewindToUnclosed(scanner));
  reportSemicolons(scanner);
  const { tokens, comments, flaw } = scanner;
  return { tokens, comments, flawed: problems.diagnostics.length > 0, flawedEnd: flaw !== undefined };
}

const blanksAt = /[\t\r\f\v\u00a0\ufeff\u2000-\u200b\u3000]+/y;
const wordAt = /[A-Za-z_][A-Za-z0-9_]*/y;
const numberAt = /\d[\d_]*(?:\.\d[\d_]*)?(?:[A-Za-z_]\w*)?/y;
const lineAt = /[^\n]*/y;

const wordTypes: ReadonlyMap<string, TokenType> = new Map(Object.entries(words));
const markTypes: ReadonlyMap<string, TokenType> = new Map(Object.values(marks).map((type) => [type.name, type]));
const markAt = new RegExp(
  [...markTypes.keys()]
    .sort((a, b) => b.length - a.length)
    .map((each) => each.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"))
    .join("|"),
  "y",
);

function scanOne(scanner: Scanner): void {
  const { text, at } = scanner;
  const code = text.charCodeAt(at);
  if (code === 0x20) scanner.at += 1;
  else if (code === 0x0a || code === 0x2028 || code === 0x2029) {
    breakText(scanner);
    scanner.at = at + 1;
    scanner.breakBefore = true;
  } else if (isWordStart(code)) scanWord(scanner);
  else if (code === 0x22) openText(scanner);
  else if (code >= 0x30 && code <= 0x39) scanNumber(scanner);
  else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2f) scanComment(scanner);
  else if (code === 0x2f && text[at + 1] !== "*" && scanner.tokens.at(-1)?.tokenType === marks.openParen) {
    // A division can't follow an opening parenthesis.
    scanPattern(scanner);
  } else {
    const blanks = read(blanksAt, scanner);
    if (blanks) scanner.at += blanks.length;
    else if (!readForeign(scanner)) scanMark(scanner);
  }
}

function isWordStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function scanWord(scanner: Scanner): void {
  const word = read(wordAt, scanner) ?? "";
  const start = scanner.at;
  scanner.at += word.length;
  const rest = scanner.text.charCodeAt(scanner.at) < 0x80 ? "" : restOfWord(scanner);
  scanner.at += rest.length;
  if (rest !== "") scanner.problems.add(syntaxProblems.badName, span(start, scanner.at), { name: word + rest });
  push(scanner, (rest === "" && wordTypes.get(word)) || Identifier, start);
}

function scanNumber(scanner: Scanner): void {
  const written = read(numberAt, scanner) ?? "";
  const start = scanner.at;
  scanner.at += written.length;
  const found = readNumber(written);
  switch (found.kind) {
    case "number":
      push(scanner, NumberToken, start, { number: found.value, integer: found.integer });
      break;
    case "duration":
      push(scanner, DurationToken, start, { number: found.milliseconds });
      break;
    case "bad":
      scanner.problems.add(syntaxProblems.badNumber, span(start, scanner.at), {
        written,
        why: found.why,
        instead: found.instead,
      });
      push(scanner, NumberToken, start, { number: 0, integer: true });
      break;
  }
}

function scanComment(scanner: Scanner): void {
  const start = scanner.at;
  const text = (read(lineAt, scanner) ?? "").trimEnd();
  scanner.at = start + text.length;
  const comment = { text, span: span(start, scanner.at) };
  scanner.comments.push(comment);
  if (text.startsWith("///") && text[3] !== "/") scanner.docs.push(comment);
}

function scanPattern(scanner: Scanner): void {
  const { text, at: start } = scanner;
  let inClass = false;
  let end = start + 1;
  for (; end < text.length && text[end] !== "\n"; end++) {
    const char = text[end];
    if (char === "\\" && text[end + 1] !== "\n") end += 1;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) {
      scanner.at = end + 1;
      push(scanner, PatternToken, start);
      return;
    }
  }
  const line = text.slice(start, end).trimEnd();
  scanner.at = start + line.length;
  scanner.problems.add(syntaxProblems.unclosedPattern, span(start, scanner.at));
  push(scanner, PatternToken, start, { swallowed: closersIn(line) });
}

function scanMark(scanner: Scanner): void {
  const start = scanner.at;
  const found = read(markAt, scanner) ?? "";
  const type = markTypes.get(found);
  const frame = scanner.frames.at(-1);
  if (type === marks.closeBrace && frame?.braces === 0) {
    resumeText(scanner, frame);
    return;
  }
  if (frame && type === marks.openBrace) frame.braces += 1;
  if (frame && type === marks.closeBrace) frame.braces -= 1;
  // What is no mark has been read as a foreign one before.
  scanner.at += Math.max(1, found.length);
  if (type) push(scanner, type, start);
}
