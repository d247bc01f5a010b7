import type { Graph, TypeEntry } from "../compiler/graph/graph.ts";
import type { Event } from "../runtime/events/event.ts";
import { noAnswers, partialAnswer, reduceAnswers } from "../runtime/events/partial.ts";
import { typesOf } from "../runtime/run/value.ts";
import type { FlowTypes, Partially } from "./types.ts";

/** What one agent has written so far, or in the end. */
export type PartialResult<Flow extends FlowTypes> = {
  [Name in keyof Flow["agents"] & string]: {
    readonly agent: Name;
    /** Which one, where several have the same name. */
    readonly path: string;
  } & (
    | { readonly done: false; readonly value: Partially<Flow["agents"][Name]> }
    | { readonly done: true; readonly value: Flow["agents"][Name] }
  );
}[keyof Flow["agents"] & string];

/** A run's events as values that grow. A value that is no longer than before is not told again. */
export async function* partialResults<Flow extends FlowTypes>(
  events: AsyncIterable<Event>,
  graph: Graph,
): AsyncGenerator<PartialResult<Flow>, void, undefined> {
  const types = typesOf(graph);
  const writing = new Map<string, { readonly agent: string; readonly result: TypeEntry | undefined; said: string }>();
  let answers = noAnswers;
  for await (const event of events) {
    answers = reduceAnswers(answers, event);
    if (event.kind === "agent-started") {
      const entry = Object.values(graph.agents).find(
        ({ name, at }) => name === event.agent && at.file === event.at.file && at.start === event.at.start,
      );
      writing.set(event.path, { agent: event.agent, result: graph.types[entry?.result ?? ""], said: "" });
    }
    const told = writing.get(event.path);
    if (!told) continue;
    const { agent } = told;
    const { path } = event;
    if (event.kind === "agent-ended") {
      writing.delete(path);
      if (event.outcome.kind === "done")
        yield { agent, path, done: true, value: event.outcome.value } as unknown as PartialResult<Flow>;
    }
    if (event.kind !== "turn-delta" || event.channel !== "answer" || !told.result) continue;
    const value = partialAnswer(answers, path, told.result.type, types);
    const said = JSON.stringify(value);
    if (value === undefined || said === told.said) continue;
    told.said = said;
    yield { agent, path, done: false, value } as unknown as PartialResult<Flow>;
  }
}
