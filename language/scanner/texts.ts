import { syntaxProblems } from "../syntax-problems.ts";
import { TextHead, TextMiddle, TextTail, TextToken, type TextValue } from "../tokens.ts";
import { dedent } from "./block-text.ts";
import { readEscape, withoutEscapes } from "./escapes.ts";
import { closersIn, push, type Scanner, span, type TextFrame } from "./state.ts";

/** Begins a text at its opening quotes and reads to its first `${` or its end. */
export function openText(scanner: Scanner): void {
  const { text, at } = scanner;
  const block = text.startsWith('"""', at);
  scanner.at += block ? 3 : 1;
  readPiece(scanner, { open: at, block, pieces: [], braces: 0, begun: false }, at);
}

/** Goes on with a text after the `}` of an interpolation. */
export function resumeText(scanner: Scanner, frame: TextFrame): void {
  scanner.frames.pop();
  const start = scanner.at;
  scanner.at += 1;
  readPiece(scanner, frame, start);
}

/** A line break in an interpolation: ends the texts of one line that are open, since they can't go on. */
export function breakText(scanner: Scanner): void {
  let innermost: TextFrame | undefined;
  for (let frame = scanner.frames.at(-1); frame && !frame.block; frame = scanner.frames.at(-1)) {
    innermost ??= frame;
    scanner.frames.pop();
    finish(frame);
    push(scanner, TextTail, scanner.at, { swallowed: ")]}" });
  }
  if (!innermost) return;
  const end = scanner.text.slice(innermost.open, scanner.at).trimEnd().length + innermost.open;
  scanner.problems.add(syntaxProblems.unclosedText, span(innermost.open, end), { block: false });
}

/** Ends the texts that are still open where the file ends. */
export function closeTexts(scanner: Scanner): void {
  breakText(scanner);
  const outermost = scanner.frames[0];
  while (scanner.frames.length > 0) {
    const frame = scanner.frames.pop();
    if (!frame) break;
    finish(frame);
    push(scanner, TextTail, scanner.at, { swallowed: ")]}" });
    if (frame === outermost) {
      scanner.problems.add(syntaxProblems.unclosedText, span(frame.open, frame.open + 3), { block: true });
    }
    breakText(scanner);
  }
}

/** Reads one piece of a text; `start` is where its token begins, the scanner where the piece does. */
function readPiece(scanner: Scanner, frame: TextFrame, start: number): void {
  const { text } = scanner;
  const from = scanner.at;
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") {
      const { length, value } = readEscape(text, at);
      if (value === undefined) {
        const written = text.slice(at, at + length);
        scanner.problems.add(syntaxProblems.unknownEscape, span(at, at + length), { escape: written });
      }
      at += length - 1;
    } else if (char === '"') {
      const quotes = frame.block ? closingQuotes(text, at) : 1;
      if (quotes > 0) {
        endPiece(scanner, frame, start, span(from, at + quotes - (frame.block ? 3 : 1)), at + quotes);
        return;
      }
    } else if (char === "$" && text[at + 1] === "{") {
      frame.pieces.push({ value: text.slice(from, at), span: span(from, at), block: frame.block });
      scanner.at = at + 2;
      push(scanner, frame.begun ? TextMiddle : TextHead, start, withPiece(frame));
      frame.begun = true;
      frame.braces = 0;
      scanner.frames.push(frame);
      return;
    } else if (char === "\n" && !frame.block) break;
  }
  const rest = text.slice(from, at).trimEnd();
  const end = frame.block ? at : from + rest.length;
  const opener = frame.block ? span(frame.open, frame.open + 3) : span(frame.open, end);
  scanner.problems.add(syntaxProblems.unclosedText, opener, { block: frame.block });
  endPiece(scanner, frame, start, span(from, end), end, closersIn(rest));
}

/** How many of the quotes at `at` end a block text: the last three of up to five belong to the end, as in `"a ""b""""`. */
function closingQuotes(text: string, at: number): number {
  let count = 0;
  while (count < 6 && text[at + count] === '"') count++;
  if (count < 3) return 0;
  return count === 6 ? 3 : count;
}

function endPiece(
  scanner: Scanner,
  frame: TextFrame,
  start: number,
  at: { readonly start: number; readonly end: number },
  end: number,
  swallowed?: string,
): void {
  frame.pieces.push({ value: scanner.text.slice(at.start, at.end), span: at, block: frame.block });
  scanner.at = end;
  const more = withPiece(frame);
  push(scanner, frame.begun ? TextTail : TextToken, start, swallowed === undefined ? more : { ...more, swallowed });
  finish(frame);
}

function withPiece(frame: TextFrame): { piece: TextValue } | Record<string, never> {
  const piece = frame.pieces.at(-1);
  return piece ? { piece } : {};
}

/** Gives the pieces of a text their final values, once all of them are known: the indentation is shared by all. */
function finish(frame: TextFrame): void {
  const raw = frame.pieces.map((piece) => piece.value);
  const shown = frame.block ? dedent(raw) : raw;
  for (const [index, piece] of frame.pieces.entries()) piece.value = withoutEscapes(shown[index] ?? "");
}
