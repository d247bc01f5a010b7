/**
 * An agent: one task, some attempts, exactly one end.
 */
import { type Operation, scoped, spawn, type Task } from "effection";
import type { AgentOutcome, EventBody } from "../../events/event.ts";
import { repeats } from "../ask.ts";
import { modelOf } from "../engines.ts";
import { Failed, failureAt } from "../failure.ts";
import { runAttempt } from "./attempt.ts";
import { endMocked } from "./mocked-agent.ts";
import { earlierAttempts, inputsOfAgent, recallAgent } from "./recalled-agent.ts";
import { type AgentEnd, type AgentRequest, type Delegate, stopWork, type Tally, type Work } from "./work.ts";

/** Runs an agent in a task of its own, which a person may halt, and gives what came of it. */
export function* runAgent(request: AgentRequest): Operation<AgentEnd> {
  const { run, agent, site } = request;
  const mock = run.options.mocks?.get(agent.id);
  if (mock) return endMocked(request, mock);
  const inputs = run.journal ? inputsOfAgent(request) : "";
  const known = recallAgent(request, inputs);
  if (known) return known;
  let work: Work | undefined;
  let halted = false;
  const task: Task<AgentEnd> = yield* spawn(() =>
    run.pauses.working(() =>
      agentTask(request, inputs, (begun) => {
        work = begun;
      }),
    ),
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
    const failure = failureAt(site, "refused", `\`${agent.name}\` was halted by a person.`);
    run.journal?.agentEnded(site.path, inputs, { kind: "failed", failure, turns: 0, tokens: 0 });
    return { kind: "failed", failure };
  } finally {
    run.steering.delete(site.path);
  }
}

function* agentTask(request: AgentRequest, inputs: string, onWork: (work: Work) => void): Operation<AgentEnd> {
  const { run, agent, site, parent } = request;
  const { journal } = run;
  const emit = (body: EventBody): void => run.emit(site.path, parent, body);
  const tally: Tally = { turns: 0, tokens: 0 };
  const model = modelOf(agent, run.graph, run.options.modelGiven ?? false)?.id ?? "default";
  let outcome: AgentOutcome = { kind: "halted" };
  const { failed, last } = earlierAttempts(request, inputs);
  let problem = failed.at(-1)?.failure.message;
  let work: Work | undefined;
  const begun = (now: Work): void => {
    work = now;
    onWork(now);
  };
  try {
    if (failed.some(({ effect }) => effect)) yield* run.pauses.resting(() => mayRepeat(request));
    for (let index = failed.length; ; index++) {
      emit({ kind: "agent-started", agent: agent.name, model, at: agent.at, attempt: index });
      const once = { request, index, problem, tally, emit, onWork: begun, delegate };
      // A new attempt forks anew; the branch of the one before must be gone by then.
      const { end, final } = yield* agent.retry > 0 ? scoped(() => runAttempt(once)) : runAttempt(once);
      if (end.kind === "done") {
        const { value, context, usage } = end.end;
        const { surprisal, sampled } = usage;
        request.trail.last = surprisal === undefined ? undefined : { surprisal, sampled };
        outcome = { kind: "done", value, recovered: end.recovered };
        const cost = request.trail.last ? { ...tally, last: request.trail.last } : tally;
        journal?.agentEnded(site.path, inputs, { ...outcome, context, ...cost });
        return { kind: "done", value, context };
      }
      const failure = { ...end.failure, attempts: index + 1 };
      // A model that couldn't be had is no attempt: the same one may be made when it can.
      if (failure.reason !== "engine")
        journal?.attemptFailed(site.path, inputs, { index, failure, effect: work?.effect === true });
      if (index >= last || final) {
        outcome = { kind: "failed", failure };
        journal?.agentEnded(site.path, inputs, { ...outcome, ...tally });
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

/** An attempt in which a tool with an effect ran is made again only if a person wants it. */
function* mayRepeat({ run, agent, site, parent }: AgentRequest): Operation<void> {
  const prompt = `\`${agent.name}\` failed after it had called a tool with an effect. May it try again, and perhaps call it again?`;
  if (yield* repeats(run, { id: `${site.path}#again`, site, parent, prompt })) return;
  throw new Failed(failureAt(site, "refused", `\`${agent.name}\` failed, and its effects are not to be repeated.`));
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
