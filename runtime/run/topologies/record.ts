import type { Json } from "../../../compiler/graph/expression.ts";
import { recordOf } from "../../../compiler/graph/json.ts";
import type { Valued } from "../frame.ts";

/** The values of a record-like topology as one value. */
export function record(values: Readonly<Record<string, Valued>>): Json {
  return recordOf(Object.entries(values).map(([name, { value }]) => [name, value] as const));
}
