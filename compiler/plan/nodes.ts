import type { AgentId, Block, FlowId, Graph, Node, ToolId } from "../graph/graph.ts";
import { blocksOf } from "../lower/spine-tools.ts";

/** All nodes of a block, those inside others after them. */
export function nodesIn(block: Block): Node[] {
  return block.nodes.flatMap((node) => [node, ...blocksOf(node).flatMap(nodesIn)]);
}

/** All nodes of a flow and of the flows that it calls, each flow once. */
export function nodesOf(graph: Graph, flow: FlowId): Node[] {
  const seen = new Set<FlowId>([flow]);
  const found: Node[] = [];
  // A set goes on with what is added to it, so that flows may call one another in a chain as long as a file.
  for (const id of seen) {
    const entry = graph.flows[id];
    for (const node of entry ? nodesIn(entry.body) : []) {
      found.push(node);
      if (node.kind === "flow") seen.add(node.flow);
    }
  }
  return found;
}

/** All agents that a flow may run, sub-agents and judges included, each once. */
export function agentsOf(graph: Graph, flow: FlowId): AgentId[] {
  const found = new Set<AgentId>();
  for (const node of nodesOf(graph, flow)) {
    if (node.kind === "agent") found.add(node.agent);
    if (node.kind === "diverge" && node.by.kind === "judge") found.add(node.by.agent);
  }
  for (const id of found) {
    for (const ref of graph.agents[id]?.tools ?? []) if (ref.kind === "agent") found.add(ref.id);
  }
  return [...found];
}

/** The tools that a flow may call, by itself or through its agents, each once. */
export function toolsOf(graph: Graph, flow: FlowId): ToolId[] {
  const called = nodesOf(graph, flow).flatMap((node) => (node.kind === "tool" ? [node.tool] : []));
  const listed = agentsOf(graph, flow).flatMap((id) =>
    (graph.agents[id]?.tools ?? []).flatMap((ref) => (ref.kind === "tool" ? [ref.id] : [])),
  );
  return [...new Set([...called, ...listed])];
}

/** How many nodes they are, with the blocks of those that choose or race: what these come to is joined all at once. */
export function weightOf(nodes: readonly Node[]): number {
  return nodes.reduce((all, node) => {
    if (node.kind === "race") return all + 1 + node.branches.length;
    return all + 1 + (node.kind === "match" ? node.arms.length : 0);
  }, 0);
}
