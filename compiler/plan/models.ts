import type { AgentEntry, FlowId, Graph, ModelEntry } from "../graph/graph.ts";
import { agentsOf } from "../graph/reach.ts";

/** Whether what an agent writes is held to canonical JSON: by every model but a provider's. */
export function isHeld(agent: AgentEntry, graph: Graph): boolean {
  const model = agent.model === undefined ? usualModel(graph) : graph.models[agent.model];
  return model?.provider === undefined;
}

/** The model of agents that name none, where the file says it. */
function usualModel(graph: Graph): ModelEntry | undefined {
  const declared = Object.values(graph.models);
  return graph.models.default ?? (declared.length === 1 ? declared[0] : undefined);
}

/** The declared models that agents of a flow run on, those of the flows that it calls included. */
export function modelsOf(graph: Graph, flow: FlowId): ModelEntry[] {
  const usual = usualModel(graph);
  const models = agentsOf(graph, flow).flatMap((id) => {
    const named = graph.agents[id]?.model;
    return (named === undefined ? usual : graph.models[named]) ?? [];
  });
  return [...new Set(models)];
}
