import type { Graph } from "../compiler/graph/graph.ts";
import type { Answer, RunOptions } from "../runtime/run/options.ts";
import { typesOf } from "../runtime/run/value.ts";
import { typedAnswer } from "../runtime/view/answer.ts";
import { isEffect } from "./run/questions.ts";
import { UsageProblem } from "./usage.ts";

/** A question that a paused run waits for. */
export interface OpenAsk {
  readonly ask: string;
  readonly prompt: string;
  /** JSON Schema of the answer, as text. */
  readonly schema: string;
}

/**
 * The answers that `--answer` and `--refuse` give to the open questions of a run; undefined where there are none. Throws a
 * {@link UsageProblem} for one that its question does not take, before anything goes on.
 */
export function answersOf(
  given: { readonly answer?: readonly string[]; readonly refuse?: true },
  open: readonly OpenAsk[],
  graph: Graph,
): NonNullable<RunOptions["ask"]> | undefined {
  const asks = open.map(({ ask }) => ask).filter((ask) => !isEffect(ask));
  const types = typesOf(graph);
  const answers = new Map<string, string>();
  for (const [id, text] of (given.answer ?? []).map((each) => assigned(each, asks))) {
    if (answers.has(id)) throw new UsageProblem(`\`${id}\` is answered twice.`, "Give each question one `--answer`.");
    answers.set(id, text);
    const { schema } = open.find(({ ask }) => ask === id) ?? {};
    const type = Object.values(graph.types).find((entry) => JSON.stringify(entry.schema) === schema);
    const typed = type && typedAnswer(text, type.type, types);
    if (typed && !typed.ok) throw unfit(id, text, typed.problem);
  }
  if (answers.size === 0 && given.refuse !== true) return undefined;
  return function* ({ id, type, problem }) {
    const text = answers.get(id);
    if (text === undefined) return given.refuse === true && asks.includes(id) ? refused : nobody;
    const typed = typedAnswer(text, type.type, types);
    const why = problem ?? (typed.ok ? undefined : typed.problem);
    // Of a question whose type was changed since.
    if (why !== undefined) throw unfit(id, text, why);
    return typed.ok ? { kind: "answered", value: typed.value } : nobody;
  };
}

function unfit(id: string, text: string, why: string): UsageProblem {
  return new UsageProblem(`\`${text}\` is no answer to \`${id}\`. ${why}`);
}

const refused: Answer = { kind: "refused" };
const nobody: Answer = { kind: "nobody" };

/** Which question a text answers: the one that it names, `PATH=VALUE`, or the only one. */
function assigned(text: string, asks: readonly string[]): readonly [string, string] {
  const named = asks.find((ask) => text.startsWith(`${ask}=`));
  if (named !== undefined) return [named, text.slice(named.length + 1)];
  const [only, ...others] = asks;
  if (only === undefined) throw new UsageProblem("This run waits for no answer.");
  if (others.length === 0) return [only, text];
  throw new UsageProblem(
    `This run waits for ${asks.length} answers, and \`${text}\` doesn't say to which question.`,
    `Write \`--answer ${only}=…\`.`,
  );
}
