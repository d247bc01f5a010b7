import { topologyKinds } from "../../compiler/graph/blocks.ts";
import type { NodeKind } from "../../compiler/graph/graph.ts";
import type { Path } from "../path.ts";
import { labelOf, type NodeRow, placeLabel, someTokens, tokensOf } from "./node-row.ts";
import type { NodeView, Phase, ViewState } from "./state.ts";
import { duration, oneLine } from "./words.ts";

/** One branch of a topology that has several steps: an item's body, an entry, a round. */
export interface BranchView {
  readonly path: Path;
  /** What tells it from the others: `[3]`, `draft`, `~1`. */
  readonly place: string;
  /** Its steps in their order. */
  readonly steps: readonly NodeView[];
}

/** A node as a row, or a branch with its steps under it. */
export type Shown = { readonly kind: "node"; readonly node: NodeView } | ({ readonly kind: "branch" } & BranchView);

/** A node and the branch that it is a step of. */
export interface Step {
  readonly node: NodeView;
  readonly branch: Path;
}

const BRANCHED: ReadonlySet<NodeKind> = new Set([...topologyKinds, "for"]);

/** What stands inside `parent`: steps of one branch together, where it has more than one. */
export function branchesOf(parent: NodeView, steps: readonly Step[]): readonly Shown[] {
  if (!BRANCHED.has(parent.kind)) return steps.map(({ node }) => ({ kind: "node", node }));
  const byBranch = new Map<Path, NodeView[]>();
  for (const { node, branch } of steps) {
    const together = byBranch.get(branch);
    if (together && node.place !== "") together.push(node);
    else byBranch.set(node.place === "" ? node.path : branch, [node]);
  }
  return [...byBranch].flatMap(([path, together]): Shown[] => {
    const [first, second] = together;
    if (first === undefined || second === undefined) return together.map((node) => ({ kind: "node", node }));
    // The branch's own row says where they are.
    const inside = together.map((node) => ({ ...node, place: "" }));
    return [{ kind: "branch", path, place: first.place, steps: inside }];
  });
}

/** Whether a branch unfolds by itself: while it goes on, and where something in it has failed. */
export function isBranchOpen({ steps }: BranchView): boolean {
  return steps.some(({ phase }) => phase.kind === "running" || phase.kind === "failed");
}

/** What a branch says of itself: how far it is, and when all of it has ended, what came of it. */
export function rowOfBranch(state: ViewState, branch: BranchView, lead: string, now: number): NodeRow {
  const { path, place, steps } = branch;
  const phase = phaseOf(steps);
  const began = Math.min(...steps.map((step) => step.started));
  const ended = phase.kind === "running" ? now : Math.max(...steps.map((step) => step.ended ?? now));
  return {
    path,
    branch: lead,
    mark: phase.kind === "running" ? "open" : phase.kind,
    label: placeLabel(place),
    status: phase.kind === "halted" ? "halted" : "",
    words: "",
    cut: "end",
    amount: someTokens(steps.reduce((sum, step) => sum + tokensOf(state, step), 0)),
    time: duration(ended - began),
    agent: false,
    steps: steps.map((step) => step.path),
  };
}

/** What a folded branch says of its steps: which one runs, or what the last agent gave. */
export function foldedWords({ steps }: BranchView): string {
  const running = steps.filter(({ phase }) => phase.kind === "running");
  if (running.length > 0) return running.map(labelOf).join(", ");
  const told = steps.findLast(({ agent }) => agent !== undefined) ?? steps.at(-1);
  return told?.phase.kind === "done" ? oneLine(told.phase.preview ?? "") : "";
}

/** Steps come one after the other: the last one tells how the branch ended. */
function phaseOf(steps: readonly NodeView[]): Phase {
  const running = steps.find(({ phase }) => phase.kind === "running");
  return (running ?? steps.at(-1))?.phase ?? { kind: "running" };
}
