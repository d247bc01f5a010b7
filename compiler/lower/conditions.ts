import type { BinaryExpression, ForExpression, IfExpression, MatchExpression } from "../../language/ast.ts";
import { openedResult } from "../check/results.ts";
import { endsInStatement, leavesAlways } from "../check/statements.ts";
import type { Expr } from "../graph/expression.ts";
import type { Block } from "../graph/graph.ts";
import { lowerExpression, lowerPure, nullValue, type Use } from "./expressions.ts";
import { besideOf, insideOf, makeId, placeOf, type Region, temporary, typeOfNode } from "./lowering.ts";
import { addNode, beginNode, besideBody } from "./nodes.ts";
import { isPure } from "./purity.ts";
import { lowerBlock, lowerBody, noteLocal } from "./statements.ts";

/** Whether a block in this place is to have a value. */
const asked = (use: Use): "value" | "run" => (use.kind === "run" ? "run" : "value");

/** Lowers an `if` in which something runs, or that stands as a statement. */
export function lowerIf(region: Region, node: IfExpression, written: Use): Expr {
  const use: Use = leavesAlways(node) ? { kind: "run" } : written;
  const condition = lowerExpression(region, node.condition);
  const head = beginNode(region, node, "if", use);
  const inner = insideOf(region, head.id);
  const then = lowerBlock(besideOf(inner), node.consequent, asked(use));
  const otherwise = node.otherwise && lowerOtherwise(inner, node.otherwise, use);
  return addNode(region, { kind: "if", ...head, condition, then, ...(otherwise && { else: otherwise }) });
}

function lowerOtherwise(inner: Region, node: NonNullable<IfExpression["otherwise"]>, use: Use): Block {
  if (node.kind === "block") return lowerBlock(besideOf(inner), node, asked(use));
  if (use.kind !== "run") return lowerBody(besideOf(inner), node);
  const region = besideOf(inner);
  lowerIf(region, node, use);
  return { nodes: region.nodes };
}

/** Lowers a `match` in which something runs. */
export function lowerMatch(region: Region, node: MatchExpression, use: Use): Expr {
  const subject = lowerExpression(region, node.subject);
  const head = beginNode(region, node, "match", use);
  const inner = insideOf(region, head.id);
  const arms = node.arms.map((arm) => ({
    values: arm.rest ? null : arm.patterns.map((pattern) => pattern.value),
    body: besideBody(inner, arm.value),
  }));
  return addNode(region, { kind: "match", ...head, subject, arms });
}

/** Lowers a `for` in which something runs. */
export function lowerFor(region: Region, node: ForExpression, use: Use): Expr {
  const list = lowerExpression(region, node.list);
  const head = beginNode(region, node, "for", use);
  const inner = insideOf(region, head.id);
  noteLocal(inner, node.name);
  const condition = node.condition && besideBody(inner, node.condition);
  const body = lowerItem(inner, node, use);
  return addNode(region, { kind: "for", ...head, name: node.name.text, list, ...(condition && { condition }), body });
}

function lowerItem(inner: Region, { body }: ForExpression, use: Use): Block {
  if (use.kind !== "run" || !endsInStatement(body)) return lowerBlock(besideOf(inner), body, "value");
  // What is run for its effect alone gives nothing.
  return { ...lowerBlock(besideOf(inner), body, "run"), value: nullValue };
}

/** `a && b` and `a || b` where `b` runs something: it runs only if it is needed. */
export function lowerEither(region: Region, node: BinaryExpression, use: Use): Expr {
  const condition = lowerExpression(region, node.left);
  if (isPure(node.right)) {
    return { op: "binary", operator: node.operator, left: condition, right: lowerPure(region, node.right) };
  }
  const head = beginNode(region, node, "if", use);
  const inner = insideOf(region, head.id);
  const right = besideBody(inner, node.right);
  const known: Block = { nodes: [], value: { op: "value", value: node.operator === "||" } };
  const [then, otherwise] = node.operator === "&&" ? [right, known] : [known, right];
  return addNode(region, { kind: "if", ...head, condition, then, else: otherwise });
}

/** `a ?? b` where `a` or `b` runs something: `b` runs only where `a` is null or has failed. */
export function lowerOther(region: Region, node: BinaryExpression, use: Use): Expr {
  const opens = openedResult(typeOfNode(region.program, node.left), region.program.checked.table) !== undefined;
  const left = lowerExpression(region, node.left);
  const or = (right: Expr): Expr => {
    const other = { op: "binary", operator: "??", left, right } as const;
    return opens ? other : { ...other, plain: true };
  };
  if (isPure(node.right)) return or(lowerPure(region, node.right));
  const found = nameFor(region, node, opens ? or(nullValue) : left);
  const condition: Expr = { op: "binary", operator: "!=", left: found, right: nullValue };
  const head = beginNode(region, node, "if", use);
  const inner = insideOf(region, head.id);
  const then: Block = { nodes: [], value: found };
  return addNode(region, { kind: "if", ...head, condition, then, else: besideBody(inner, node.right) });
}

/** A value that is looked at twice gets a name. */
function nameFor(region: Region, node: BinaryExpression, found: Expr): Expr {
  if (found.op === "name") return found;
  const name = temporary(region);
  const id = makeId(region, "let");
  return addNode(region, { kind: "let", id, at: placeOf(region.module, node.left.span), bind: name, value: found });
}
