import { clip, columnsOf } from "./columns.ts";

/** One line of the screen: stretches of text, each in one look. */
export type Line = readonly Span[];

/** A stretch of text. Colour adds to what is written and never stands alone. */
export interface Span {
  readonly text: string;
  readonly color?: "green" | "red" | "yellow" | "cyan" | "magenta";
  readonly dim?: true;
  readonly bold?: true;
}

/** Text as it is. */
export const plain = (text: string): Span => ({ text });
/** Text that stands back. */
export const dim = (text: string): Span => ({ text, dim: true });

/** A line's words alone. */
export function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}

/** Columns that a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0);
}

/** At most `columns` of a line. */
export function clipLine(line: Line, columns: number): Line {
  const spans: Span[] = [];
  let room = columns;
  for (const span of line) {
    const width = columnsOf(span.text);
    if (width <= room) spans.push(span);
    else {
      if (room > 0) spans.push({ ...span, text: clip(span.text, room) });
      break;
    }
    room -= width;
  }
  return spans;
}

/** Two lines as one of exactly `columns`, the second at the right edge; the first gives way. */
export function spread(left: Line, right: Line, columns: number): Line {
  const room = columns - lineWidth(right);
  const shown = clipLine(left, Math.max(0, room - 2));
  return [...shown, plain(" ".repeat(Math.max(0, room - lineWidth(shown)))), ...clipLine(right, columns)];
}
