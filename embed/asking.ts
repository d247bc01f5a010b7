import { action, type Operation } from "effection";
import type { Graph } from "../compiler/graph/graph.ts";
import { Failed, failureAt, messageOf } from "../runtime/run/failure.ts";
import type { Answer, Question as RunQuestion } from "../runtime/run/options.ts";
import { jsonOf } from "../runtime/tools/json-of.ts";
import { placeOf } from "./failure.ts";
import { type Answerer, type Question, refused } from "./options.ts";

/** Puts a run's questions to an answerer, whose signal aborts when the answer is not wanted any more. */
export function askWith(answerer: Answerer, graph: Graph): (question: RunQuestion) => Operation<Answer> {
  return function* (asked) {
    const reply = yield* settled(answerer, questionOf(asked, graph));
    if (reply.kind === "threw")
      throw new Failed(failureAt(asked, "refused", `The question could not be answered: ${messageOf(reply.error)}`));
    if (reply.value === refused) return { kind: "refused" };
    if (reply.value === undefined) return { kind: "nobody" };
    const value = jsonOf(reply.value);
    // What is no JSON is of no type either, and asked for again.
    return { kind: "answered", value: value === undefined ? null : value };
  };
}

type Settled = { readonly kind: "gave"; readonly value: unknown } | { readonly kind: "threw"; readonly error: unknown };

function settled(answerer: Answerer, question: Question): Operation<Settled> {
  return action<Settled>((resolve) => {
    const controller = new AbortController();
    Promise.resolve()
      .then(() => answerer(question, controller.signal))
      .then(
        (value) => resolve({ kind: "gave", value }),
        (error: unknown) => resolve({ kind: "threw", error }),
      );
    return () => controller.abort();
  });
}

function questionOf({ id, path, at, prompt, type, call, problem }: RunQuestion, graph: Graph): Question {
  const place = placeOf(graph, at);
  return {
    id,
    path,
    ...(place && { place }),
    prompt,
    schema: type.schema,
    ...(call && { call }),
    ...(problem !== undefined && { problem }),
  };
}
