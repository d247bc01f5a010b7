import type { Node } from "../graph/graph.ts";

/** How many nodes they are, with the blocks of those that choose or race: what these come to is joined all at once. */
export function weightOf(nodes: readonly Node[]): number {
  return nodes.reduce((all, node) => {
    if (node.kind === "race") return all + 1 + node.branches.length;
    return all + 1 + (node.kind === "match" ? node.arms.length : 0);
  }, 0);
}
