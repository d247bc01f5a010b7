import type { Path } from "../path.ts";
import { footerLines } from "./footer.ts";
import { headerLines } from "./header.ts";
import { type Choice, chosenRow, nothingChosen } from "./keys.ts";
import { clipLine, dim, type Line, spread } from "./line.ts";
import { openedLines, sumsOf } from "./opened.ts";
import type { Upcoming } from "./outline.ts";
import { linesOfRow, rowHeight, widthsOf } from "./row-lines.ts";
import { type Row, rowsOf } from "./rows.ts";
import { type AgentView, nodeAt, type ViewState } from "./state.ts";
import { oneLine } from "./words.ts";

/** Everything that one frame of the live view depends on. */
export interface Scene {
  readonly state: ViewState;
  /** Milliseconds since the run began. */
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  /** What the run will come to. */
  readonly upcoming?: readonly Upcoming[];
  readonly choice?: Choice;
  /** Whether keys can be read: they are named, and what they chose is shown. */
  readonly steered?: boolean;
}

/** One frame of the live view, line by line. */
export interface FrameLines {
  readonly lines: readonly Line[];
  /** The tree as rows, all of them. */
  readonly rows: readonly Row[];
  /** How many lines an opened context has, and how many are shown at once. */
  readonly opened: { readonly lines: number; readonly height: number };
}

/** The newest ones; all of them are in the trace. */
const MOST_WARNINGS = 3;

/** One frame: header, tree or opened agent, warnings, keys. Never taller than the terminal, no line wider. */
export function frameOf(scene: Scene): FrameLines {
  const { state, now, columns, upcoming, steered = false } = scene;
  const choice = steered ? (scene.choice ?? nothingChosen) : nothingChosen;
  const rows = rowsOf(state, now, upcoming, choice.folds);
  const header = headerLines(state, now, columns);
  const warnings = state.warnings
    .slice(-MOST_WARNINGS)
    .map((warning): Line => [{ text: ` warning: ${oneLine(warning)}`, color: "yellow" }]);
  const footer = steered ? footerLines(choice, columns) : [];
  // One line stays free: a frame as tall as the terminal makes it scroll at every update.
  const free = scene.rows - 1 - header.length;
  const foot = [...warnings, ...footer].slice(-Math.max(1, Math.floor(free / 2)));
  const height = Math.max(1, free - (warnings.length + footer.length === 0 ? 0 : foot.length));
  const opened = choice.opened === undefined ? undefined : nodeAt(state, choice.opened)?.agent;
  const row = rows[chosenRow(rows, choice.opened)];
  const body =
    opened && row
      ? openedBody(state, opened, row, choice, columns, height)
      : treeBody(rows, choice.selected, columns, height);
  const lines = [...header, ...body.lines, ...foot].map((line) => clipLine(line, columns));
  return { lines, rows, opened: body.opened };
}

type Body = Pick<FrameLines, "lines" | "opened">;

function openedBody(
  state: ViewState,
  agent: AgentView,
  row: Row,
  choice: Choice,
  columns: number,
  height: number,
): Body {
  const plainRow: Row = { ...row, branch: "", words: "" };
  const { why: _, ...titled } = plainRow;
  const named = linesOfRow(titled, widthsOf([titled], columns), columns, true);
  const all = openedLines(state, agent, columns);
  const room = Math.max(1, height - named.length - 1);
  const from = Math.min(choice.scroll ?? Number.POSITIVE_INFINITY, Math.max(0, all.length - room));
  const sums = [dim(`   ${sumsOf(agent)}`)];
  const title = [...named, from === 0 ? sums : spread(sums, [dim("↑ more above ")], columns)];
  return {
    lines: [...title, ...all.slice(from, from + room)].slice(0, height),
    opened: { lines: all.length, height: room },
  };
}

function treeBody(rows: readonly Row[], selected: Path | undefined, columns: number, height: number): Body {
  const chosen = chosenRow(rows, selected);
  const running = rows.findLastIndex((row) => row.mark === "writes" || row.mark === "works");
  const focus = chosen >= 0 ? chosen : running >= 0 ? running : rows.length - 1;
  const widths = widthsOf(rows, columns);
  const heights = rows.map((row) => rowHeight(row, columns));
  const { from, to } = windowOf(heights, height, Math.max(0, focus));
  const shown = rows.slice(from, to).flatMap((row, at) => linesOfRow(row, widths, columns, from + at === chosen));
  const more = (number: number, where: string): readonly Line[] =>
    number === 0 || height <= TELLS_OF_MORE ? [] : [[dim(`   … ${number} more ${where}`)]];
  const lines = [...more(from, "above"), ...shown.slice(0, height), ...more(rows.length - to, "below")];
  return { lines, opened: { lines: 0, height } };
}

/** Lower than this, every line is needed for the tree itself. */
const TELLS_OF_MORE = 4;

/** Which of things of those heights fit into `height` lines, together with the one at `focus` and lines that tell of the rest. */
export function windowOf(
  heights: readonly number[],
  height: number,
  focus: number,
): { readonly from: number; readonly to: number } {
  const total = heights.reduce((sum, each) => sum + each, 0);
  if (total <= height) return { from: 0, to: heights.length };
  const room = height > TELLS_OF_MORE ? height - 2 : height;
  let from = Math.min(focus, heights.length - 1);
  let to = from + 1;
  let used = heights[from] ?? 0;
  const fits = (at: number): boolean => used + (heights[at] ?? Number.POSITIVE_INFINITY) <= room;
  for (; fits(to); to++) used += heights[to] ?? 0;
  for (; from > 0 && fits(from - 1); from--) used += heights[from - 1] ?? 0;
  return { from, to };
}
