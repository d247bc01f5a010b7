/**
 * The turns of an agent, from its prompt to its value or to the end of what it may use.
 */
import type { Operation } from "effection";
import { ERROR_TOKENS } from "../../../compiler/plan/limits.ts";
import { check } from "../../../compiler/types/check.ts";
import type { Context } from "../../context/context.ts";
import type { Call } from "../../context/entry.ts";
import { NoRoom, type StopReason, type TurnEnd } from "../../engine/engine.ts";
import type { Failure } from "../../events/event.ts";
import { appendTo } from "./append.ts";
import { turnTokens } from "./budget.ts";
import { runCalls } from "./calls.ts";
import { failed, stoppedFailure } from "./failures.ts";
import { recover } from "./recovery.ts";
import { cutText } from "./result-text.ts";
import { takeTurn } from "./turn.ts";
import type { Work } from "./work.ts";

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly kind: "done"; readonly end: TurnEnd & { readonly kind: "answer" }; readonly recovered: boolean }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Turns until there is a value or nothing is left to try with. The opening stands on the branch already. */
export function* converse(work: Work): Operation<AttemptEnd> {
  const { agent } = work.request;
  const { lease, budget } = work;
  /** What was wrong with the last turn, if it was no turn at all. */
  let unreadable: string | undefined;
  for (;;) {
    const stable = lease.context;
    if (work.stopping !== undefined) return yield* lastAnswer(work, work.stopping, stable, unreadable);
    if (work.turns >= agent.turns) return yield* lastAnswer(work, "turns", stable, unreadable);
    const tokens = budget.tokens - budget.keptBack - work.written;
    if (tokens <= 0) return yield* lastAnswer(work, "tokens", stable, unreadable);

    // What is called in the last turn could not be used any more.
    const allowed = work.turns === agent.turns - 1 ? [] : work.callables;
    const calls = allowed.map(({ name, arguments: type }) => ({ name, arguments: type }));
    // A longer text would be no value of its type, and room for it would be kept from others.
    const most = work.open.engine.can.grammar ? turnTokens(agent, work.request.run.graph, calls.length > 0) : tokens;
    const end = yield* takeTurn(work, {
      calls,
      tokens: Math.min(tokens, most),
      reason: Math.min(work.reason, tokens),
    });
    switch (end.kind) {
      case "answer":
        return answered(work, end, end.closed === true);
      case "stopped":
        return yield* lastAnswer(work, end.reason, stable, unreadable);
      case "failed":
        unreadable = end.error;
        if (work.turns < agent.turns) {
          if (!(yield* tell(work, end.error))) return room(work);
        } else if (!work.open.engine.can.grammar) {
          // Nothing held it to its type: only by knowing what was wrong can the last answer be better.
          yield* tell(work, end.error);
        }
        break;
      case "calls": {
        unreadable = undefined;
        const results = yield* runCalls(work, end.calls, allowed);
        const told = yield* tellResults(work, end.calls, results);
        if (!told) return yield* lastAnswer(work, "room", stable, undefined);
      }
    }
  }
}

function answered(work: Work, end: TurnEnd & { readonly kind: "answer" }, recovered: boolean): AttemptEnd {
  const { result } = work;
  const checked = check(end.value, result.type, work.request.run.types);
  if (checked.ok) return { kind: "done", end: { ...end, value: checked.value }, recovered };
  const name = result.named ? ` as a ${result.id}` : "";
  return failed(work, "invalid", `gave a value that does not do${name}: ${checked.problems.join("; ")}.`);
}

/** Asks once more for a value; what comes of that is the attempt's end. */
function* lastAnswer(
  work: Work,
  reason: StopReason,
  stable: Context,
  unreadable: string | undefined,
): Operation<AttemptEnd> {
  const end = yield* recover(work, reason, stable);
  if (end?.kind === "answer") {
    const last = answered(work, end, true);
    if (last.kind === "done") return last;
  }
  if (unreadable !== undefined) return failed(work, "model", `could not be carried out: ${unreadable}`);
  if (end?.kind === "failed") return failed(work, "model", `could not be carried out: ${end.error}`);
  return stoppedFailure(work, reason);
}

/** Tells the model what was wrong with its turn; false where even that doesn't fit. */
function* tell(work: Work, problem: string): Operation<boolean> {
  const short = cutText(problem, ERROR_TOKENS, work.open.engine).text;
  const text = `${short} Write nothing but the answer${work.callables.length > 0 ? " or a call" : ""}.`;
  return yield* fits(() => appendTo(work, [{ kind: "text", of: "note", text }]));
}

/** Tells the model the results of its calls; where they don't fit, that there was no room for them; false if not even that. */
function* tellResults(
  work: Work,
  calls: readonly Call[],
  results: Parameters<typeof resultsEntry>[0],
): Operation<boolean> {
  if (yield* fits(() => appendTo(work, [resultsEntry(results)]))) return true;
  work.emit({ kind: "warning", message: "Results of calls did not fit into the cache; the model was told so." });
  const noRoom = calls.map(({ id, name }) => ({ call: id, name, text: "no room for the result", ok: false }));
  return yield* fits(() => appendTo(work, [resultsEntry(noRoom)]));
}

function resultsEntry(results: readonly { call: string; name: string; text: string; ok: boolean }[]) {
  return { kind: "results", results } as const;
}

function* fits(append: () => Operation<void>): Operation<boolean> {
  try {
    yield* append();
    return true;
  } catch (error) {
    if (error instanceof NoRoom) return false;
    throw error;
  }
}

function room(work: Work): AttemptEnd {
  return stoppedFailure(work, "room");
}
