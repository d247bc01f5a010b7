import type { Block, CallExpression, Expression, FieldExpression } from "../../language/ast.ts";
import { openedResult } from "../check/results.ts";
import type { Expr } from "../graph/expression.ts";
import { membersOf, resolve } from "../types/access.ts";
import { type Region, typeOfNode } from "./lowering.ts";
import { lowerRunning } from "./nodes.ts";
import { isPure, valueOfBlock } from "./purity.ts";

/** What is asked of an expression: its value, its value under a name, or only that it runs. */
export type Use =
  | { readonly kind: "value" }
  | { readonly kind: "bind"; readonly name: string }
  | { readonly kind: "run" };

const value: Use = { kind: "value" };
/** The expression `null`. */
export const nullValue: Expr = { op: "value", value: null };

/** Lowers an expression: what runs in it becomes nodes of the region, in order, and what is left is pure. */
export function lowerExpression(region: Region, node: Expression, use: Use = value): Expr {
  if (!isPure(node)) return lowerRunning(region, node, use);
  return use.kind === "run" ? nullValue : lowerPure(region, node);
}

/** Lowers what stays an expression. Its parts may still run something where {@link lowerRunning} calls this for them. */
export function lowerPure(region: Region, node: Expression): Expr {
  const of = (each: Expression) => lowerExpression(region, each);
  switch (node.kind) {
    case "number":
    case "boolean":
      return { op: "value", value: node.value };
    case "duration":
      return { op: "value", value: node.milliseconds };
    case "name":
      return { op: "name", name: node.name };
    case "text":
      if (node.parts.every((part) => part.kind === "piece")) {
        return { op: "value", value: node.parts.map((part) => (part.kind === "piece" ? part.value : "")).join("") };
      }
      return { op: "text", parts: node.parts.map((part) => (part.kind === "piece" ? part.value : of(part.value))) };
    case "record":
      return {
        op: "record",
        entries: node.entries.flatMap((entry) =>
          entry.kind === "spread" ? [] : [{ name: entry.name.text, value: of(entry.value) }],
        ),
      };
    case "list":
      return {
        op: "list",
        items: node.items.map((item) =>
          item.kind === "spread" ? { value: of(item.value), spread: true as const } : { value: of(item) },
        ),
      };
    case "field":
      return lowerField(region, node);
    case "index":
      return { op: "index", of: of(node.of), index: of(node.index) };
    case "call":
      return lowerMethod(region, node);
    case "unary":
      return { op: "unary", operator: node.operator, operand: of(node.operand) };
    case "binary": {
      const plain =
        node.operator === "??" && !openedResult(typeOfNode(region.program, node.left), region.program.checked.table);
      const binary = { op: "binary", operator: node.operator, left: of(node.left), right: of(node.right) } as const;
      return plain ? { ...binary, plain } : binary;
    }
    case "if": {
      const otherwise =
        node.otherwise?.kind === "block"
          ? lowerValueBlock(region, node.otherwise)
          : node.otherwise && of(node.otherwise);
      return choose(of(node.condition), lowerValueBlock(region, node.consequent), otherwise ?? nullValue);
    }
    case "match":
      return {
        op: "match",
        subject: of(node.subject),
        arms: node.arms.map((arm) => ({
          values: arm.rest ? null : arm.patterns.map((pattern) => pattern.value),
          result: of(arm.value),
        })),
      };
    case "for":
      return {
        op: "for",
        name: node.name.text,
        list: of(node.list),
        ...(node.condition && { condition: of(node.condition) }),
        result: lowerValueBlock(region, node.body),
      };
    default:
      return nullValue;
  }
}

function choose(condition: Expr, yes: Expr, no: Expr): Expr {
  // biome-ignore lint/suspicious/noThenProperty: the graph's own word; nothing awaits an expression.
  return { op: "if", condition, then: yes, else: no };
}

function lowerValueBlock(region: Region, block: Block): Expr {
  const only = valueOfBlock(block);
  return only ? lowerPure(region, only) : nullValue;
}

function lowerField(region: Region, node: FieldExpression): Expr {
  const { methods, table } = region.program.checked;
  const of = lowerExpression(region, node.of);
  const method = methods.get(node);
  if (!method) return { op: "field", of, name: node.name.text, ...(node.optional && { optional: true as const }) };
  const read: Expr = { op: "method", of, name: method, arguments: [] };
  const nullable = membersOf(typeOfNode(region.program, node.of), table).some(
    (each) => resolve(each, table).kind === "null",
  );
  if (!node.optional || !nullable) return read;
  const isNull: Expr = { op: "binary", operator: "==", left: of, right: nullValue };
  return choose(isNull, nullValue, read);
}

function lowerMethod(region: Region, node: CallExpression): Expr {
  if (node.callee.kind !== "field") return nullValue;
  const name = region.program.checked.methods.get(node.callee);
  const of = lowerExpression(region, node.callee.of);
  const args = node.arguments.map((argument) => lowerExpression(region, argument.value));
  return name ? { op: "method", of, name, arguments: args } : nullValue;
}
