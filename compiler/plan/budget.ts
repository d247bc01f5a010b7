import type { AgentEntry, CallableRef, Graph } from "../graph/graph.ts";
import { byteLength } from "../types/text-length.ts";
import { CALLS_A_TURN, NOTE_TOKENS } from "./limits.ts";
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

/** Bytes around the name and the arguments of a call, in any template we know. */
const CALL_MARKS = 96;

/** Tokens that open and close what is thought, and end a turn. */
const TURN_MARKS = 32;

/**
 * Tokens of one turn at most, where what is written is held to canonical JSON: no token is less than a byte. `calling`
 * says whether it may be calls.
 */
export function turnTokens(agent: AgentEntry, graph: Graph, calling: boolean): number {
  const calls = calling ? CALLS_A_TURN * Math.max(0, ...agent.tools.map((ref) => callBytes(ref, graph))) : 0;
  const { most } = jsonBounds(graph.types[agent.result]?.type ?? { kind: "json" }, tableOf(graph));
  return Math.min(agent.tokens, (agent.reason ?? 0) + Math.max(most, calls) + TURN_MARKS);
}

/** Tokens that an attempt writes at most, over all its turns and the one in which a stopped agent is asked once more. */
export function writtenTokens(agent: AgentEntry, graph: Graph): number {
  const calling = agent.tools.length === 0 ? 0 : agent.turns - 1;
  const last = turnTokens(agent, graph, false);
  const all = calling * turnTokens(agent, graph, true) + (agent.turns - calling + 1) * last;
  return Math.min(agent.tokens, all);
}

function callBytes(ref: CallableRef, graph: Graph): number {
  const entry = ref.kind === "tool" ? graph.tools[ref.id] : graph.agents[ref.id];
  const type = entry && graph.types[entry.arguments]?.type;
  if (!type) return Number.POSITIVE_INFINITY;
  return CALL_MARKS + byteLength(entry.name) + jsonBounds(type, tableOf(graph)).most;
}

/** Tokens of what a model is shown of one call's result at most. */
export function resultTokens(ref: CallableRef, graph: Graph): number {
  return (ref.kind === "tool" ? graph.tools[ref.id]?.resultTokens : graph.agents[ref.id]?.tokens) ?? 0;
}

function answerBounds(agent: AgentEntry, graph: Graph): { readonly fewest: number; readonly most: number } {
  const { fewest, most } = jsonBounds(graph.types[agent.result]?.type ?? { kind: "json" }, tableOf(graph));
  return { fewest, most: Math.ceil(most / BYTES_A_TOKEN) };
}
