import type { Position } from "./diagnostic.ts";

/** The offsets at which the lines of a text begin; a line ends with `\n` or `\r\n`. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The lines of the text that was asked about last: whoever asks for one place asks for many. */
let last: { readonly text: string; readonly starts: readonly number[] } = { text: "", starts: [0] };

/** The line and column of an offset, both from 1; an offset outside the text is taken for its nearest end. */
export function positionAt(text: string, offset: number): Position {
  if (last.text !== text) last = { text, starts: lineStarts(text) };
  const { starts } = last;
  const within = Math.min(Math.max(offset, 0), text.length);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= within) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: within - (starts[low] ?? 0) + 1 };
}

/** The text of a line, counted from 1, without its line break; undefined where there is no such line. */
export function lineAt(text: string, line: number): string | undefined {
  if (last.text !== text) last = { text, starts: lineStarts(text) };
  const start = last.starts[line - 1];
  if (start === undefined) return undefined;
  return text.slice(start, (last.starts[line] ?? text.length + 1) - 1).replace(/\r$/, "");
}
