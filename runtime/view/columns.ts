/** Texts measured and cut in columns of a terminal, never inside what a person sees as one character. */
import { widthOf } from "../../language/width.ts";

/** Texts of one code unit and one column a character: ASCII, the lines of a tree, bars. */
const PLAIN = /^[\u0020-\u007e\u2500-\u259f]*$/;
const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a line takes. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemes(text)) columns += widthOfGrapheme(grapheme);
  return columns;
}

/** What people see as characters, in order. */
export function graphemes(text: string): readonly string[] {
  return PLAIN.test(text) ? [...text] : Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** At most `columns` of a line; where its end is left out, `…` stands for it. */
export function clip(text: string, columns: number): string {
  return columnsOf(text) <= columns ? text : `${beginning(graphemes(text), columns - 1)}${columns > 0 ? "…" : ""}`;
}

/** At most `columns` of a line; where its beginning is left out, `…` stands for it. */
export function clipStart(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const kept: string[] = [];
  let room = columns - 1;
  for (const grapheme of [...graphemes(text)].reverse()) {
    room -= widthOfGrapheme(grapheme);
    if (room < 0) break;
    kept.push(grapheme);
  }
  return `${columns > 0 ? "…" : ""}${kept.reverse().join("")}`;
}

/** A line cut or filled with blanks to exactly `columns`. */
export function fill(text: string, columns: number, side: "left" | "right" = "left"): string {
  const shown = clip(text, columns);
  const blanks = " ".repeat(Math.max(0, columns - columnsOf(shown)));
  return side === "left" ? shown + blanks : blanks + shown;
}

/** A line broken into rows of at most `columns`, at blanks where that wastes less than half of a row. */
export function rowsOfText(line: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let rest = graphemes(line);
  while (rest.length > 0) {
    let end = 0;
    let used = 0;
    for (; end < rest.length; end++) {
      used += widthOfGrapheme(rest[end] ?? "");
      if (used > columns) break;
    }
    // A character wider than a row gets a row all the same.
    end = Math.max(1, end);
    const blank = rest.lastIndexOf(" ", end);
    const cut = end < rest.length && blank > end / 2 ? blank + 1 : end;
    rows.push(rest.slice(0, cut).join(""));
    rest = rest.slice(cut);
  }
  return rows.length === 0 ? [""] : rows;
}

function beginning(all: readonly string[], columns: number): string {
  let text = "";
  let room = columns;
  for (const grapheme of all) {
    room -= widthOfGrapheme(grapheme);
    if (room < 0) break;
    text += grapheme;
  }
  return text;
}

/** Terminals draw what is joined (families, flags, skin tones) and what is asked to be an emoji two columns wide. */
function widthOfGrapheme(grapheme: string): number {
  if (/\ufe0f|\p{Regional_Indicator}{2}|\p{Emoji_Modifier}/u.test(grapheme)) return 2;
  return Math.min(2, widthOf(grapheme));
}
