import type { Json } from "../../compiler/graph/expression.ts";

/**
 * What a tool gave as JSON: dates become texts, fields that are undefined go, nothing at all is null. Undefined for what
 * can't be written (a cycle, a bigint, a function).
 */
export function jsonOf(value: unknown): Json | undefined {
  if (value === undefined) return null;
  try {
    const text = JSON.stringify(value);
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
