/**
 * Questions that wait for the person at the terminal, one at a time and in their order.
 */
import { action, type Operation } from "effection";
import type { Json } from "../../compiler/graph/expression.ts";
import type { TypeTable } from "../../compiler/graph/type.ts";
import type { Answer, Question } from "../run/options.ts";
import { type Typed, typedAnswer } from "./answer.ts";

/** Puts questions to a person, one at a time. */
export interface Asker {
  /** Waits its turn, then for the answer. */
  ask(question: Question): Operation<Answer>;
  /** The question that is to be answered now. */
  current(): OpenQuestion | undefined;
}

/** The question that stands on the screen. */
export interface OpenQuestion {
  readonly question: Question;
  /** Tells apart the same question asked again. */
  readonly number: number;
  /** Reads what was typed as an answer. */
  readonly read: (text: string) => Typed;
  readonly answer: (value: Json) => void;
  readonly refuse: () => void;
}

/** With the types of the program's graph, which answers are checked against. */
export function makeAsker(types: TypeTable): Asker {
  const open: OpenQuestion[] = [];
  let number = 0;
  return {
    current: () => open[0],
    ask: (question) =>
      action<Answer>((resolve) => {
        const waiting: OpenQuestion = {
          question,
          number: number++,
          read: (text) => typedAnswer(text, question.type.type, types),
          answer: (value) => resolve({ kind: "answered", value }),
          refuse: () => resolve({ kind: "refused" }),
        };
        open.push(waiting);
        return () => {
          open.splice(open.indexOf(waiting), 1);
        };
      }),
  };
}
