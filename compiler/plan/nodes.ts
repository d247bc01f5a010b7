import type { AgentId, Block, FlowId, Graph, Node, ToolId } from "../graph/graph.ts";
import { blocksOf } from "../lower/spine-tools.ts";

/** All nodes of a block, those inside others after them. */
export function nodesIn(block: Block): Node[] {
  return block.nodes.flatMap((node) => [node, ...blocksOf(node).flatMap(nodesIn)]);
}

/** All nodes of a flow and of the flows that it calls, each flow once. */
export function nodesOf(graph: Graph, flow: FlowId): Node[] {
  const seen = new Set<FlowId>();
  const visit = (id: FlowId): Node[] => {
    const entry = graph.flows[id];
    if (!entry || seen.has(id)) return [];
    seen.add(id);
    const nodes = nodesIn(entry.body);
    return [...nodes, ...nodes.flatMap((node) => (node.kind === "flow" ? visit(node.flow) : []))];
  };
  return visit(flow);
}

/** All agents that a flow may run, sub-agents and judges included, each once. */
export function agentsOf(graph: Graph, flow: FlowId): AgentId[] {
  const found = new Set<AgentId>();
  const visit = (id: AgentId): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const ref of graph.agents[id]?.tools ?? []) if (ref.kind === "agent") visit(ref.id);
  };
  for (const node of nodesOf(graph, flow)) {
    if (node.kind === "agent") visit(node.agent);
    if (node.kind === "diverge" && node.by.kind === "judge") visit(node.by.agent);
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
