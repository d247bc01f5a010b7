/**
 * An agent: one task, some attempts, exactly one end.
 */
import { type Operation, scoped, spawn, type Task } from "effection";
import { NoRoom } from "../../engine/engine.ts";
import type { AgentOutcome, EventBody } from "../../events/event.ts";
import { attempt as attemptPath } from "../../path.ts";
import { callableOf } from "../describe.ts";
import { modelOf, type OpenEngine } from "../engines.ts";
import { Failed, failureAt, failureOf, messageOf } from "../failure.ts";
import { holdSpine, keepEnded } from "../spine.ts";
import { appendTo } from "./append.ts";
import { type AttemptEnd, converse } from "./attempt.ts";
import { budgetOf, reserveFor } from "./budget.ts";
import { withDeadline } from "./deadline.ts";
import { failed, ROOM_HINT, stoppedFailure } from "./failures.ts";
import { openingOf } from "./opening.ts";
import { type AgentEnd, type AgentRequest, type Delegate, stopWork, type Tally, type Work } from "./work.ts";

/** Runs an agent in a task of its own, which a person may halt, and gives what came of it. */
export function* runAgent(request: AgentRequest): Operation<AgentEnd> {
  const { run, agent, site } = request;
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
      const once = { request, index, problem, tally, emit, onWork };
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

interface Once {
  readonly request: AgentRequest;
  readonly index: number;
  readonly problem: string | undefined;
  readonly tally: Tally;
  readonly emit: (body: EventBody) => void;
  readonly onWork: (work: Work) => void;
}

/** `final`: another attempt is out of the question. */
function* runAttempt(once: Once): Operation<{ readonly end: AttemptEnd; readonly final: boolean }> {
  const { request, emit } = once;
  const { run, agent, site } = request;
  const opening = yield* run.engines.of(agent);
  if (opening.kind === "failed") {
    const { message, hint } = opening;
    return { end: { kind: "failed", failure: failureAt(site, "engine", message, { hint }) }, final: true };
  }
  let work: Work | undefined;
  try {
    work = yield* begin(once, opening.open);
    const end = yield* workOn(work);
    if (end.kind === "done" && request.keep) {
      const { spine, until } = request.keep;
      yield* keepEnded(spine, until, opening.open.engine, end.end.context, run.scope);
    }
    return { end, final: work.effect || work.stopping === "winddown" };
  } catch (error) {
    const final = work?.effect === true;
    if (error instanceof Failed) return { end: { kind: "failed", failure: failureOf(error) }, final };
    if (error instanceof NoRoom)
      return { end: failed({ request }, "room", `does not fit. ${error.message}`, ROOM_HINT), final };
    if (error instanceof TypeError || error instanceof ReferenceError) throw error;
    // What an engine throws else is its own end: a device that failed, a server that is gone.
    return { end: failed({ request }, "engine", `lost its model: ${messageOf(error)}`), final };
  } finally {
    if (work) emit({ kind: "context-released", context: work.lease.context.id });
    opening.open.gauge();
  }
}

/** Waits for room, then puts the agent's own entries behind what it forks. */
function* begin(once: Once, open: OpenEngine): Operation<Work> {
  const { request, index, problem, tally, emit, onWork } = once;
  const { run, agent, base, site, values } = request;
  const { graph } = run;
  const result = graph.types[agent.result];
  if (!result) throw new Failed(failureAt(site, "unsupported", `The graph has no type ${agent.result}.`));
  const entries = openingOf({ agent, values, base, result, problem, graph, site });
  const budget = budgetOf(agent, graph);
  const path = attemptPath(site.path, index);
  if (request.spine) yield* holdSpine(request.spine, open.engine, run.scope);
  const lease = yield* open.engine.admit({
    context: base,
    ...reserveFor(agent, graph, budget, entries, base, open),
    path,
    onWait: (waiting) => emit({ kind: waiting ? "wait-began" : "wait-ended", why: "room" }),
  });
  emit({ kind: "context-opened", context: lease.context.id, ...lease.size });
  const callables = agent.tools
    .filter((ref) => ref.kind === "tool" || request.delegates > 0)
    .flatMap((ref) => callableOf(ref, graph) ?? []);
  const work: Work = {
    request,
    open,
    lease,
    path,
    result,
    callables,
    budget,
    tally,
    delegate,
    emit,
    turns: 0,
    written: 0,
    reason: agent.reason ?? 0,
    called: new Map(),
    effect: false,
    stopping: undefined,
    interrupt: undefined,
  };
  onWork(work);
  yield* appendTo(work, entries);
  return work;
}

function* workOn(work: Work): Operation<AttemptEnd> {
  const { run, agent } = work.request;
  if (agent.timeoutMs === undefined) return yield* converse(work);
  const near = (): void => stopWork(work, "time");
  const timely = yield* withDeadline(run.options.clock, agent.timeoutMs, near, () => converse(work));
  return timely.kind === "ended" ? timely.value : stoppedFailure(work, "time");
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
