import type { NodeKind } from "../../compiler/graph/graph.ts";
import type { NodeOutcome } from "../events/event.ts";
import type { Path } from "../path.ts";
import { withEntry } from "./buckets.ts";
import { type NodeView, nodeAt, type ViewState } from "./state.ts";

/** Puts a node into the tree, under the nearest node around it that is there. Starting it again changes nothing. */
export function startNode(
  state: ViewState,
  start: { path: Path; parent?: Path; kind: NodeKind; label: string; items?: number },
): ViewState {
  if (nodeAt(state, start.path)) return state;
  const { parent: scope, ...rest } = start;
  const parent = nearest(state, scope !== undefined && scope !== start.path ? scope : around(start.path));
  const node: NodeView = {
    ...rest,
    ...(parent === undefined ? {} : { parent }),
    place: placeOf(start.path, parent ?? state.flow),
    children: [],
    started: state.now,
    phase: { kind: "running" },
  };
  const nodes = withEntry(state.nodes, start.path, node);
  if (parent === undefined) return { ...state, nodes, roots: [...state.roots, start.path] };
  return patchNode({ ...state, nodes }, parent, (above) => ({ ...above, children: [...above.children, start.path] }));
}

/** Says how a node ended. One that is not there is ignored. */
export function endNode(state: ViewState, path: Path, outcome: NodeOutcome): ViewState {
  return patchNode(state, path, (node) => ({ ...node, phase: outcome, ended: state.now }));
}

/** Changes one node. */
export function patchNode(state: ViewState, path: Path, change: (node: NodeView) => NodeView): ViewState {
  const node = nodeAt(state, path);
  if (!node) return state;
  return { ...state, nodes: withEntry(state.nodes, path, change(node)) };
}

/** The path of what is around: one item index, round, attempt or label less; undefined at the flow itself. */
export function around(path: Path): Path | undefined {
  const cut = path.replace(/(?:\[\d+\]|[~!:]\d+|\/[^/[\]~!:]+)$/, "");
  return cut === path || cut === "" ? undefined : cut;
}

function nearest(state: ViewState, from: Path | undefined): Path | undefined {
  for (let path = from; path !== undefined; path = around(path)) if (nodeAt(state, path)) return path;
  return undefined;
}

// `f/findings[2]/researcher` in `f/findings` is at `[2]`; `f/steps/draft/drafter` in `f/steps` at `draft`.
function placeOf(path: Path, parent: Path): string {
  const inside = path.startsWith(parent) ? path.slice(parent.length) : "";
  const place = inside.slice(0, Math.max(0, inside.lastIndexOf("/")));
  return place.replace(/^\//, "");
}
