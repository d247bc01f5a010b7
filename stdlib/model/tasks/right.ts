import type { Json } from "../../../compiler/graph/expression.ts";
import { keywords } from "./kinds/search.ts";
import type { Kind } from "./lesson.ts";

/** What came of one task. */
export interface Marks {
  /** The very value that was wanted. */
  readonly exact: boolean;
  /** A value that a reader finds right: see {@link marksOf}. */
  readonly right: boolean;
}

/**
 * Holds a value against the one that was wanted. Records, labels, sums, searches and judgements are right if they are
 * exact. Questions are right if there are as many and each has all keywords of one that was wanted; what is merged or
 * drafted is right if it has every sentence, source, number and word of what was wanted and nothing else, in any order.
 */
export function marksOf(kind: Kind, wanted: Json, given: Json): Marks {
  const exact = JSON.stringify(wanted) === JSON.stringify(given);
  if (exact) return { exact, right: true };
  switch (kind) {
    case "questions":
      return { exact, right: sameBag(textsOf(wanted).map(keyOfQuestion), textsOf(given).map(keyOfQuestion)) };
    case "merge":
    case "draft":
      return { exact, right: sameBag(textsOf(wanted).flatMap(sentences), textsOf(given).flatMap(sentences)) };
    case "record":
    case "label":
    case "sum":
    case "search":
    case "judge":
      return { exact, right: false };
    default:
      return kind satisfies never;
  }
}

function keyOfQuestion(question: string): string {
  return keywords(question).toLowerCase().split(" ").sort().join(" ");
}

/** All that a value says, names of fields left out. */
function textsOf(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [String(value)];
  return Object.values(value).flatMap(textsOf);
}

function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+/)
    .map((sentence) => sentence.trim().toLowerCase())
    .filter((sentence) => sentence !== "");
}

function sameBag(first: readonly string[], second: readonly string[]): boolean {
  return JSON.stringify([...first].sort()) === JSON.stringify([...second].sort());
}
