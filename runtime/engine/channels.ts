import type { CallSyntax } from "../layout/layout.ts";
import type { GenerateDelta } from "./device.ts";
import type { TurnDelta, TurnRequest } from "./engine.ts";
import { REASON_END } from "./turn-text.ts";

/** Sorts what a turn writes into thinking, answer and calls, as it comes. */
export interface Channels {
  take(part: "reason" | "rest", delta: GenerateDelta): void;
  /** Gives out what was held back because it might have been a mark. */
  end(): void;
}

/** Channels of one turn. */
export function createChannels(
  syntax: CallSyntax,
  request: Pick<TurnRequest, "answer" | "calls">,
  emit: (delta: TurnDelta) => void,
): Channels {
  const mark = `${syntax.open}${syntax.prefix}`;
  let rest: "answer" | "calls" | undefined =
    request.calls.length === 0 ? "answer" : request.answer ? undefined : "calls";
  let held = "";

  /** The length of the longest end of `text` that `of` begins with. */
  function overlap(text: string, of: string): number {
    for (let length = Math.min(text.length, of.length - 1); length > 0; length -= 1)
      if (of.startsWith(text.slice(text.length - length))) return length;
    return 0;
  }

  function takeReason(delta: GenerateDelta): void {
    const text = held + delta.text;
    const end = text.indexOf(REASON_END);
    const shown = end >= 0 ? end : text.length - overlap(text, REASON_END);
    held = end >= 0 ? "" : text.slice(shown);
    emit({ ...delta, channel: "reason", text: text.slice(0, shown) });
  }

  function takeRest(delta: GenerateDelta): void {
    const text = held + delta.text;
    if (rest === undefined) {
      if (mark.startsWith(text) && text.length < mark.length) {
        held = text;
        emit({ ...delta, channel: "answer", text: "" });
        return;
      }
      rest = text.startsWith(mark) ? "calls" : "answer";
    }
    held = "";
    emit({ ...delta, channel: rest, text });
  }

  let last: "reason" | "rest" = "reason";
  return {
    take(part, delta) {
      if (part === "rest" && last === "reason") held = "";
      last = part;
      if (part === "reason") takeReason(delta);
      else takeRest(delta);
    },
    end() {
      if (held !== "" && last === "rest") emit({ channel: rest ?? "answer", text: held, sampled: 0, forced: 0 });
      held = "";
    },
  };
}
