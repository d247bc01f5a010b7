import type { Declared } from "../bind/target.ts";
import type { AgentEntry, At, FlowEntry, Graph } from "../graph/graph.ts";
import { resultTokens, writtenTokens } from "../plan/budget.ts";
import { CALLS_A_TURN } from "../plan/limits.ts";
import { isHeld } from "../plan/models.ts";
import { amountsWith, count, figure } from "../plan/page/words.ts";
import type { Plan } from "../plan/plan.ts";
import { isZero } from "../plan/size.ts";
import type { Analysis } from "./analysis.ts";

/** What a call of an agent or a flow can come to at most, as Markdown; undefined where nothing is proved yet. */
export function costText(analysis: Analysis, declared: Declared): string | undefined {
  const { graph } = analysis;
  if (!graph) return undefined;
  const agent = entryOf(graph.agents, declared);
  if (agent) return agentCost(agent, graph);
  const flow = entryOf(graph.flows, declared);
  const plan = flow && analysis.planOf(flow.id);
  return plan && `A run: ${flowCost(plan).join(", ")}.`;
}

/** The entry of a declaration in a table of the graph. */
export function entryOf<T extends AgentEntry | FlowEntry>(
  entries: Readonly<Record<string, T>>,
  { declaration, module }: Declared,
): T | undefined {
  const isIt = ({ file, start }: At): boolean => file === module.index && start === declaration.span.start;
  return Object.values(entries).find(({ at }) => isIt(at));
}

function agentCost(agent: AgentEntry, graph: Graph): string {
  const attempts = agent.retry + 1;
  const written = attempts * (isHeld(agent, graph) ? writtenTokens(agent, graph) : agent.tokens);
  // One more turn of each attempt asks an agent that was stopped for its value.
  const calls = attempts * (agent.turns + 1);
  const callable = agent.turns > 1 ? agent.tools : [];
  const [first] = callable;
  const tools = callable.map((ref, i) => {
    const name = (ref.kind === "tool" ? graph.tools[ref.id] : graph.agents[ref.id])?.name ?? ref.id;
    return `\`${name}\` (${figure(resultTokens(ref, graph))}${i === 0 ? " tokens" : ""})`;
  });
  const own = `A call: ≤ ${figure(calls)} model calls, ≤ ${figure(written)} tokens written`;
  if (!first) return `${own}.`;
  return `${own}, ≤ ${figure(attempts * (agent.turns - 1) * CALLS_A_TURN)} calls of ${tools.join(", ")}.`;
}

/** What a flow can come to at most, each part by itself. */
export function flowCost(plan: Plan): readonly string[] {
  const amounts = amountsWith(new Map());
  const { calls, toolCalls, written } = plan.total;
  return [
    count(calls, "model call", amounts, "≤ "),
    ...(isZero(toolCalls) ? [] : [count(toolCalls, "tool call", amounts, "≤ ")]),
    `≤ ${amounts(written)} tokens written`,
    `≤ ${amounts(plan.cells)} cells`,
  ];
}
