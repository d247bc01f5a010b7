import type { Json } from "../../compiler/graph/expression.ts";
import type { TypeEntry } from "../../compiler/graph/graph.ts";
import type { TypeTable } from "../../compiler/graph/type.ts";
import { check } from "../../compiler/types/check.ts";

/** What a hosted model's text is worth. */
export type Answer =
  | { readonly ok: true; readonly value: Json }
  /** In words for the model. */
  | { readonly ok: false; readonly problem: string };

/** Longer texts are quoted by their beginning. */
const QUOTED = 120;

/**
 * Reads an answer of a type out of what a model wrote where nothing held it to the type: JSON, alone or in a fence or
 * among words, or a bare text where the type takes one.
 */
export function readAnswer(text: string, type: TypeEntry, types: TypeTable): Answer {
  let problem: string | undefined;
  for (const candidate of candidates(text)) {
    const checked = check(candidate, type.type, types);
    if (checked.ok) return checked;
    problem ??= checked.problems.join("; ");
  }
  const bare = check(text.trim(), type.type, types);
  if (bare.ok) return bare;
  if (problem !== undefined) return { ok: false, problem: `Your answer does not fit its schema: ${problem}.` };
  const begin = text.trim().slice(0, QUOTED);
  return {
    ok: false,
    problem: begin === "" ? "You answered nothing." : `Your answer is no JSON: ${JSON.stringify(begin)}.`,
  };
}

function* candidates(text: string): Generator<Json> {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/.exec(text)?.[1];
  const [start, end] = [text.search(/[[{]/), Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"))];
  for (const part of [text, fenced, start >= 0 && end > start ? text.slice(start, end + 1) : undefined]) {
    if (part === undefined) continue;
    try {
      yield JSON.parse(part) as Json;
    } catch {
      // Not this part, then.
    }
  }
}
