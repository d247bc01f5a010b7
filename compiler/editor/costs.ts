import type { Declared } from "../bind/target.ts";
import { evaluate as evaluateExpression } from "../graph/evaluate.ts";
import type { Json } from "../graph/expression.ts";
import type { AgentEntry, At, FlowEntry, Graph } from "../graph/graph.ts";
import { resultTokens, writtenTokens } from "../plan/budget.ts";
import { CALLS_A_TURN } from "../plan/limits.ts";
import { inputSizes } from "../plan/make.ts";
import { isHeld } from "../plan/models.ts";
import { type Amounts, count, figure } from "../plan/page/words.ts";
import type { Plan } from "../plan/plan.ts";
import { evaluate, type Inputs, isZero, print, readable, type Size } from "../plan/size.ts";
import type { Analysis } from "./analysis.ts";

/** What a call of an agent or a flow can come to at most, as Markdown; undefined where nothing is proved yet. */
export function costText(analysis: Analysis, declared: Declared): string | undefined {
  const { graph } = analysis;
  if (!graph) return undefined;
  const agent = entryOf(graph.agents, declared);
  if (agent) return agentCost(agent, graph);
  const flow = entryOf(graph.flows, declared);
  const plan = flow && analysis.planOf(flow.id);
  return plan && `A run: ${flowCost(plan, graph).join(", ")}.`;
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
export function flowCost({ flow, total, cells }: Plan, graph: Graph): readonly string[] {
  const { calls, toolCalls, written } = total;
  return [
    count(calls, "model call", brief, "≤ "),
    ...(isZero(toolCalls) ? [] : [count(toolCalls, "tool call", brief, "≤ ")]),
    `≤ ${brief(written)} tokens written`,
    cellsText(cells, graph.flows[flow]),
  ];
}

/** Where a number takes in too much of the inputs to be said in a few words, it is that of the flow's own defaults. */
function cellsText(cells: Size, flow: FlowEntry | undefined): string {
  const text = brief(cells);
  if (text !== CUT) return `≤ ${text} cells`;
  const usual = flow ? evaluate(cells, defaultsOf(flow)) : Number.POSITIVE_INFINITY;
  return Number.isFinite(usual) ? `≤ ${figure(Math.ceil(usual))} cells by default` : "its inputs say how many cells";
}

function defaultsOf({ parameters }: FlowEntry): Inputs {
  const values = new Map<string, Json>();
  for (const { name, default: fallback } of parameters) {
    const found = fallback && evaluateExpression(fallback, (other) => values.get(other));
    if (found?.ok) values.set(name, found.value);
  }
  return inputSizes(Object.fromEntries(values));
}

/** Characters of a size that depends on inputs. */
const LONGEST = 32;
/** A size of more. */
const CUT = "…";

/** Sizes for all inputs that there may be, where that is said in a few words. */
export const brief: Amounts = Object.assign(
  (size: Size): string => {
    const value = evaluate(size, new Map());
    const text = Number.isFinite(value) ? figure(Math.ceil(value)) : print(readable(size));
    return text.length <= LONGEST ? text : CUT;
  },
  { value: (size: Size) => evaluate(size, new Map()) },
);
