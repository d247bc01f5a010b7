import type { Expression, Span } from "../../language/ast.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown } from "../types/access.ts";
import { article, isAssignable, mismatch } from "../types/assign.ts";
import { complain, type Place } from "./checking.ts";
import { mendFor } from "./mend.ts";

/** What a place takes: its type, and the start of a sentence that says so (`` `question` takes ``). */
export interface Wanted {
  readonly type: Type;
  readonly taker: string;
  /** The callee, where it is an argument that is wanted. */
  readonly callee?: string;
}

/** Whether every value of `type` is one of `wanted`. */
export function fits(at: Pick<Place, "program">, type: Type, wanted: Type): boolean {
  return isAssignable(type, wanted, at.program.table);
}

/** Reports a value that does not fit where it stands. */
export function requireFit(at: Place, node: Expression, type: Type, wanted: Wanted): void {
  refuse(at, node.span, type, wanted, () => mendFor(at, node, type, wanted));
}

/** A list of whatever is shown as one. */
function shown(type: Type): string {
  return type.kind === "list" && isUnknown(type.element) ? "a list" : article(type);
}

/** Reports it if a value of `type` does not fit where another is wanted. */
export function refuse(at: Place, span: Span, type: Type, wanted: Wanted, mend?: () => string | undefined): void {
  const found = mismatch(type, wanted.type, at.program.table);
  if (!found) return;
  const plain = found.path === "" && /^it (?:is .*, not |may be (?!null))/.test(found.why);
  // The other half of its sentence is said by the taker.
  const what = plain ? article(type) : found.why.replace(/^it /, "").replace(/(?:, not |; give another value ).*$/, "");
  const parameters = { what, taker: wanted.taker, wanted: shown(wanted.type), mend: mend?.() };
  complain(at, typeProblems.wrongType, span, { ...parameters, whole: plain });
}
