import type { Json } from "../../../compiler/graph/expression.ts";
import type { ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import type { Speaker } from "./speaker.ts";

/** What the small model learns. */
export const KINDS = ["record", "label", "sum", "questions", "search", "judge", "merge", "draft"] as const;
export type Kind = (typeof KINDS)[number];

/** A passage of a corpus, as `search` gives it. */
export interface Passage {
  readonly text: string;
  readonly source: string;
}

/** What one agent of a program does right: for each of its calls, by its index in the list that it runs over. */
export interface Pupil {
  readonly kind: Kind;
  readonly turns: readonly (readonly ScriptTurn[])[];
}

/** A small program with inputs and, for each of its agents, the right answers. */
export interface Lesson {
  /** The text of a module. */
  readonly source: string;
  readonly arguments: Readonly<Record<string, Json>>;
  /** By the agent's name. */
  readonly pupils: Readonly<Record<string, Pupil>>;
  /** What `search` searches. */
  readonly corpus?: readonly Passage[];
}

/** Makes a lesson with about so many inputs. */
export type LessonMaker = (speaker: Speaker, inputs: number) => Lesson;

/** A text in quotes of the language. */
export function quoted(text: string): string {
  return `"${text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n").replace(/\$\{/g, "\\${")}"`;
}

/** A prompt in quotes, whose `${…}` stay. */
export function prompt(text: string): string {
  return `"${text.replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}
