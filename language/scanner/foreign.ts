import type { Edit } from "../diagnostic.ts";
import { syntaxProblems } from "../syntax-problems.ts";
import { Identifier, marks, TextToken, type TokenType } from "../tokens.ts";
import { push, read, type Scanner, span } from "./state.ts";

/** Marks of other languages, with what they mean here. */
const foreignMarks: readonly { readonly mark: string; readonly instead: string; readonly type: TokenType }[] = [
  { mark: "=>", instead: "->", type: marks.arrow },
  { mark: "===", instead: "==", type: marks.equal },
  { mark: "!==", instead: "!=", type: marks.unequal },
];

const foreignQuotes: Readonly<Record<string, string>> = { "'": "'", "`": "`", "“": "”", "”": "”", "‘": "’", "„": "“" };

/** What a mark of the language may begin with, and a foreign one as well. */
const knownMarks = new Set(".?{}()[],:|!-+*/%<>=&");

/** Reads what is no part of the language but may come from another one; false if there is nothing of the kind here. */
export function readForeign(scanner: Scanner): boolean {
  const { text, at, problems } = scanner;
  const char = text[at] ?? "";
  if (knownMarks.has(char) && char !== "=" && char !== "!" && char !== "/" && char !== "&") return false;
  const foreign = foreignMarks.find(({ mark }) => text.startsWith(mark, at));
  if (foreign) {
    scanner.at += foreign.mark.length;
    problems.add(syntaxProblems.unknownMark, span(at, scanner.at), foreign);
    push(scanner, foreign.type, at);
    return true;
  }
  if (text.startsWith("/*", at)) {
    const close = text.indexOf("*/", at + 2);
    const end = close < 0 ? text.length : close + 2;
    problems.add(syntaxProblems.unknownMark, span(at, at + 2), {
      mark: "/*",
      hint: "A comment begins with `//` and ends with its line.",
      ...(close >= 0 && lineComments(scanner, at, end)),
    });
    scanner.breakBefore ||= text.slice(at, end).includes("\n");
    scanner.at = end;
    return true;
  }
  if (knownMarks.has(char) && !(char === "&" && text[at + 1] !== "&")) return false;
  const closing = foreignQuotes[char];
  if (closing !== undefined) return readForeignText(scanner, closing);
  if (readForeignWord(scanner)) return true;
  readUnknown(scanner);
  return true;
}

/** The edit that makes line comments of the comment from `at` to `end`; none where something else follows it on its line. */
function lineComments({ text }: Scanner, at: number, end: number): { readonly edit: Edit } | undefined {
  if (!/^[ \t]*(?:\r?\n|$)/.test(text.slice(end, text.indexOf("\n", end) + 1 || text.length))) return undefined;
  const lines = text
    .slice(at + 2, end - 2)
    .split(/\r?\n/)
    .map((line) => line.replace(/^[\s*]*/, "").trimEnd());
  const said = lines.filter((line, index) => line !== "" || (index > 0 && index < lines.length - 1));
  return { edit: { span: span(at, end), text: said.map((line) => `// ${line}`.trimEnd()).join("\n") } };
}

/** Reads a text in foreign quotes, if its end is on the same line and not so far off that looking for it takes long. */
function readForeignText(scanner: Scanner, closing: string): boolean {
  const { at, problems } = scanner;
  const rest = read(/[^\n]{0,200}/y, scanner) ?? "";
  const length = rest.indexOf(closing, 1);
  if (length < 0) {
    readUnknown(scanner);
    return true;
  }
  const written = rest.slice(0, length + 1);
  const value = written.slice(1, -1);
  scanner.at += written.length;
  problems.add(syntaxProblems.foreignQuotes, span(at, scanner.at), { written, meant: quotedAgain(value) });
  push(scanner, TextToken, at, { piece: { value, span: span(at + 1, scanner.at - 1), block: false } });
  return true;
}

/** A text between our quotes: a quote that needed a backslash needs none, and the other way round. */
function quotedAgain(value: string): string {
  return `"${value.replace(/\\(?:(['`])|[\s\S])|"/g, (found, quote) => quote ?? (found === '"' ? '\\"' : found))}"`;
}

/** Letters that no name may have, and whatever goes on with them. */
const foreignLetters = /(?=[^\0-\x7f])[\p{L}\p{N}\p{M}_]+/uy;

/** How a word goes on where it has letters that no name may have; empty if it does not. */
export function restOfWord(scanner: Scanner): string {
  return read(foreignLetters, scanner) ?? "";
}

function readForeignWord(scanner: Scanner): boolean {
  const start = scanner.at;
  const name = restOfWord(scanner);
  if (name === "") return false;
  scanner.at += name.length;
  scanner.problems.add(syntaxProblems.badName, span(start, scanner.at), { name });
  push(scanner, Identifier, start);
  return true;
}

/** Leaves out one character, or a run of the same one, and says so. */
function readUnknown(scanner: Scanner): void {
  const { text, at, problems } = scanner;
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
  while (text.startsWith(char, scanner.at)) scanner.at += char.length;
  scanner.flaw ??= "";
  if (char === ";") {
    scanner.semicolons.push(span(at, scanner.at));
    scanner.flaw = undefined;
    scanner.breakBefore = true;
    return;
  }
  if (char === "#") {
    const end = text.indexOf("\n", at);
    scanner.at = end < 0 ? text.length : end;
    const hint = "A comment begins with `//`.";
    problems.add(syntaxProblems.unknownMark, span(at, at + 1), {
      mark: "#",
      hint,
      edit: { span: span(at, at + 1), text: "//" },
    });
    scanner.flaw = undefined;
    return;
  }
  const hint = { "&": "Both at once is written `&&`.", "^": "There is no power operator.", $: undefined }[char];
  const edit = char === "&" ? { span: span(at, scanner.at), text: "&&" } : undefined;
  problems.add(syntaxProblems.unknownMark, span(at, scanner.at), {
    mark: shown(char),
    ...(hint && { hint }),
    ...(edit && { edit }),
  });
}

/** Reports all semicolons of a file at once, where the first of them stands. */
export function reportSemicolons({ text, semicolons, problems }: Scanner): void {
  const [first] = semicolons;
  if (!first) return;
  const edits = semicolons.map((at) => {
    const ends = /^[ \t]*(?:\/\/|[\r\n}]|$)/.test(text.slice(at.end, at.end + 200));
    return { span: at, text: ends ? "" : "," };
  });
  problems.add(syntaxProblems.unknownMark, first, { mark: ";", hint: "A line break ends a statement.", edits });
}

/** A character as it can be shown in a sentence: a control character by its number. */
function shown(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  const visible = point > 0x20 && !(point >= 0x7f && point < 0xa0) && !/\p{C}|\p{Z}/u.test(char);
  return visible ? char : `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
