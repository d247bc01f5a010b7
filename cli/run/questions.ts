import type { Json } from "../../compiler/graph/expression.ts";
import type { Event } from "../../runtime/events/event.ts";
import { clip } from "../../runtime/view/columns.ts";
import { oneLine } from "../../runtime/view/words.ts";

/** The questions of a run that nobody has answered. */
export interface Questions {
  readonly onEvent: (event: Event) => void;
  /** What to type to answer them. */
  readonly howToAnswer: (run: string) => readonly string[];
}

/** None are open yet. */
export function makeQuestions(): Questions {
  const open = new Map<string, { readonly prompt: string; readonly schema: Json }>();
  return {
    onEvent(event) {
      if (event.kind === "ask-opened") open.set(event.ask, event);
      else if (event.kind === "ask-answered") open.delete(event.ask);
    },
    howToAnswer(run) {
      const several = open.size > 1;
      return [...open].flatMap(([id, { prompt, schema }]) => [
        `  ? ${clip(oneLine(prompt), 200)}`,
        isEffect(id)
          ? `    agentflow resume ${run} --effects repeat   (or skip)`
          : `    agentflow resume ${run} --answer ${several ? quoted(`${id}=${example(schema)}`) : example(schema)}`,
      ]);
    },
  };
}

/** Whether an effect is to be repeated; the program's own questions have plain paths for ids. */
export function isEffect(id: string): boolean {
  return id.includes("#");
}

function example(schema: Json): string {
  if (typeof schema !== "object" || schema === null || !("type" in schema)) return "VALUE";
  return schema.type === "boolean" ? "yes" : schema.type === "number" || schema.type === "integer" ? "NUMBER" : "VALUE";
}

function quoted(text: string): string {
  return /^[\w./=~-]+$/.test(text) ? text : `'${text}'`;
}
