/** What stands inside the nodes of a graph. */
import type { Block, Node, NodeKind } from "./graph.ts";

/** The kinds of node that are topologies. */
export const topologyKinds: ReadonlySet<NodeKind> = new Set([
  "parallel",
  "chain",
  "fanout",
  "dag",
  "diverge",
  "race",
  "reduce",
  "repeat",
] as const);

/** The blocks of a node, in the order in which they are written. */
export function blocksOf(node: Node): readonly Block[] {
  switch (node.kind) {
    case "if":
      return node.else ? [node.then, node.else] : [node.then];
    case "match":
      return node.arms.map((arm) => arm.body);
    case "for":
      return node.condition ? [node.condition, node.body] : [node.body];
    case "try":
    case "parallel":
    case "diverge":
    case "reduce":
      return [node.body];
    case "chain":
      return node.over.kind === "list" ? [node.over.body] : node.over.entries.map((entry) => entry.body);
    case "fanout":
      return [node.survey.body, node.body];
    case "dag":
      return node.entries.map((entry) => entry.body);
    case "race":
      return node.branches;
    case "repeat":
      return [node.first, node.body];
    case "let":
    case "check":
    case "spine":
    case "share":
    case "return":
    case "break":
    case "expect":
    case "agent":
    case "tool":
    case "flow":
    case "ask":
      return [];
    default:
      return node satisfies never;
  }
}

/** All nodes of a block, those inside others after them. */
export function nodesIn(block: Block): Node[] {
  return block.nodes.flatMap((node) => [node, ...blocksOf(node).flatMap(nodesIn)]);
}
