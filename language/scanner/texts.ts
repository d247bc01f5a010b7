import { syntaxProblems } from "../syntax-problems.ts";
import { TextHead, TextMiddle, TextTail, TextToken, type TextValue } from "../tokens.ts";
import { dedent } from "./block-text.ts";
import { readEscape, withoutEscapes } from "./escapes.ts";
import { closersIn, push, type Scanner, span, type TextFrame } from "./state.ts";

/** Begins a text at its opening quotes and reads to its first `${` or its end. */
export function openText(scanner: Scanner): void {
  const { text, at: open, frames, tokens, comments, problems, breakBefore } = scanner;
  const block = text.startsWith('"""', open);
  const outer = frames.at(-1);
  if (outer && closesOuter(scanner, outer, block)) {
    reportInterpolation(scanner, outer);
    frames.pop();
    scanner.at += outer.block ? 3 : 1;
    finish(scanner, outer, scanner.at);
    push(scanner, TextTail, open, { swallowed: ")]}" });
    return;
  }
  const cut = scanner.cuts.get(open);
  if (cut !== undefined) scanner.limit = cut;
  const counts = { tokens: tokens.length, comments: comments.length, problems: problems.diagnostics.length };
  const nested = outer !== undefined;
  scanner.at += block ? 3 : 1;
  readPiece(scanner, { open, block, nested, counts, breakBefore, pieces: [], braces: 0, begun: false }, open);
}

/** Whether quotes in an interpolation were meant to close the text around it, whose `}` is missing. */
function closesOuter({ text, at, cuts, breakBefore }: Scanner, outer: TextFrame, block: boolean): boolean {
  // A block is known to be at fault only once the whole file has been read.
  if (outer.block) return block && breakBefore && cuts.has(outer.open);
  if (block) return false;
  // The last quotes of the line have nothing to close them.
  oddQuotes.lastIndex = at + 1;
  return oddQuotes.test(text);
}

const oddQuotes = /(?:[^"\\\n]|\\[^\n])*$/my;

/** Goes on with a text after the `}` of an interpolation. */
export function resumeText(scanner: Scanner, frame: TextFrame): void {
  scanner.frames.pop();
  const start = scanner.at;
  scanner.at += 1;
  readPiece(scanner, frame, start);
}

/** A line break in an interpolation: ends the texts of one line that are open, since they can't go on. */
export function breakText(scanner: Scanner): void {
  while (scanner.frames.at(-1)?.block === false) breakInnermost(scanner, scanner.frames.at(-2)?.block !== false);
}

/** Ends the texts that are still open where the file ends, or what can be text. */
export function closeTexts(scanner: Scanner): void {
  while (scanner.frames.length > 0) breakInnermost(scanner, scanner.frames.length === 1);
  scanner.limit = scanner.text.length;
}

function breakInnermost(scanner: Scanner, reported: boolean): void {
  const frame = scanner.frames.pop();
  if (!frame) return;
  scanner.unclosed ||= frame.block && scanner.at === scanner.text.length;
  if (reported) reportInterpolation(scanner, frame);
  finish(scanner, frame, scanner.at);
  push(scanner, TextTail, scanner.at, { swallowed: ")]}" });
}

function reportInterpolation(scanner: Scanner, frame: TextFrame): void {
  const at = frame.pieces.at(-1)?.span.end ?? frame.open;
  if (frame.head) frame.head.flaw = "";
  scanner.problems.add(syntaxProblems.unclosedInterpolation, span(at, at + 2));
}

/** Reads one piece of a text; `start` is where its token begins, the scanner where the piece does. */
function readPiece(scanner: Scanner, frame: TextFrame, start: number): void {
  const { text } = scanner;
  const from = scanner.at;
  const most = scanner.limit;
  let at = from;
  for (; at < most; at++) {
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
      frame.head = scanner.tokens.at(-1);
      frame.braces = 0;
      scanner.frames.push(frame);
      return;
    } else if (char === "\n" && !frame.block) break;
  }
  readUnclosed(scanner, frame, start, Math.min(at, most));
}

/** Ends a text that has no closing quotes before `end`, the end of its line, of the file or of what can be text. */
function readUnclosed(scanner: Scanner, frame: TextFrame, start: number, end: number): void {
  const { text, at: from, problems } = scanner;
  let rest = text.slice(from, end).trimEnd();
  if (frame.block) {
    scanner.unclosed ||= end === text.length;
    scanner.limit = text.length;
    problems.add(syntaxProblems.unclosedText, span(frame.open, frame.open + 3), { block: true });
  } else if (!frame.nested) {
    forgetLine(scanner, frame.open);
    const end = from + rest.length;
    // Where the line ends in closing marks, the text may have ended before them.
    const edit = withoutClosers(rest) === rest ? { span: span(end, end), text: '"' } : undefined;
    problems.add(syntaxProblems.unclosedText, span(frame.open, end), { block: false, edit });
  } else {
    // In a text inside a text, the marks that close the outer one were hardly meant as text.
    const brace = rest.indexOf("}");
    if (brace >= 0) rest = withoutClosers(rest.slice(0, brace));
    const outer = scanner.frames.at(-1);
    // An outer text that ends with the line as well is at fault itself.
    if (outer?.block || from + rest.length < end) {
      problems.add(syntaxProblems.unclosedText, span(frame.open, from + rest.length), { block: false });
    }
  }
  endPiece(scanner, frame, start, span(from, from + rest.length), from + rest.length, closersIn(rest));
}

/** What is left without the blanks and closing marks at the end. */
function withoutClosers(stretch: string): string {
  let end = stretch.length;
  while (end > 0 && /[\s)\]}]/.test(stretch[end - 1] ?? "")) end -= 1;
  return stretch.slice(0, end);
}

/** Forgets what was reported on the line before `open`: where quotes don't match, text was taken for code. */
function forgetLine(scanner: Scanner, open: number): void {
  const { text, problems } = scanner;
  const line = text.lastIndexOf("\n", open) + 1;
  scanner.semicolons = scanner.semicolons.filter(({ start }) => start < line);
  const kept = problems.diagnostics.findIndex(({ span: { start } }) => start >= line);
  if (kept >= 0) problems.rewind(kept);
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
  finish(scanner, frame, end);
}

function withPiece(frame: TextFrame): { piece: TextValue } | Record<string, never> {
  const piece = frame.pieces.at(-1);
  return piece ? { piece } : {};
}

/** Gives the pieces of a text their final values, once all of them are known: the indentation is shared by all. */
function finish(scanner: Scanner, frame: TextFrame, end: number): void {
  const raw = frame.pieces.map((piece) => piece.value);
  const shown = frame.block ? dedent(raw) : raw;
  for (const [index, piece] of frame.pieces.entries()) piece.value = withoutEscapes(shown[index] ?? "");
  const { open, breakBefore, counts } = frame;
  if (frame.block && !frame.nested) scanner.blocks.push({ open, end, breakBefore, ...counts });
}
