import type { Path } from "../path.ts";
import { workingRow } from "./agent-row.ts";
import type { Row } from "./rows.ts";
import { type NodeView, nodeAt, type ViewState } from "./state.ts";
import { around } from "./tree.ts";
import { count, counted, duration, oneLine, stopWords } from "./words.ts";

/** A row without what only the tree around it knows. */
export type NodeRow = Omit<Row, "inside">;

/** What one node says of itself. */
export function rowOf(state: ViewState, node: NodeView, branch: string, now: number): NodeRow {
  const tokens = tokensOf(state, node);
  const base = {
    path: node.path,
    branch,
    label: labelOf(node),
    status: "",
    words: "",
    cut: "end",
    amount: someTokens(tokens),
    time: duration((node.ended ?? now) - node.started),
    agent: node.agent !== undefined,
  } as const;
  const { phase, agent } = node;
  switch (phase.kind) {
    case "done": {
      // What a topology gives is what its parts gave; its own line has better use for the room.
      const preview = node.children.length > 0 || node.kind === "share" ? "" : oneLine(phase.preview ?? "");
      const amount = node.shared === undefined ? base.amount : `+${count(node.shared)} tok`;
      if (agent?.restored) return { ...base, mark: "done", status: "done before", words: preview, amount, time: "" };
      if (!agent?.recovered) return { ...base, mark: "done", words: preview, amount };
      const why = agent.concludes === undefined ? "" : `${stopWords(agent.concludes)} · `;
      return { ...base, mark: "done", status: "recovered", words: `${why}${preview}`, amount };
    }
    case "failed": {
      // A person's halt is a failure for the program, and none for the person.
      if (isHaltedByPerson(node)) return { ...base, mark: "halted", status: "halted by you" };
      // The node deepest in tells why; those around it only that.
      const told = node.children.some((path) => nodeAt(state, path)?.phase.kind === "failed");
      const why = told ? {} : { why: oneLine(phase.failure.message) };
      return { ...base, mark: "failed", status: agent ? "failed" : "", ...why };
    }
    case "halted":
      return { ...base, mark: "halted", status: "halted", words: haltWords(state, node) };
    case "running":
      if (agent) return workingRow(base, agent, state.models.get(agent.model), now);
      return { ...base, mark: node.children.length > 0 ? "open" : "works", amount: progressOf(state, node) };
    default:
      return phase satisfies never;
  }
}

/** What a flow's own call of a tool was given and what it gave, as far as events tell; a failure says itself why. */
export function callDetails({ given, phase }: NodeView): readonly string[] {
  if (given === undefined) return [];
  const came = phase.kind === "done" && phase.preview !== undefined ? [`← ${oneLine(phase.preview)}`] : [];
  return [`→ ${oneLine(JSON.stringify(given))}`, ...came];
}

/** An agent's or topology's name with its place: `researcher [2]`, `draft: writer`, `editor round 2`. */
export function labelOf({ agent, label, place }: NodeView): string {
  const { entry, index } = partsOf(place);
  return `${entry === "" ? "" : `${entry}: `}${oneLine(agent?.name ?? label)}${index === "" ? "" : ` ${index}`}`;
}

/** A branch's own name: `[2]`, `draft`, `round 2`. */
export function placeLabel(place: string): string {
  const { entry, index } = partsOf(place);
  return `${entry} ${index}`.trim();
}

function partsOf(place: string): { readonly entry: string; readonly index: string } {
  const inner = place.slice(place.lastIndexOf("/") + 1);
  const entry = inner.replace(/(?:\[\d+\]|[~!]\d+)+$/, "");
  const rounds = inner.slice(entry.length).replace(/~(\d+)/g, (_, round: string) => ` round ${Number(round) + 1}`);
  return { entry, index: rounds.trim() };
}

function isHaltedByPerson({ phase, agent, path }: NodeView): boolean {
  return phase.kind === "failed" && agent?.halted === true && phase.failure.path === path;
}

/** Why something was halted, where something around it has failed: because of whom. */
function haltWords(state: ViewState, node: NodeView): string {
  for (let at: Path | undefined = node.parent; at !== undefined; at = around(at)) {
    const phase = nodeAt(state, at)?.phase;
    if (phase?.kind !== "failed") continue;
    const culprit = nodeAt(state, phase.failure.path);
    if (!culprit || culprit === node) return "";
    return `because ${labelOf(culprit)} ${isHaltedByPerson(culprit) ? "was" : "failed"}`;
  }
  return "";
}

/** How many branches there are, then how many of them are through. */
function progressOf(state: ViewState, node: NodeView): string {
  if (node.items === undefined) return "";
  const branches = new Map<Path, boolean>();
  for (const path of node.children) {
    const child = nodeAt(state, path);
    const branch = child === undefined || child.place === "" ? path : child.place;
    branches.set(branch, (branches.get(branch) ?? true) && child?.phase.kind !== "running");
  }
  const ended = [...branches.values()].filter((through) => through).length;
  const whole = counted(node.items, node.kind === "chain" ? "step" : "branch");
  return ended === 0 || ended > node.items ? whole : `${ended} of ${node.items}`;
}

/** Tokens that a node and all inside it wrote. */
export function tokensOf(state: ViewState, node: NodeView): number {
  const own = node.agent ? node.agent.sampled + node.agent.forced : 0;
  return node.children.reduce((sum, path) => {
    const child = nodeAt(state, path);
    return child ? sum + tokensOf(state, child) : sum;
  }, own);
}

/** Tokens in words; nothing where there are none. */
export const someTokens = (tokens: number): string => (tokens > 0 ? `${count(tokens)} tok` : "");
