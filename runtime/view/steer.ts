import type { Path } from "../path.ts";
import { labelOf } from "./node-row.ts";
import { type NodeView, nodeAt, type ViewState } from "./state.ts";
import { counted } from "./words.ts";

/** The agents at work at or below a node, by the paths that the run steers them by. */
export function agentsAtWork(state: ViewState, path: Path): readonly Path[] {
  const node = nodeAt(state, path);
  if (node?.phase.kind !== "running") return [];
  const below = node.children.flatMap((child) => agentsAtWork(state, child));
  // A sub-agent ends with its caller.
  return node.agent ? [node.path] : below;
}

/** Whether an agent has begun, so that it can be asked for what it has. */
export function hasBegun(state: ViewState, path: Path): boolean {
  return (nodeAt(state, path)?.agent?.turns ?? 0) > 0;
}

/** Agents as a person is told of them: by name where it is one, else how many. */
export function nameAgents(state: ViewState, paths: readonly Path[]): string {
  const [only, ...others] = paths;
  const node = only === undefined ? undefined : nodeAt(state, only);
  return node && others.length === 0 ? labelOf(node) : counted(paths.length, "agent");
}

/** What else ends if an agent is halted: the label of the topology that fails with it, or the whole run. */
export function failsWith(state: ViewState, path: Path): string | undefined {
  let fails = "the run";
  for (let node = parentOf(state, path); node; node = parentOf(state, node.path)) {
    // What they hold may fail: a `try` has a value for it, a caller is told, the others of a race go on.
    if (node.kind === "try" || node.agent) return undefined;
    if (node.kind === "race" || node.kind === "diverge") return undefined;
    if (node.items !== undefined || SIDE_BY_SIDE.has(node.kind)) fails = `\`${labelOf(node)}\` and the run`;
  }
  return fails;
}

const SIDE_BY_SIDE: ReadonlySet<NodeView["kind"]> = new Set<NodeView["kind"]>(["parallel", "dag", "fanout"]);

function parentOf(state: ViewState, path: Path): NodeView | undefined {
  const parent = nodeAt(state, path)?.parent;
  return parent === undefined ? undefined : nodeAt(state, parent);
}
