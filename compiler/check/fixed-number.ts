import type { Expression } from "../../language/ast.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { complain, type Place } from "./checking.ts";

/** The whole number that is written out, from `least`; what it is not is reported. */
export function fixedNumber(at: Place, node: Expression, what: string, least: number): number | undefined {
  if (node.kind === "missing") return undefined;
  const value = wholeNumber(node);
  if (value !== undefined && value >= least) return value;
  complain(at, flowProblems.literalNeeded, node.span, { what, least });
  return undefined;
}

/** The value of a whole number that is written out. */
export function wholeNumber(node: Expression): number | undefined {
  if (node.kind === "number" && Number.isSafeInteger(node.value)) return node.value;
  if (node.kind !== "unary" || node.operator !== "-") return undefined;
  const value = wholeNumber(node.operand);
  return value === undefined ? undefined : -value;
}
