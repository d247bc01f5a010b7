import type { Path } from "../path.ts";
import { footerLines } from "./footer.ts";
import { headerLines } from "./header.ts";
import { type Choice, chosenRow, nothingChosen } from "./keys.ts";
import { clipLine, dim, type Line } from "./line.ts";
import { openedLines, sumsOf } from "./opened.ts";
import type { Upcoming } from "./outline.ts";
import { linesOfRow, widthsOf } from "./row-lines.ts";
import { type Row, rowsOf } from "./rows.ts";
import type { AgentView, ViewState } from "./state.ts";
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
  const opened = choice.opened === undefined ? undefined : state.nodes.get(choice.opened)?.agent;
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
  const title = [...linesOfRow(titled, widthsOf([titled], columns), columns, true), [dim(`   ${sumsOf(agent)}`)]];
  const all = openedLines(state, agent, columns);
  const room = Math.max(1, height - title.length);
  const from = Math.min(choice.scroll ?? Number.POSITIVE_INFINITY, Math.max(0, all.length - room));
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
  const drawn = rows.map((row, index) => linesOfRow(row, widths, columns, index === chosen));
  return { lines: windowOf(drawn, height, Math.max(0, focus)), opened: { lines: 0, height } };
}

/** The stretch of `groups` that fits into `height` lines and has `focus` in it, with how many are left out on each side. */
export function windowOf(groups: readonly (readonly Line[])[], height: number, focus: number): readonly Line[] {
  const total = groups.reduce((sum, group) => sum + group.length, 0);
  if (total <= height) return groups.flat();
  const told = height > 4 ? 2 : 0;
  let from = Math.min(focus, groups.length - 1);
  let to = from;
  let used = 0;
  const fits = (index: number): boolean => used + (groups[index]?.length ?? Number.POSITIVE_INFINITY) <= height - told;
  for (; fits(to); to++) used += groups[to]?.length ?? 0;
  // A focus in the middle shows what comes before it, too.
  for (; from > 0 && fits(from - 1); from--) used += groups[from - 1]?.length ?? 0;
  const shown = groups
    .slice(from, Math.max(to, from + 1))
    .flat()
    .slice(0, height);
  if (told === 0) return shown;
  const more = (number: number, where: string): readonly Line[] =>
    number === 0 ? [] : [[dim(`   … ${number} more ${where}`)]];
  return [...more(from, "above"), ...shown, ...more(groups.length - to, "below")];
}
