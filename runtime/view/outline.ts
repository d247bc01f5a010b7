import { topologyKinds } from "../../compiler/graph/blocks.ts";
import type { FlowId, Graph, NodeKind } from "../../compiler/graph/graph.ts";
import type { Path } from "../path.ts";
import { labelFor } from "../run/label.ts";

/** A node that a run will come to, if nothing ends it before. */
export interface Upcoming {
  readonly path: Path;
  readonly label: string;
}

/** Nodes that take time, and so are worth announcing. */
const ANNOUNCED: ReadonlySet<NodeKind> = new Set([...topologyKinds, "agent", "tool", "flow", "ask", "share"]);

/** What a flow does directly in its body, in its order: known before it runs. */
export function outlineOf(graph: Graph, flow: FlowId): Upcoming[] {
  const nodes = graph.flows[flow]?.body.nodes ?? [];
  return nodes
    .filter((node) => ANNOUNCED.has(node.kind))
    .map((node) => {
      const agent = node.kind === "agent" ? graph.agents[node.agent] : undefined;
      return { path: node.id, label: agent?.name ?? labelFor(node, graph) };
    });
}
