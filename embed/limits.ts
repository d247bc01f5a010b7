import { type Operation, sleep, spawn } from "effection";
import type { Event, FailureReason } from "../runtime/events/event.ts";
import type { RunLimits } from "./options.ts";

/** A limit that a run came to. */
export interface Reached {
  readonly reason: FailureReason;
  readonly message: string;
}

/** Watches a run's events and the time for the limits, until the calling scope ends. */
export function* useLimits(
  limits: RunLimits,
  onReached: (reached: Reached) => void,
): Operation<(event: Event) => void> {
  const { milliseconds, tokens, turns } = limits;
  if (milliseconds !== undefined)
    yield* spawn(function* () {
      yield* sleep(milliseconds);
      onReached({ reason: "time", message: `The run was ended after the ${milliseconds} ms that it was given.` });
    });
  const used = { tokens: 0, turns: 0 };
  return (event) => {
    if (event.kind === "turn-ended") used.tokens += event.sampled + event.forced;
    if (event.kind === "turn-started") used.turns++;
    if (tokens !== undefined && used.tokens > tokens)
      onReached({ reason: "tokens", message: `The run was ended: its models wrote more than ${tokens} tokens.` });
    if (turns !== undefined && used.turns > turns)
      onReached({ reason: "turns", message: `The run was ended: its models took more than ${turns} turns.` });
  };
}
