import type { Operation } from "effection";
import { CALLS_A_TURN } from "../../../compiler/plan/limits.ts";
import type { CallableDescription, TurnEnd } from "../../engine/engine.ts";
import { makeCoalescer } from "../../events/coalesce.ts";
import type { TurnRecord } from "../../journal/journal.ts";
import { appendTo } from "./append.ts";
import { samplingOf } from "./sampling.ts";
import type { Work } from "./work.ts";

/** What an agent asks of its next turn. */
export interface TurnAsk {
  readonly calls: readonly CallableDescription[];
  /** Tokens at most. */
  readonly tokens: number;
  /** Tokens of thinking before the answer. */
  readonly reason: number;
}

/** Lets the model write one turn, tells of it as it goes, and takes what it used off the agent's budget. */
export function* takeTurn(work: Work, ask: TurnAsk): Operation<TurnEnd> {
  const { emit, lease, open, tally } = work;
  const { run, agent } = work.request;
  const turn = work.turns++;
  const before = lease.context;
  const known = run.journal?.turn(work.path, turn, before);
  if (known) return yield* takeAgain(work, known);
  tally.turns++;
  emit({ kind: "turn-started", turn });
  const told = makeCoalescer(run.options.clock, (delta) => emit({ kind: "turn-delta", turn, ...delta }));
  work.interrupt = (reason) => lease.stop(reason);
  try {
    const deltas = yield* lease.turn({
      answer: work.result,
      calls: ask.calls,
      types: run.types,
      maxCalls: CALLS_A_TURN,
      tokens: ask.tokens,
      reason: ask.reason,
      turn,
      sampling: samplingOf(agent, run.options.seed, work.path, turn),
    });
    let next = yield* deltas.next();
    for (; !next.done; next = yield* deltas.next()) {
      const delta = next.value;
      if (delta.channel === "reason") work.reason = Math.max(0, work.reason - delta.sampled - delta.forced);
      told.add(delta);
      open.gauge();
    }
    const end = next.value;
    told.flush();
    account(work, end, turn, before.id);
    run.journal?.turnEnded(work.path, turn, before, { end, reason: work.reason });
    return end;
  } finally {
    work.interrupt = undefined;
  }
}

/** A turn that was written in an earlier session of the run: it is read, not written again. */
function* takeAgain(work: Work, { end, reason }: TurnRecord): Operation<TurnEnd> {
  const { lease, tally } = work;
  const { entry } = end.context;
  const tokens = end.usage.sampled + end.usage.forced;
  tally.turns++;
  tally.tokens += tokens;
  work.written += tokens;
  work.reason = reason;
  if (entry && end.context.id !== lease.context.id) yield* appendTo(work, [entry]);
  return end;
}

function account(work: Work, end: TurnEnd, turn: number, before: string): void {
  const { emit, open, tally } = work;
  const { prefilled, shared, sampled, forced, surprisal } = end.usage;
  const tokens = sampled + forced;
  work.written += tokens;
  tally.tokens += tokens;
  const used = { prefilled, shared, sampled, forced };
  const ended = { kind: "turn-ended", turn, outcome: end.kind, ...used } as const;
  emit(surprisal === undefined ? ended : { ...ended, surprisal });
  if (tokens > 0) emit({ kind: "context-grown", context: end.context.id, entry: "turn", tokens, shared: 0, before });
  open.gauge();
}
