/**
 * What a model sees of a call's result: at most so many tokens, and where it was cut it is told so.
 */
import { interpolated } from "../../../compiler/graph/evaluate.ts";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Engine } from "../../engine/engine.ts";

/** A result as a model sees it. */
export interface ResultText {
  readonly text: string;
  readonly tokens: number;
  readonly cut: boolean;
}

/** No token is longer than this many characters in any vocabulary we know: what is beyond is not even counted. */
const LONGEST_TOKEN = 64;

/** Writes a result as `${}` would and cuts it to `most` tokens as `engine` counts them. */
export function resultText(value: Json, most: number, engine: Engine): ResultText {
  return cutText(interpolated(value) ?? "null", most, engine);
}

/** Cuts a text to `most` tokens, the sentence that says so included. */
export function cutText(text: string, most: number, engine: Engine): ResultText {
  const count = (part: string): number => engine.count([{ kind: "text", of: "note", text: part }]);
  // Marks around an entry are no part of the result.
  const marks = count("");
  const sizeOf = (part: string): number => count(part) - marks;
  const longest = most * LONGEST_TOKEN;
  if (text.length <= longest) {
    const tokens = sizeOf(text);
    if (tokens <= most) return { text, tokens, cut: false };
  }
  const note = `… [cut: this is the beginning; the whole has ${text.length} characters]`;
  const chars = Array.from(text.slice(0, longest));
  // The longest beginning that fits with the note.
  let fits = 0;
  let tooLong = chars.length + 1;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (sizeOf(chars.slice(0, middle).join("") + note) <= most) fits = middle;
    else tooLong = middle;
  }
  const shown = chars.slice(0, fits).join("") + note;
  return { text: shown, tokens: sizeOf(shown), cut: true };
}
