/**
 * What a flow can reach: the tools and agents that it, its agents, and the flows and agents that these call, may use.
 */
import type { AgentEntry, Block, CallableRef, FlowId, Graph, Node, ToolEntry } from "./graph.ts";

/** Each once, in the order in which they are met. */
export interface Reach {
  readonly tools: readonly ToolEntry[];
  readonly agents: readonly AgentEntry[];
}

/** The tools and agents within reach of a flow. */
export function reachOf(graph: Graph, flow: FlowId): Reach {
  const tools = new Map<string, ToolEntry>();
  const agents = new Map<string, AgentEntry>();
  const flows = new Set<string>();

  const callable = (ref: CallableRef): void => {
    const tool = ref.kind === "tool" ? graph.tools[ref.id] : undefined;
    if (tool) tools.set(tool.id, tool);
    if (ref.kind === "agent") agent(ref.id);
  };
  const agent = (id: string): void => {
    const entry = graph.agents[id];
    if (!entry || agents.has(id)) return;
    agents.set(id, entry);
    for (const ref of entry.tools) callable(ref);
  };
  const body = (id: string): void => {
    if (flows.has(id)) return;
    flows.add(id);
    const entry = graph.flows[id];
    if (entry) block(entry.body);
  };
  const block = (inner: Block): void => inner.nodes.forEach(node);
  const node = (at: Node): void => {
    if (at.kind === "agent") agent(at.agent);
    if (at.kind === "tool") callable({ kind: "tool", id: at.tool });
    if (at.kind === "flow") body(at.flow);
    if (at.kind === "diverge" && at.by.kind === "judge") agent(at.by.agent);
    for (const inner of blocksOf(at)) block(inner);
  };
  body(flow);
  return { tools: [...tools.values()], agents: [...agents.values()] };
}

/** The blocks inside a node. */
function blocksOf(node: Node): readonly Block[] {
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
