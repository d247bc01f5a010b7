/**
 * An agent: one task, some attempts, exactly one end.
 */
import { type Operation, scoped, spawn, type Task } from "effection";
import type { AgentOutcome, EventBody } from "../../events/event.ts";
import { modelOf } from "../engines.ts";
import { failureAt } from "../failure.ts";
import { runAttempt } from "./attempt.ts";
import { endMocked } from "./mocked-agent.ts";
import { type AgentEnd, type AgentRequest, type Delegate, stopWork, type Tally, type Work } from "./work.ts";

/** Runs an agent in a task of its own, which a person may halt, and gives what came of it. */
export function* runAgent(request: AgentRequest): Operation<AgentEnd> {
  const { run, agent, site } = request;
  const mock = run.options.mocks?.get(agent.id);
  if (mock) return endMocked(request, mock);
  let work: Work | undefined;
  let halted = false;
  const task: Task<AgentEnd> = yield* spawn(() =>
    agentTask(request, (begun) => {
      work = begun;
    }),
  );
  run.steering.set(site.path, {
    halt() {
      halted = true;
      run.scope.run(() => task.halt());
    },
    windDown() {
      if (work) stopWork(work, "winddown");
    },
  });
  try {
    return yield* task;
  } catch (error) {
    if (!halted) throw error;
    return { kind: "failed", failure: failureAt(site, "refused", `\`${agent.name}\` was halted by a person.`) };
  } finally {
    run.steering.delete(site.path);
  }
}

function* agentTask(request: AgentRequest, onWork: (work: Work) => void): Operation<AgentEnd> {
  const { run, agent, site, parent } = request;
  const emit = (body: EventBody): void => run.emit(site.path, parent, body);
  const tally: Tally = { turns: 0, tokens: 0 };
  const model = modelOf(agent, run.graph, run.options.modelGiven ?? false)?.id ?? "default";
  let outcome: AgentOutcome = { kind: "halted" };
  let problem: string | undefined;
  try {
    for (let index = 0; ; index++) {
      emit({ kind: "agent-started", agent: agent.name, model, at: agent.at, attempt: index });
      const once = { request, index, problem, tally, emit, onWork, delegate };
      // A new attempt forks anew; the branch of the one before must be gone by then.
      const { end, final } = yield* agent.retry > 0 ? scoped(() => runAttempt(once)) : runAttempt(once);
      if (end.kind === "done") {
        const { value, context, usage } = end.end;
        const { surprisal, sampled } = usage;
        request.trail.last = surprisal === undefined ? undefined : { surprisal, sampled };
        outcome = { kind: "done", value, recovered: end.recovered };
        return { kind: "done", value, context };
      }
      const failure = { ...end.failure, attempts: index + 1 };
      if (index >= agent.retry || final) {
        outcome = { kind: "failed", failure };
        return { kind: "failed", failure };
      }
      problem = failure.message;
      emit({ kind: "attempt-failed", attempt: index, error: problem });
    }
  } finally {
    const { turns, tokens } = tally;
    emit({ kind: "agent-ended", agent: agent.name, outcome, turns, tokens });
  }
}

/** Runs an agent as a tool of another's: on a fork of its context, with what is left of its depth. */
const delegate: Delegate = function* ({ work, agent: id, values, base, path }) {
  const { run, site, delegates, trail } = work.request;
  const agent = run.graph.agents[id];
  if (!agent) return { kind: "failed", failure: failureAt(site, "unsupported", `The graph has no agent \`${id}\`.`) };
  return yield* runAgent({
    run,
    agent,
    values,
    base,
    spine: undefined,
    site: { path, at: agent.at },
    parent: site.path,
    delegates: Math.min(agent.delegates, delegates - 1),
    trail: { last: trail.last },
    keep: undefined,
  });
};
