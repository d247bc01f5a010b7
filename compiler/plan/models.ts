import type { AgentEntry, FlowId, Graph, ModelEntry } from "../graph/graph.ts";

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
  const flows = new Set<FlowId>();
  const agents = new Set<string>();
  const models = new Set<ModelEntry>();
  const usual = usualModel(graph);

  const visitAgent = (id: string): void => {
    const agent = graph.agents[id];
    if (!agent || agents.has(id)) return;
    agents.add(id);
    const model = agent.model === undefined ? usual : graph.models[agent.model];
    if (model) models.add(model);
    for (const ref of agent.tools) if (ref.kind === "agent") visitAgent(ref.id);
  };
  const visit = (part: unknown): void => {
    if (part === null || typeof part !== "object") return;
    if ("kind" in part && part.kind === "flow" && "flow" in part) visitFlow(String(part.flow));
    if ("agent" in part && typeof part.agent === "string") visitAgent(part.agent);
    for (const inner of Object.values(part)) visit(inner);
  };
  const visitFlow = (id: FlowId): void => {
    if (flows.has(id)) return;
    flows.add(id);
    visit(graph.flows[id]?.body);
  };
  visitFlow(flow);
  return [...models];
}
