/**
 * What is said of an agent that has failed: what happened, in a sentence, and what may help.
 */
import { counted } from "../../../language/amount.ts";
import type { StopReason } from "../../engine/engine.ts";
import type { Failure, FailureReason } from "../../events/event.ts";
import { failureAt } from "../failure.ts";
import type { Work } from "./work.ts";

/** A failed attempt; `what` goes on from the agent's name. */
export function failed(
  work: Pick<Work, "request">,
  reason: FailureReason,
  what: string,
  hint?: string,
): { readonly kind: "failed"; readonly failure: Failure } {
  const { agent, site } = work.request;
  return { kind: "failed", failure: failureAt(site, reason, `\`${agent.name}\` ${what}`, { hint }) };
}

/** The end of an attempt that was stopped and had no value when it was asked for one. */
export function stoppedFailure(
  work: Pick<Work, "request">,
  reason: StopReason,
): { readonly kind: "failed"; readonly failure: Failure } {
  const { agent } = work.request;
  const asked = "and had no value when it was asked once more.";
  switch (reason) {
    case "turns":
      return failed(work, "turns", `used up its ${counted(agent.turns, "turn")} ${asked}`, "Allow it more `turns`.");
    case "tokens": {
      const hint = "Allow it more `tokens`, or bound the texts and lists of its result.";
      return failed(work, "tokens", `used up its ${counted(agent.tokens, "token")} ${asked}`, hint);
    }
    case "time": {
      const seconds = (agent.timeoutMs ?? 0) / 1000;
      return failed(work, "time", `was not done within ${seconds} s ${asked}`, "Allow it a longer `timeout`.");
    }
    case "room":
      return failed(work, "room", `had no room left in the model's cache ${asked}`, ROOM_HINT);
    case "winddown":
      return failed(work, "refused", `was asked to come to an end ${asked}`);
    case "halted":
      return failed(work, "refused", "was stopped.");
  }
}

/** What helps where cells are short. */
export const ROOM_HINT =
  "Give the model a larger `context`, let fewer run at once (`max`), or let tools give less (`result`).";
