/**
 * Answers of people as they type them.
 */
import type { Json } from "../../compiler/graph/expression.ts";
import type { Type, TypeTable } from "../../compiler/graph/type.ts";
import { check } from "../../compiler/types/check.ts";
import { printType } from "../../compiler/types/print.ts";

/** What a person typed, read as a value. */
export type Typed =
  | { readonly ok: true; readonly value: Json }
  /** What is wrong with it, in a sentence. */
  | { readonly ok: false; readonly problem: string };

/** What a typed text means where a value of `type` is asked for: the text itself where that will do, else JSON. */
export function typedAnswer(text: string, type: Type, types: TypeTable): Typed {
  const written = text.trim();
  const json = parsed(written);
  for (const value of meanings(text, json, type)) {
    const checked = value === undefined ? undefined : check(value, type, types);
    if (checked?.ok) return { ok: true, value: checked.value };
  }
  const problems = check(json ?? written, type, types);
  const why = problems.ok ? "" : `: ${problems.problems.join("; ")}`;
  return { ok: false, problem: `It takes ${wantedWords(type)}${json === undefined ? "" : why}.` };
}

/** What a text may mean, the likeliest first. */
function meanings(text: string, json: Json | undefined, type: Type): readonly (Json | undefined)[] {
  if (type.kind === "bool") return [WORDS[text.trim().toLowerCase()]];
  // Any text is a `json`, but who types `{"a": 1}` there means a record.
  return type.kind === "json" ? [json, text] : [text, text.trim(), json];
}

/** What may be typed for a value of `type`, in few words. */
export function wantedWords(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "yes or no";
    case "json":
      return "any JSON value";
    default:
      return `a ${printType(type, 60)}`;
  }
}

const WORDS: Readonly<Record<string, boolean>> = { y: true, yes: true, true: true, n: false, no: false, false: false };

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
