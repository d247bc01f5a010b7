/**
 * What an agent may use: the tokens it may write, those kept back so that it can still give its value when it is
 * stopped, and the cells that are reserved for it before it begins.
 */
import type { AgentEntry, Graph } from "../../../compiler/graph/graph.ts";
import { jsonBounds } from "../../../compiler/plan/text-bounds.ts";
import type { Context } from "../../context/context.ts";
import type { Entry } from "../../context/entry.ts";
import type { OpenEngine } from "../engines.ts";

export interface Budget {
  /** Tokens of all turns together. */
  readonly tokens: number;
  /** Of them, those that only a last answer may use. */
  readonly keptBack: number;
}

/** A fifth leaves a stopped agent room for a short value without taking much from one that is not. */
const KEPT_BACK_SHARE = 5;

/** What the note that asks for a last answer takes, with the marks around it. */
const NOTE_TOKENS = 80;

/** Bytes of JSON bounds for one token: they allow six for each character, and few tokens are a single one. */
const BYTES_A_TOKEN = 4;

/** The budget of an agent by what it declares and by how long a value of its type can be. */
export function budgetOf(agent: AgentEntry, graph: Graph): Budget {
  const { fewest, most } = boundsOf(agent, graph);
  const share = Math.ceil(agent.tokens / KEPT_BACK_SHARE);
  const keptBack = Math.min(Math.max(share, fewest), most, Math.floor(agent.tokens / 2));
  return { tokens: agent.tokens, keptBack: Math.max(1, keptBack) };
}

export interface Reserve {
  readonly reserve: number;
  readonly recovery: number;
}

/**
 * Cells for an agent beyond the context that it forks: its own entries, one answer, one result if it has tools, and what
 * is kept back. More is had while the cache has room; it is cut down to what could ever fit, so that an agent whose
 * limits are generous still runs on a small cache.
 */
export function reserveFor(
  agent: AgentEntry,
  graph: Graph,
  budget: Budget,
  opening: readonly Entry[],
  base: Context,
  open: OpenEngine,
): Reserve {
  const { engine } = open;
  const own = engine.count(opening, base);
  const answer = Math.min(boundsOf(agent, graph).most, agent.tokens) + (agent.reason ?? 0);
  const result = Math.max(0, ...agent.tools.map((ref) => resultTokens(ref, graph)));
  const recovery = budget.keptBack + NOTE_TOKENS;
  const most = Math.min(engine.limits.window, engine.limits.cells) - open.tokensOf(base);
  const least = own + recovery;
  const reserve = Math.max(least + 1, Math.min(own + answer + result + recovery, most));
  return { reserve, recovery };
}

function resultTokens(ref: AgentEntry["tools"][number], graph: Graph): number {
  const most = ref.kind === "tool" ? graph.tools[ref.id]?.resultTokens : graph.agents[ref.id]?.tokens;
  return most ?? 0;
}

function boundsOf(agent: AgentEntry, graph: Graph): { readonly fewest: number; readonly most: number } {
  const type = graph.types[agent.result]?.type ?? { kind: "json" };
  const { fewest, most } = jsonBounds(type, (id) => graph.types[id]?.type);
  return { fewest: Number.isFinite(fewest) ? fewest : 1, most: Math.ceil(most / BYTES_A_TOKEN) };
}
