/**
 * What agents are writing right now, as partial values of their types: a reducer over a run's events, for whoever shows
 * results before they are whole.
 */
import type { Json } from "../../compiler/graph/expression.ts";
import type { Type, TypeTable } from "../../compiler/graph/type.ts";
import { partialValue } from "../../compiler/types/partial.ts";
import type { Path } from "../path.ts";
import type { Event } from "./event.ts";

/** By the paths of agents at work: the answer of their running turn, as far as it is written. */
export type Answers = ReadonlyMap<Path, string>;

/** No agent has written anything yet. */
export const noAnswers: Answers = new Map();

/**
 * The answers after `event`.
 *
 * @example
 * ```ts
 * let answers = noAnswers;
 * const onEvent = (event: Event) => {
 *   answers = reduceAnswers(answers, event);
 *   if (event.kind === "turn-delta") show(partialAnswer(answers, event.path, type, types));
 * };
 * ```
 */
export function reduceAnswers(before: Answers, event: Event): Answers {
  switch (event.kind) {
    case "turn-delta":
      if (event.channel !== "answer") return before;
      return new Map(before).set(event.path, (before.get(event.path) ?? "") + event.text);
    case "turn-started":
    case "agent-ended": {
      if (!before.has(event.path)) return before;
      const after = new Map(before);
      after.delete(event.path);
      return after;
    }
    default:
      return before;
  }
}

/** The value that the agent at `path` is writing, as far as it is there; see {@link partialValue}. */
export function partialAnswer(answers: Answers, path: Path, type: Type, types: TypeTable): Json | undefined {
  const text = answers.get(path);
  return text === undefined ? undefined : partialValue(text, type, types);
}
