import { clip, clipStart, columnsOf, fill, rowsOfText } from "./columns.ts";
import { dim, type Line, lineWidth, plain, type Span } from "./line.ts";
import type { Mark, Row } from "./rows.ts";

/** Columns of what all rows that are shown have in common. */
export interface Widths {
  readonly label: number;
  readonly status: number;
  readonly amount: number;
  readonly time: number;
}

/** Statuses beyond this are cut: words have more to say. */
const WIDEST_STATUS = 18;
/** The usual ones fit, so that the words behind them stay where they are while statuses change. */
const LEAST_STATUS = 9;
/** A reason of more lines is in the error that follows the view. */
const MOST_WHY = 3;
/** Of what a tool was given, and of what it gave. */
const MOST_DETAILS = 4;

/** Columns that let `rows` stand in line on a screen of `columns`. */
export function widthsOf(rows: readonly Row[], columns: number): Widths {
  const widest = (of: (row: Row) => number): number => rows.reduce((most, row) => Math.max(most, of(row)), 0);
  const label = widest((row) => (isColumned(row) ? columnsOf(row.branch) + 2 + columnsOf(row.label) : 0));
  const status = widest((row) => columnsOf(row.status));
  return {
    label: Math.min(label, Math.floor(columns * 0.35)),
    status: status === 0 ? 0 : Math.max(LEAST_STATUS, Math.min(status, WIDEST_STATUS)),
    amount: widest((row) => columnsOf(row.amount)),
    time: widest((row) => columnsOf(row.time)),
  };
}

/** A row as lines of exactly `columns`: its own, and what made it fail. */
export function linesOfRow(row: Row, widths: Widths, columns: number, selected: boolean): readonly Line[] {
  const mark = MARKS[row.mark];
  const amount = fill(row.amount, widths.amount, "right");
  const time = fill(row.time, widths.time, "right");
  const right = `  ${amount}  ${time}`;
  const room = columns - 1 - columnsOf(right);
  const head: Span[] = [dim(row.branch), { ...mark.look, text: mark.sign }];
  const named = columnsOf(row.branch) + 2;
  const label = (width: number): Span => ({
    text: ` ${fill(row.label, Math.max(0, width - named))}`,
    ...(selected ? { bold: true as const } : {}),
  });
  const left: Span[] = isColumned(row)
    ? [...head, label(widths.label), ...wordsOf(row, widths, room - widths.label)]
    : [...head, label(room)];
  const filled = " ".repeat(Math.max(0, room - lineWidth(left)));
  const line: Line = [plain(selected ? "›" : " "), ...left, plain(filled), plain(right)];
  return [line, ...linesUnder(row, columns)];
}

/** How many lines a row has. */
export function rowHeight(row: Row, columns: number): number {
  return 1 + linesUnder(row, columns).length;
}

function isColumned(row: Row): boolean {
  return row.status !== "" || row.words !== "";
}

function wordsOf(row: Row, widths: Widths, room: number): readonly Span[] {
  const status = row.status === "" ? [] : [plain(`  ${fill(row.status, widths.status)}`)];
  const left = room - lineWidth(status) - 2;
  if (left < 4 || row.words === "") return status;
  return [...status, dim(`  ${row.cut === "start" ? clipStart(row.words, left) : clip(row.words, left)}`)];
}

/** What stands under a row: what it was given and gave where it is unfolded, and why it failed. */
function linesUnder({ details = [], why, branch }: Row, columns: number): readonly Line[] {
  const indent = columnsOf(branch) + 3;
  const room = columns - indent;
  const under = (text: string, most: number, look: Omit<Span, "text">): readonly Line[] => {
    const lines = rowsOfText(text, room).map((line) => line.trimEnd());
    const shown = lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]}…`] : lines;
    return shown.map((line) => [plain(" ".repeat(indent)), { ...look, text: clip(line, room) }]);
  };
  return [
    ...details.flatMap((text) => under(text, MOST_DETAILS, { dim: true })),
    ...(why === undefined ? [] : under(why, MOST_WHY, { color: "red" })),
  ];
}

const MARKS: Readonly<Record<Mark, { readonly sign: string; readonly look: Omit<Span, "text"> }>> = {
  done: { sign: "✓", look: { color: "green" } },
  failed: { sign: "✗", look: { color: "red" } },
  halted: { sign: "⊘", look: { color: "yellow" } },
  open: { sign: "▾", look: {} },
  writes: { sign: "●", look: { color: "cyan" } },
  works: { sign: "◐", look: { color: "cyan" } },
  waits: { sign: "○", look: { dim: true } },
};
