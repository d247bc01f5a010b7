import type { AgentEntry, CallableRef, Graph } from "../graph/graph.ts";
import { NOTE_TOKENS } from "./limits.ts";
import { jsonBounds, tableOf } from "./text-bounds.ts";

/** What an agent may write in one attempt. */
export interface Budget {
  /** Tokens of all turns together. */
  readonly tokens: number;
  /** Of them, those that only a last answer may use. */
  readonly keptBack: number;
}

/** A fifth leaves a stopped agent room for a short value without taking much from one that is not. */
const KEPT_BACK_SHARE = 5;

/** Bytes of JSON bounds for one token: they allow six for each character, and few tokens are a single one. */
const BYTES_A_TOKEN = 4;

/** The budget of an agent by what it declares and by how long a value of its type can be. */
export function budgetOf(agent: AgentEntry, graph: Graph): Budget {
  const { fewest, most } = answerBounds(agent, graph);
  const share = Math.ceil(agent.tokens / KEPT_BACK_SHARE);
  const keptBack = Math.min(Math.max(share, fewest), most, Math.floor(agent.tokens / 2));
  return { tokens: agent.tokens, keptBack: Math.max(1, keptBack) };
}

/**
 * Cells that an agent asks for beyond its opening before it begins: one answer, one result if it has tools, and what is
 * kept back.
 */
export function askedFor(agent: AgentEntry, graph: Graph): { readonly work: number; readonly recovery: number } {
  const answer = Math.min(answerBounds(agent, graph).most, agent.tokens) + (agent.reason ?? 0);
  const result = Math.max(0, ...agent.tools.map((ref) => resultTokens(ref, graph)));
  return { work: answer + result, recovery: budgetOf(agent, graph).keptBack + NOTE_TOKENS };
}

/** Tokens of what a model is shown of one call's result at most. */
export function resultTokens(ref: CallableRef, graph: Graph): number {
  return (ref.kind === "tool" ? graph.tools[ref.id]?.resultTokens : graph.agents[ref.id]?.tokens) ?? 0;
}

function answerBounds(agent: AgentEntry, graph: Graph): { readonly fewest: number; readonly most: number } {
  const { fewest, most } = jsonBounds(graph.types[agent.result]?.type ?? { kind: "json" }, tableOf(graph));
  return { fewest, most: Math.ceil(most / BYTES_A_TOKEN) };
}
