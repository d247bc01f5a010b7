import type { Operation } from "effection";
import { CALLS_A_TURN } from "../../../compiler/plan/limits.ts";
import type { CallableDescription, TurnEnd } from "../../engine/engine.ts";
import { makeCoalescer } from "../../events/coalesce.ts";
import { samplingOf } from "./sampling.ts";
import type { Work } from "./work.ts";

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
    account(work, end, turn);
    return end;
  } finally {
    work.interrupt = undefined;
  }
}

function account(work: Work, end: TurnEnd, turn: number): void {
  const { emit, open, tally } = work;
  const { prefilled, shared, sampled, forced, surprisal } = end.usage;
  const tokens = sampled + forced;
  work.written += tokens;
  tally.tokens += tokens;
  const used = { prefilled, shared, sampled, forced };
  const ended = { kind: "turn-ended", turn, outcome: end.kind, ...used } as const;
  emit(surprisal === undefined ? ended : { ...ended, surprisal });
  if (tokens > 0) emit({ kind: "context-grown", context: end.context.id, entry: "turn", tokens, shared: 0 });
  open.gauge();
}
