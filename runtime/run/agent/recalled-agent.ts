/**
 * Agents that an earlier session of the run has brought to their end, or some way towards it.
 */
import type { AgentOutcome } from "../../events/event.ts";
import { definitionOf, hashOf } from "../../journal/definition.ts";
import type { AgentRecord, AttemptRecord } from "../../journal/journal.ts";
import { plain } from "../call.ts";
import { modelOf } from "../engines.ts";
import type { AgentEnd, AgentRequest } from "./work.ts";

/** What an agent's work depends on: its definition, the values it is called with, and the context that it forks. */
export function inputsOfAgent(request: AgentRequest): string {
  const { agent, run, values, base, delegates } = request;
  return hashOf(definitionOf(agent, run.graph), JSON.stringify(plain(values)), base.id, String(delegates));
}

/** How the agent ended before with the same inputs, and the events that say so; undefined where it is to run. */
export function recallAgent(request: AgentRequest, inputs: string): AgentEnd | undefined {
  const { run, agent, site, parent, spine, trail } = request;
  const known = run.journal?.agent(site.path, inputs);
  // Who called a sub-agent was told how it failed, and went on from there.
  if (!known || (known.kind === "failed" && run.journal?.retries && spine)) return undefined;
  const model = modelOf(agent, run.graph, run.options.modelGiven ?? false)?.id ?? "default";
  const { turns, tokens } = known;
  run.emit(site.path, parent, { kind: "agent-started", agent: agent.name, model, at: agent.at, attempt: 0 });
  const outcome = outcomeOf(known);
  run.emit(site.path, parent, { kind: "agent-ended", agent: agent.name, outcome, turns, tokens, restored: true });
  if (known.kind === "failed") return { kind: "failed", failure: known.failure };
  trail.last = known.last;
  return { kind: "done", value: known.value, context: known.context };
}

function outcomeOf(known: AgentRecord): AgentOutcome {
  return known.kind === "failed"
    ? { kind: "failed", failure: known.failure }
    : { kind: "done", value: known.value, recovered: known.recovered };
}

/** The attempts that were made before with the same inputs, and the number of the last that may be made. */
export function earlierAttempts(
  request: AgentRequest,
  inputs: string,
): { readonly failed: readonly AttemptRecord[]; readonly last: number } {
  const { run, agent, site } = request;
  const failed = run.journal?.attempts(site.path, inputs) ?? [];
  // An agent that has used its attempts up gets all of them once more when its run is taken up again.
  const last = failed.length > agent.retry ? failed.length + agent.retry : agent.retry;
  return { failed, last };
}
