/**
 * What an agent's fork begins with, behind the spine: its own system text, the tools that the spine doesn't describe,
 * its prompt, what was wrong with the attempt before, and last the shape of its answer.
 */
import { evaluate, interpolated } from "../../../compiler/graph/evaluate.ts";
import type { Expr } from "../../../compiler/graph/expression.ts";
import type { AgentEntry, Graph, TypeEntry } from "../../../compiler/graph/graph.ts";
import type { Context } from "../../context/context.ts";
import type { Entry } from "../../context/entry.ts";
import { answerNote } from "../../layout/answer-note.ts";
import type { Bound } from "../call.ts";
import { undescribed } from "../describe.ts";
import { Failed, failureAt, type Site } from "../failure.ts";

/** What the opening of an agent is made of. */
export interface OpeningRequest {
  readonly agent: AgentEntry;
  readonly values: Bound;
  readonly base: Context;
  readonly result: TypeEntry;
  /** What was wrong with the attempt before. */
  readonly problem: string | undefined;
  readonly graph: Graph;
  readonly site: Site;
}

/** The entries of an agent's own, in order. */
export function openingOf(request: OpeningRequest): readonly Entry[] {
  const { agent, values, base, result, problem, graph, site } = request;
  const entries: Entry[] = [];
  if (agent.system) entries.push({ kind: "text", of: "system", text: textOf(agent.system, values, site) });
  const tools = undescribed(agent.tools, base, graph);
  if (tools.length > 0) entries.push({ kind: "tools", tools });
  const prompt = agent.prompt ? textOf(agent.prompt, values, site) : plainPrompt(agent, values);
  if (prompt !== "") entries.push({ kind: "text", of: "prompt", text: prompt });
  if (problem !== undefined) {
    const text = `An earlier attempt at this failed. ${problem} Do better this time.`;
    entries.push({ kind: "text", of: "note", text });
  }
  entries.push({ kind: "text", of: "note", text: answerNote(result.schema) });
  return entries;
}

/** Without a prompt: the doc comment, then the arguments. */
function plainPrompt(agent: AgentEntry, values: Bound): string {
  const lines = [...values].map(([name, { value }]) => `${name}: ${interpolated(value) ?? "null"}`);
  return [agent.doc ?? "", ...lines].filter((line) => line !== "").join("\n");
}

function textOf(expr: Expr, values: Bound, site: Site): string {
  const evaluated = evaluate(expr, (name) => values.get(name)?.value);
  if (!evaluated.ok) throw new Failed(failureAt(site, "expression", evaluated.error.message));
  return interpolated(evaluated.value) ?? "";
}
