import type { EvaluationErrorKind } from "./evaluate.ts";
import type { Json } from "./expression.ts";
import { isList } from "./json.ts";

/** Ends an evaluation from within; `evaluate` makes a value of it, so it is never seen outside. */
export class EvaluationFailure extends Error {
  constructor(
    readonly kind: EvaluationErrorKind,
    message: string,
  ) {
    super(message);
  }
}

/** What kind of value it is, in the language's words and with an article. */
export function kindName(value: Json): string {
  if (value === null) return "null";
  if (isList(value)) return "a list";
  if (typeof value === "object") return "a record";
  return typeof value === "boolean" ? "a bool" : `a ${typeof value}`;
}
