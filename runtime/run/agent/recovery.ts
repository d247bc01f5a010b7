import type { Operation } from "effection";
import type { Context } from "../../context/context.ts";
import { NoRoom, type StopReason, type TurnEnd } from "../../engine/engine.ts";
import { appendTo } from "./append.ts";
import { takeTurn } from "./turn.ts";
import type { Work } from "./work.ts";

/** Why an agent can't go on, in the words of the note that it is told so with. */
const why: Readonly<Record<StopReason, string>> = {
  turns: "You have used up your turns",
  tokens: "You have used up your tokens",
  time: "Your time is up",
  room: "There is no room left for more",
  winddown: "You were asked to come to an end",
  halted: "You were stopped",
};

/**
 * Asks an agent that was stopped once for the best value it can give, out of what was kept back for that. `stable` is
 * the last context in which nothing is half written.
 */
export function* recover(work: Work, reason: StopReason, stable: Context): Operation<TurnEnd | undefined> {
  const { lease, emit, budget } = work;
  emit({ kind: "recovery-started", reason });
  lease.recover();
  if (lease.context.id !== stable.id) yield* lease.rebase(stable);
  const tokens = Math.max(budget.keptBack, 1);
  const text = `${why[reason]}. Give the best answer you can now, in a few words.`;
  try {
    yield* appendTo(work, [{ kind: "text", of: "note", text }]);
  } catch (error) {
    if (error instanceof NoRoom) return undefined;
    throw error;
  }
  return yield* takeTurn(work, { calls: [], tokens, reason: 0 });
}
