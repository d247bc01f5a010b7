/**
 * The cells that are reserved for an agent before it begins.
 */
import type { AgentEntry, Graph } from "../../../compiler/graph/graph.ts";
import { askedFor } from "../../../compiler/plan/budget.ts";
import type { Context } from "../../context/context.ts";
import type { Entry } from "../../context/entry.ts";
import type { OpenEngine } from "../engines.ts";

export { type Budget, budgetOf, turnTokens } from "../../../compiler/plan/budget.ts";

/** Tokens kept back behind an agent's context: for its answer, and for a recovery. */
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
  opening: readonly Entry[],
  base: Context,
  open: OpenEngine,
): Reserve {
  const { engine } = open;
  const own = engine.count(opening, base);
  const { work, recovery } = askedFor(agent, graph);
  const most = Math.min(engine.limits.window, engine.limits.cells) - open.tokensOf(base);
  const least = own + recovery;
  const reserve = Math.max(least + 1, Math.min(own + work + recovery, most));
  return { reserve, recovery };
}
