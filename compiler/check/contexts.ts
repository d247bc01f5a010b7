import type { AskExpression, Expression, FromExpression, ThinkExpression, TryExpression } from "../../language/ast.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown, unknownType } from "../types/access.ts";
import { resultType } from "../types/print.ts";
import { complain, type Frame, type Place } from "./checking.ts";
import { requireFlow, typeOf } from "./expressions.ts";
import { requireFit } from "./fit.ts";
import { fixedNumber } from "./fixed-number.ts";
import { isThought } from "./operators.ts";
import { originOf } from "./origin.ts";
import { runsSomething } from "./runs.ts";
import { writtenType } from "./written-types.ts";

/** The type of `expr from x`: that of `expr`, whose agents fork where the agent that gave `x` ended. */
export function typeOfFrom(at: Place, node: FromExpression): Type {
  if (!requireFlow(at, node, "A `from`")) return unknownType;
  const type = typeOf({ ...at, frame: { ...at.frame, replaced: true } }, node.operand);
  if (!runsAgent(at, node.operand)) complain(at, flowProblems.fromNothing, node.operand.span);
  checkSource(at, node.source);
  return type;
}

function checkSource(at: Place, source: Expression): void {
  if (source.kind === "name" && source.name === "spine") return;
  const type = typeOf(at, source);
  if (isUnknown(type) || isThought(at, type)) return;
  const origin = originOf(at.program, source);
  if (origin.kind === "agent" || origin.kind === "unknown") return;
  complain(at, flowProblems.wrongSource, source.span, {
    what: origin.kind === "other" ? origin.why : "this holds several of them",
  });
}

/** Whether an agent may run in an expression: called by itself, or by a flow. */
function runsAgent(at: Place, node: Expression): boolean {
  let found = false;
  walk(node, (each) => {
    const call = each.kind === "call" ? at.program.calls.get(each) : undefined;
    if (call && call.target.declaration.kind !== "tool") found = true;
    // A call that was refused has been reported.
    if (each.kind === "call" && each.callee.kind !== "field" && !call) found = true;
    if (each.kind === "missing") found = true;
    return !found;
  });
  return found;
}

/** The type of `try expr`: a result. */
export function typeOfTry(at: Place, node: TryExpression): Type {
  if (!requireFlow(at, node, "A `try`")) return unknownType;
  // What it gives is a result on every path, so nothing inside may leave by another way.
  const { kind, replaced } = at.frame;
  const frame: Frame = { kind, branch: "it would leave the `try` without a result", ...(replaced && { replaced }) };
  const type = typeOf({ ...at, frame }, node.operand);
  if (!runsSomething(node.operand)) {
    complain(at, flowProblems.nothingToTry, node.operand.span);
    return unknownType;
  }
  if (isThought(at, type)) {
    complain(at, flowProblems.thoughtInTry, node.operand.span);
    return unknownType;
  }
  return isUnknown(type) ? unknownType : resultType(type);
}

/** The type of `think 20 analyst(q)`: a thought. */
export function typeOfThink(at: Place, node: ThinkExpression): Type {
  if (!requireFlow(at, node, "A `think`")) return unknownType;
  fixedNumber(at, node.steps, "The number of steps", 1);
  const { operand } = node;
  typeOf(at, operand);
  const inner = operand.kind === "from" ? operand.operand : operand;
  const call = inner.kind === "call" ? at.program.calls.get(inner) : undefined;
  const refused = inner.kind === "call" && inner.callee.kind === "name" && !call;
  if (call?.target.declaration.kind !== "agent" && !refused && operand.kind !== "missing") {
    complain(at, flowProblems.thinkOperand, operand.span);
  }
  return { kind: "thought" };
}

/** The type of `ask bool "…"`: the one that is asked for. */
export function typeOfAsk(at: Place, node: AskExpression): Type {
  const type = writtenType(at, node.type);
  if (!requireFlow(at, node, "An `ask`")) return type;
  requireFit(at, node.prompt, typeOf(at, node.prompt), { type: { kind: "string" }, taker: "a person is asked with" });
  return type;
}
