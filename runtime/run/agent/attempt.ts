/**
 * One attempt of an agent: its place among the others, its branch, and how it ended.
 */
import type { Operation } from "effection";
import { ERROR_TOKENS } from "../../../compiler/plan/limits.ts";
import { NoRoom } from "../../engine/engine.ts";
import type { EventBody } from "../../events/event.ts";
import { attempt as attemptPath } from "../../path.ts";
import { callableOf } from "../describe.ts";
import type { OpenEngine } from "../engines.ts";
import { Failed, failureAt, failureOf, messageOf } from "../failure.ts";
import { holdSpine, keepEnded } from "../spine.ts";
import { appendTo } from "./append.ts";
import { budgetOf, reserveFor } from "./budget.ts";
import { type AttemptEnd, converse } from "./converse.ts";
import { withDeadline } from "./deadline.ts";
import { failed, ROOM_HINT, stoppedFailure } from "./failures.ts";
import { openingOf } from "./opening.ts";
import { cutText } from "./result-text.ts";
import { type AgentRequest, type Delegate, stopWork, type Tally, type Work } from "./work.ts";

/** What an attempt is made with. */
export interface Once {
  readonly request: AgentRequest;
  readonly index: number;
  readonly problem: string | undefined;
  readonly tally: Tally;
  readonly emit: (body: EventBody) => void;
  readonly onWork: (work: Work) => void;
  readonly delegate: Delegate;
}

/** How an attempt ended; `final` says that another is out of the question. */
export interface AttemptResult {
  readonly end: AttemptEnd;
  readonly final: boolean;
}

/** Makes one attempt. Whatever goes wrong is its end; only our own mistakes are thrown. */
export function* runAttempt(once: Once): Operation<AttemptResult> {
  const { request, emit } = once;
  const { run, agent, site, spine } = request;
  const opening = yield* run.engines.of(agent);
  if (opening.kind === "failed") {
    const { message, hint } = opening;
    return { end: { kind: "failed", failure: failureAt(site, "engine", message, { hint }) }, final: true };
  }
  const { open } = opening;
  const attempt = (): Operation<AttemptResult> => admitted(once, open);
  // A sub-agent is let in by its caller's place; it would wait for ever where callers hold them all.
  if (!spine) return yield* attempt();
  const onWait = (waiting: boolean): void => emit({ kind: waiting ? "wait-began" : "wait-ended", why: "room" });
  return yield* open.gate.within(attempt, onWait);
}

function* admitted(once: Once, open: OpenEngine): Operation<AttemptResult> {
  const { request, emit } = once;
  let work: Work | undefined;
  try {
    work = yield* begin(once, open);
    const end = yield* workOn(work);
    if (end.kind === "done" && request.keep) {
      const { spine, until } = request.keep;
      yield* keepEnded(spine, until, open.engine, end.end.context, request.run.scope);
    }
    return { end, final: work.effect || work.stopping === "winddown" };
  } catch (error) {
    return { end: endOfError(error, request), final: work?.effect === true };
  } finally {
    if (work) emit({ kind: "context-released", context: work.lease.context.id });
    open.gauge();
  }
}

function endOfError(error: unknown, request: AgentRequest): AttemptEnd {
  if (error instanceof Failed) return { kind: "failed", failure: failureOf(error) };
  if (error instanceof NoRoom) return failed({ request }, "room", `does not fit. ${error.message}`, ROOM_HINT);
  if (error instanceof TypeError || error instanceof ReferenceError) throw error;
  // What an engine throws else is its own end: a device that failed, a server that is gone.
  return failed({ request }, "engine", `lost its model: ${messageOf(error)}`);
}

/** Waits for room, then puts the agent's own entries behind what it forks. */
function* begin(once: Once, open: OpenEngine): Operation<Work> {
  const { request, index, problem, tally, emit, onWork, delegate } = once;
  const { run, agent, base, site, values } = request;
  const { graph } = run;
  const result = graph.types[agent.result];
  if (!result) throw new Failed(failureAt(site, "unsupported", `The graph has no type ${agent.result}.`));
  const told = problem === undefined ? undefined : cutText(problem, ERROR_TOKENS, open.engine).text;
  const entries = openingOf({ agent, values, base, result, problem: told, graph, site });
  const budget = budgetOf(agent, graph);
  const path = attemptPath(site.path, index);
  if (request.spine) holdSpine(request.spine, open.engine, run.scope);
  const lease = yield* open.engine.admit({
    context: base,
    ...reserveFor(agent, graph, entries, base, open),
    path,
    onWait: (waiting, why = "room") => emit({ kind: waiting ? "wait-began" : "wait-ended", why }),
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
