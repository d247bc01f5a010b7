/** Rows of a page: a label, and beside it what is said of it, in as many lines as that takes. */
import { widthOf } from "../../../language/width.ts";

/** What a colour says is also written. */
export type Tone = "plain" | "strong" | "faint" | "good" | "bad" | "odd";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

export interface Row {
  /** Glyphs of the tree before the label, and before the lines that follow. */
  readonly lead?: string;
  readonly follow?: string;
  readonly label: string;
  readonly cells: readonly Cell[];
  /** Its first cells stand in columns with those of other rows. */
  readonly aligned?: boolean;
}

export type Paint = (tone: Tone, text: string) => string;

const CODES: Readonly<Record<Tone, string>> = { plain: "", strong: "1", faint: "2", good: "32", bad: "31", odd: "33" };

export const painted: Paint = (tone, text) =>
  text === "" || tone === "plain" ? text : `\u001b[${CODES[tone]}m${text}\u001b[0m`;
export const unpainted: Paint = (_, text) => text;

const GAP = "   ";

/** A blank at which no line is broken. */
export const TOGETHER = "\u00a0";

/** Lays rows out in `width` columns; what is beside a label begins in `column`. */
export function layOut(rows: readonly Row[], column: number, width: number, paint: Paint): string[] {
  const room = Math.max(20, width - column);
  const columns = columnsOf(rows);
  return rows.flatMap((row) => {
    const lines = linesOf(row.aligned ? align(row.cells, columns, room) : row.cells, room, paint);
    const { lead = "", follow = "", label } = row;
    const head = paint("faint", lead) + paint("strong", label);
    const used = widthOf(lead + label);
    const under = paint("faint", follow) + " ".repeat(Math.max(0, column - widthOf(follow)));
    // A label that reaches into the column has a line of its own.
    const [first = "", ...rest] = used + 2 > column ? ["", ...lines] : lines;
    const line = first === "" ? head : `${head}${" ".repeat(column - used)}${first}`;
    return [line, ...rest.map((text) => under + text)].map((text) => text.trimEnd());
  });
}

/** Cells that are aligned in a row. */
const ALIGNED = 2;

function columnsOf(rows: readonly Row[]): readonly number[] {
  const cells = rows.filter((row) => row.aligned).map((row) => row.cells);
  return Array.from({ length: ALIGNED }, (_, i) => Math.max(0, ...cells.map((row) => widthOf(row[i]?.text ?? ""))));
}

/** The cells in columns, where all of them then still fit into one line; else as they are. */
function align(cells: readonly Cell[], columns: readonly number[], room: number): readonly Cell[] {
  const wide = cells.map((cell, i) => {
    const pad = i + 1 < cells.length ? Math.max(0, (columns[i] ?? 0) - widthOf(cell.text)) : 0;
    return { ...cell, text: cell.text + " ".repeat(pad) };
  });
  const length = wide.reduce((n, cell) => n + widthOf(cell.text), GAP.length * (wide.length - 1));
  return length <= room ? wide : cells;
}

/** Cells one after the other; one is only parted where a line is too short for it. */
function linesOf(cells: readonly Cell[], room: number, paint: Paint): string[] {
  const lines: { readonly painted: string; readonly width: number }[] = [];
  let line = { painted: "", width: 0 };
  const put = (cell: Cell, text: string, gap: string): boolean => {
    const width = line.width === 0 ? widthOf(text) : line.width + gap.length + widthOf(text);
    if (width > room && line.width > 0) return false;
    line = { painted: line.painted + (line.width === 0 ? "" : gap) + paint(cell.tone ?? "plain", text), width };
    return true;
  };
  const end = (): void => {
    lines.push(line);
    line = { painted: "", width: 0 };
  };
  for (const cell of cells) {
    const whole = widthOf(cell.text) <= room;
    if (whole && put(cell, cell.text, GAP)) continue;
    if (line.width > 0) end();
    if (whole) put(cell, cell.text, GAP);
    else {
      for (const word of cell.text.split(" ")) {
        if (put(cell, word, " ")) continue;
        end();
        put(cell, word, " ");
      }
    }
  }
  end();
  return lines.map((each) => each.painted.replaceAll(TOGETHER, " "));
}
