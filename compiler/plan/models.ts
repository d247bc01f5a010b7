import type { FlowId, Graph, ModelEntry } from "../graph/graph.ts";

/** The declared models that agents of a flow run on, those of the flows that it calls included. */
export function modelsOf(graph: Graph, flow: FlowId): ModelEntry[] {
  const flows = new Set<FlowId>();
  const agents = new Set<string>();
  const models = new Set<ModelEntry>();
  const declared = Object.values(graph.models);
  const usual = graph.models.default ?? (declared.length === 1 ? declared[0] : undefined);

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
