import type { ForExpression, IfExpression } from "../../language/ast.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown, listShape, unknownType } from "../types/access.ts";
import { join } from "../types/union.ts";
import { complain, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import type { Facts } from "./facts.ts";
import { requireFit, type Wanted } from "./fit.ts";
import { factsWhen } from "./narrow.ts";
import { requireBool } from "./operators.ts";
import { type Asked, type BlockOutcome, checkBlock } from "./statements.ts";

/** The type of `if c { a } else { b }` where its value is used. */
export function typeOfIf(at: Place, node: IfExpression, wanted?: Wanted): Type {
  if (!node.otherwise) {
    checkBranches(at, node, { value: "this `if`", wanted });
    complain(at, flowProblems.missingElse, node.span);
    return unknownType;
  }
  return checkBranches(at, node, { value: "this `if`", wanted }).type;
}

/** Checks an `if` that stands as a statement; what one of its branches leaves behind is known after it. */
export function checkIf(at: Place, node: IfExpression): { leaves: boolean; facts: Facts } {
  return checkBranches(at, node, "nothing");
}

function checkBranches(at: Place, node: IfExpression, asked: Asked): BlockOutcome {
  requireBool(at, node.condition, typeOf(at, node.condition), "if");
  const yes = factsWhen(at.program, at.facts, node.condition, true);
  const no = factsWhen(at.program, at.facts, node.condition, false);
  const first = checkBlock({ ...at, facts: yes }, node.consequent, asked);
  const second = checkOtherwise({ ...at, facts: no }, node.otherwise, asked);
  const type = join([first.type, second.type]);
  if (node.otherwise?.kind === "if") at.program.types.set(node.otherwise, second.type);
  at.program.types.set(node, type);
  const leaves = first.leaves && second.leaves;
  if (first.leaves === second.leaves) return { type, leaves, facts: at.facts };
  return { type, leaves, facts: first.leaves ? second.facts : first.facts };
}

function checkOtherwise(at: Place, node: IfExpression["otherwise"], asked: Asked): BlockOutcome {
  if (!node) return { type: { kind: "never" }, leaves: false, facts: at.facts };
  if (node.kind === "block") return checkBlock(at, node, asked);
  if (asked === "nothing" || node.otherwise) return checkBranches(at, node, asked);
  complain(at, flowProblems.missingElse, node.span);
  return { ...checkBranches(at, node, asked), type: unknownType };
}

/** The type of `for x in xs if c { e }`: a list, as long as `xs` unless a condition leaves some out. */
export function typeOfFor(at: Place, node: ForExpression, asked: "value" | "nothing" = "value"): Type {
  const list = typeOf(at, node.list);
  const shape = itemsOf(at, node.list, list, "`for` goes through");
  const local = at.program.bound.locals.get(node.name);
  if (local) at.program.locals.set(local, shape.element);
  let inner = at;
  if (node.condition) {
    requireBool(at, node.condition, typeOf(at, node.condition), "if");
    inner = { ...at, facts: factsWhen(at.program, at.facts, node.condition, true) };
  }
  if (asked === "nothing") {
    checkBlock(inner, node.body, "nothing");
    return { kind: "list", element: { kind: "null" } };
  }
  const { type } = checkBlock(inner, node.body, { value: "this `for`" });
  if (isUnknown(list)) return unknownType;
  const min = node.condition ? 0 : shape.min;
  return { kind: "list", element: type, ...(min > 0 && { min }), ...(shape.max !== undefined && { max: shape.max }) };
}

/** What a list that something goes through holds; reports what is no list. */
export function itemsOf(
  at: Place,
  node: ForExpression["list"],
  type: Type,
  taker: string,
): NonNullable<ReturnType<typeof listShape>> {
  const shape = listShape(type, at.program.table);
  if (shape) return shape;
  requireFit(at, node, type, { type: { kind: "list", element: unknownType }, taker });
  return { element: unknownType, min: 0 };
}
