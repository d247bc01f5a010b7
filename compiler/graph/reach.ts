/** What a flow can reach: the flows that it calls, their nodes, and the agents and tools that these may use. */
import { nodesIn } from "./blocks.ts";
import type { AgentId, FlowId, Graph, Node, ToolId } from "./graph.ts";

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
