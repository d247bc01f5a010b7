import type { Json } from "../../compiler/graph/expression.ts";
import type { NodeKind } from "../../compiler/graph/graph.ts";
import type { WaitReason } from "../events/event.ts";
import type { Path } from "../path.ts";
import type { Upcoming } from "./outline.ts";
import type { AgentView, NodeView, ViewState } from "./state.ts";
import { count, counted, duration, oneLine } from "./words.ts";

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
  readonly tokens: string;
  readonly time: string;
  /** An agent, which can be opened, halted and wound down. */
  readonly agent: boolean;
  /** Why it failed, on a line of its own. */
  readonly why?: string;
}

export type Mark = "done" | "failed" | "halted" | "open" | "writes" | "works" | "waits";

/**
 * The tree as rows, at `now` milliseconds of the run: what is finished is folded, what failed stays open, and of
 * `upcoming` what has not begun stands at the end.
 */
export function rowsOf(state: ViewState, now: number, upcoming: readonly Upcoming[] = []): Row[] {
  const rows: Row[] = [];
  const walk = (paths: readonly Path[], lead: string, top: boolean): void => {
    const nodes = shownAmong(state, paths, "");
    nodes.forEach((node, index) => {
      const last = index === nodes.length - 1;
      rows.push(rowOf(state, node, top ? "" : `${lead}${last ? "└ " : "├ "}`, now));
      if (isOpen(state, node)) walk(node.children, top ? "" : `${lead}${last ? "  " : "│ "}`, false);
    });
  };
  walk(state.roots, "", true);
  if (state.outcome === undefined) {
    for (const { path, label } of upcoming) if (!state.nodes.has(path)) rows.push({ ...UPCOMING, path, label });
  }
  return rows;
}

const UPCOMING = {
  branch: "",
  mark: "waits",
  status: "",
  words: "",
  cut: "end",
  tokens: "",
  time: "",
  agent: false,
} as const;

/** The stretch of `rows` that fits into `height` lines and has `focus` in it, with how many are left out on each side. */
export function windowOf(
  rows: readonly Row[],
  height: number,
  focus: number,
): { readonly rows: readonly Row[]; readonly above: number; readonly below: number } {
  const lines = (row: Row): number => (row.why === undefined ? 1 : 2);
  let from = Math.max(0, Math.min(focus, rows.length - 1));
  let to = from;
  let used = 0;
  const fits = (row: Row | undefined): boolean => row !== undefined && used + lines(row) <= height;
  while (fits(rows[to])) {
    used += lines(rows[to] as Row);
    to++;
  }
  while (from > 0 && fits(rows[from - 1])) {
    from--;
    used += lines(rows[from] as Row);
  }
  return { rows: rows.slice(from, to), above: from, below: rows.length - to };
}

// Names, checks and spines are over before anyone could read them; a failure is always told.
const SILENT: ReadonlySet<NodeKind> = new Set<NodeKind>(["let", "return", "break", "check", "expect", "spine"]);

function isShown(node: NodeView): boolean {
  return !SILENT.has(node.kind) || node.phase.kind === "failed";
}

// A `try` says nothing that what it tries does not say itself.
const TRANSPARENT: ReadonlySet<NodeKind> = new Set<NodeKind>(["try"]);

/** The nodes to show for `paths`, those inside transparent ones in their place. */
function shownAmong(state: ViewState, paths: readonly Path[], place: string): NodeView[] {
  return paths
    .flatMap((path) => state.nodes.get(path) ?? [])
    .flatMap((node) => {
      const placed = node.place === "" ? { ...node, place } : node;
      if (TRANSPARENT.has(node.kind)) return shownAmong(state, node.children, placed.place);
      return isShown(node) ? [placed] : [];
    });
}

function isOpen(state: ViewState, node: NodeView): boolean {
  if (node.phase.kind === "failed") return true;
  return node.phase.kind === "running" && node.children.some((path) => state.nodes.has(path));
}

function rowOf(state: ViewState, node: NodeView, branch: string, now: number): Row {
  const label = placed(node.agent?.name ?? node.label, node.place);
  const tokens = tokensOf(state, node);
  const base = {
    path: node.path,
    branch,
    label,
    status: "",
    words: "",
    cut: "end",
    agent: node.agent !== undefined,
  } as const;
  const spent = duration((node.ended ?? now) - node.started);
  const { phase } = node;
  switch (phase.kind) {
    case "done": {
      // What a topology gives is what its parts gave; its own line has better use for the room.
      const words = node.children.length > 0 || node.kind === "share" ? "" : oneLine(phase.preview ?? "");
      const amount =
        node.shared !== undefined ? `+${count(node.shared)} tok` : tokens > 0 ? `${count(tokens)} tok` : "";
      const status = node.agent?.recovered ? "recovered" : "";
      return { ...base, mark: "done", status, words, tokens: amount, time: spent };
    }
    case "failed": {
      // The node deepest in tells why; those around it only that.
      const told = node.children.some((path) => state.nodes.get(path)?.phase.kind === "failed");
      const why = told ? {} : { why: oneLine(phase.failure.message) };
      const status = node.agent ? "failed" : "";
      return { ...base, mark: "failed", status, tokens: someTokens(tokens), time: spent, ...why };
    }
    case "halted":
      return { ...base, mark: "halted", status: "halted", tokens: someTokens(tokens), time: spent };
    case "running":
      if (node.agent) return agentRow(base, node.agent, now, spent);
      return {
        ...base,
        mark: node.children.length > 0 ? "open" : "works",
        tokens: node.items === undefined ? "" : counted(node.items, "branch"),
        time: spent,
      };
    default:
      return phase satisfies never;
  }
}

type Base = Pick<Row, "path" | "branch" | "label" | "status" | "words" | "cut" | "agent">;

function agentRow(base: Base, agent: AgentView, now: number, spent: string): Row {
  const label = agent.attempt > 0 ? `${base.label}, attempt ${agent.attempt + 1}` : base.label;
  const tokens = someTokens(agent.sampled + agent.forced);
  const { activity } = agent;
  const row = { ...base, label, tokens, time: spent };
  switch (activity.kind) {
    case "starting":
      return { ...row, mark: "waits", status: "starts" };
    case "reading":
      return { ...row, mark: "works", status: "reads", words: lastWords(agent), cut: "start" };
    case "writing": {
      const status = { reason: "thinks", answer: "answers", calls: "calls" }[activity.channel];
      return { ...row, mark: "writes", status, words: lastWords(agent), cut: "start", time: rateOf(agent) ?? spent };
    }
    case "tools": {
      const [first, ...others] = activity.calls;
      const status = (first?.tool ?? "calls") + (others.length > 0 ? ` +${others.length}` : "");
      const time = duration(now - (first?.since ?? now));
      return { ...row, mark: "works", status, words: first ? argumentWords(first.arguments) : "", time };
    }
    case "waiting":
      return { ...row, mark: "waits", status: WAITS[activity.why], time: duration(now - activity.since) };
    case "ended":
      return { ...row, mark: "works" };
    default:
      return activity satisfies never;
  }
}

const WAITS: Readonly<Record<WaitReason, string>> = {
  room: "waits for room",
  rate: "waits for its rate",
  limit: "waits its turn",
  tool: "waits for a tool",
  person: "waits for you",
  backoff: "waits to retry",
};

/** A call's arguments in a few words: a single text as it is, anything else as JSON. */
export function argumentWords(value: Json): string {
  const values = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.values(value) : [];
  const only = values.length === 1 ? values[0] : value;
  return oneLine(JSON.stringify(only));
}

function lastWords(agent: AgentView): string {
  const last = agent.transcript.findLast((part) => part.kind === "text");
  return last?.kind === "text" ? oneLine(last.text.slice(-400)).trim() : "";
}

function rateOf(agent: AgentView): string | undefined {
  const spent = agent.turn.last - agent.turn.began;
  // Before a tenth of a second a rate says nothing.
  return spent < 100 ? undefined : `${count((1000 * agent.turn.tokens) / spent)}/s`;
}

function tokensOf(state: ViewState, node: NodeView): number {
  const own = node.agent ? node.agent.sampled + node.agent.forced : 0;
  return node.children.reduce((sum, path) => {
    const child = state.nodes.get(path);
    return child ? sum + tokensOf(state, child) : sum;
  }, own);
}

const someTokens = (tokens: number): string => (tokens > 0 ? `${count(tokens)} tok` : "");

// `[2]` and `~1` follow the name, the entry of a chain or dag comes before it.
function placed(name: string, place: string): string {
  if (place === "") return name;
  const inner = place.slice(place.lastIndexOf("/") + 1);
  const entry = inner.replace(/(?:\[\d+\]|[~!]\d+)+$/, "");
  const indices = inner.slice(entry.length).replace(/~(\d+)/g, (_, round: string) => ` round ${Number(round) + 1}`);
  return `${entry === "" ? "" : `${entry}: `}${name}${indices === "" ? "" : ` ${indices.trim()}`}`;
}
