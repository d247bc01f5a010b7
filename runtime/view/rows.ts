import type { NodeKind } from "../../compiler/graph/graph.ts";
import type { Path } from "../path.ts";
import { rowOf } from "./node-row.ts";
import type { Upcoming } from "./outline.ts";
import { type NodeView, nodeAt, type ViewState } from "./state.ts";

/** One line of the live view's tree, as words; how it is laid out and coloured is the terminal's matter. */
export interface Row {
  readonly path: Path;
  /** The lines that lead to it: `├ `, `│ └ `. */
  readonly branch: string;
  readonly mark: Mark;
  readonly label: string;
  /** What it does, in a word or two; empty where the mark says all. */
  readonly status: string;
  readonly words: string;
  /** Which end of `words` is left out where they do not fit. */
  readonly cut: "start" | "end";
  readonly amount: string;
  readonly time: string;
  /** An agent, whose context can be opened. */
  readonly agent: boolean;
  /** Whether there is something inside, and whether it is shown. */
  readonly inside: "none" | "folded" | "open";
  /** Why it failed, on lines of its own. */
  readonly why?: string;
}

export type Mark = "done" | "failed" | "halted" | "open" | "writes" | "works" | "waits";

/** What a person has folded (`false`) or unfolded (`true`); all else folds by itself. */
export type Folds = ReadonlyMap<Path, boolean>;

/**
 * The tree as rows, at `now` milliseconds of the run: what is finished is folded, what failed stays open, and of
 * `upcoming` what has not begun stands at the end.
 */
export function rowsOf(
  state: ViewState,
  now: number,
  upcoming: readonly Upcoming[] = [],
  folds: Folds = new Map(),
): Row[] {
  const rows: Row[] = [];
  const walk = (paths: readonly Path[], lead: string, top: boolean): void => {
    const nodes = shownAmong(state, paths, "");
    nodes.forEach((node, index) => {
      const last = index === nodes.length - 1;
      const branch = top ? "" : `${lead}${last ? "└ " : "├ "}`;
      const children = shownAmong(state, node.children, "").length > 0;
      const open = children && (folds.get(node.path) ?? isOpen(node));
      rows.push({ ...rowOf(state, node, branch, now), inside: open ? "open" : children ? "folded" : "none" });
      if (open) walk(node.children, top ? "" : `${lead}${last ? "  " : "│ "}`, false);
    });
  };
  walk(state.roots, "", true);
  if (state.outcome === undefined) {
    for (const { path, label } of upcoming) if (!nodeAt(state, path)) rows.push({ ...UPCOMING, path, label });
  }
  return rows;
}

const UPCOMING = {
  branch: "",
  mark: "waits",
  status: "",
  words: "",
  cut: "end",
  amount: "",
  time: "",
  agent: false,
  inside: "none",
} as const;

// Names, checks and spines are over before anyone could read them; a failure is always told.
const SILENT: ReadonlySet<NodeKind> = new Set<NodeKind>(["let", "return", "break", "check", "expect", "spine"]);

// A `try` says nothing that what it tries does not say itself.
const TRANSPARENT: ReadonlySet<NodeKind> = new Set<NodeKind>(["try"]);

/** The nodes to show for `paths`, those inside transparent ones in their place. */
function shownAmong(state: ViewState, paths: readonly Path[], place: string): NodeView[] {
  return paths
    .flatMap((path) => nodeAt(state, path) ?? [])
    .flatMap((node) => {
      const placed = node.place === "" ? { ...node, place } : node;
      if (TRANSPARENT.has(node.kind)) return shownAmong(state, node.children, placed.place);
      return !SILENT.has(node.kind) || node.phase.kind === "failed" ? [placed] : [];
    });
}

function isOpen({ phase }: NodeView): boolean {
  return phase.kind === "failed" || phase.kind === "running";
}
