import type { Type } from "../graph/type.ts";
import { article } from "../types/assign.ts";

/** A type with its article, as the subject of a sentence: `A Plan`, `An int`. */
export function asSubject(type: Type): string {
  const text = article(type);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
