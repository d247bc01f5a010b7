import type { NodeKind } from "../../compiler/graph/graph.ts";
import type { Path } from "../path.ts";
import { branchesOf, foldedWords, isBranchOpen, rowOfBranch, type Shown, type Step } from "./branch-row.ts";
import { callDetails, rowOf } from "./node-row.ts";
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
  /** The steps of a branch, which is no node itself. */
  readonly steps?: readonly Path[];
  /** What more there is to say of it where it is unfolded, on lines of its own. */
  readonly details?: readonly string[];
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
  const walk = (shown: readonly Shown[], lead: string, top: boolean): void => {
    shown.forEach((each, index) => {
      const last = index === shown.length - 1;
      const branch = top ? "" : `${lead}${last ? "└ " : "├ "}`;
      const inside = insideOf(state, each);
      const path = each.kind === "node" ? each.node.path : each.path;
      const opens = each.kind === "node" ? isOpen(each.node) : isBranchOpen(each);
      const open = inside.length > 0 && (folds.get(path) ?? opens);
      const row = each.kind === "node" ? rowOf(state, each.node, branch, now) : rowOfBranch(state, each, branch, now);
      const told = each.kind === "node" ? callDetails(each.node) : [];
      const details = told.length > 0 && folds.get(path) ? { details: told } : {};
      const some = inside.length > 0 || told.length > 0;
      const shows = open || details.details !== undefined;
      const words = each.kind === "branch" && !open ? foldedWords(each) : row.words;
      rows.push({ ...row, ...details, words, inside: shows ? "open" : some ? "folded" : "none" });
      if (open) walk(inside, top ? "" : `${lead}${last ? "  " : "│ "}`, false);
    });
  };
  walk(asNodes(shownAmong(state, state.roots)), "", true);
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

function insideOf(state: ViewState, shown: Shown): readonly Shown[] {
  if (shown.kind === "node") return branchesOf(shown.node, shownAmong(state, shown.node.children));
  return asNodes(shown.steps.map((node) => ({ node })));
}

const asNodes = (steps: readonly Pick<Step, "node">[]): Shown[] => steps.map(({ node }) => ({ kind: "node", node }));

/** The nodes to show for `paths`, those inside transparent ones in their place, which is `around` them. */
function shownAmong(state: ViewState, paths: readonly Path[], around?: { place: string; branch: Path }): Step[] {
  return paths
    .flatMap((path) => nodeAt(state, path) ?? [])
    .flatMap((node) => {
      const own = { place: node.place, branch: node.path.slice(0, node.path.lastIndexOf("/")) };
      const { place, branch } = around !== undefined && node.place === "" ? around : own;
      if (TRANSPARENT.has(node.kind)) return shownAmong(state, node.children, { place, branch });
      return !SILENT.has(node.kind) || node.phase.kind === "failed" ? [{ node: { ...node, place }, branch }] : [];
    });
}

function isOpen({ phase }: NodeView): boolean {
  return phase.kind === "failed" || phase.kind === "running";
}
