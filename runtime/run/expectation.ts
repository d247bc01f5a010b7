import { evaluate, type Scope } from "../../compiler/graph/evaluate.ts";
import type { Expr, Json } from "../../compiler/graph/expression.ts";

/** Longer values are cut: a message is read at a glance. */
const SHOWN = 160;

/**
 * What the parts of an expression that its reader can't see are, for an expectation that is not met:
 * `plan.questions.length is 0, limit is 3`. Empty where it is made of literals and calls alone.
 */
export function valuesIn(expr: Expr, scope: Scope): string {
  const shown = new Map<string, string>();
  for (const part of operandsOf(expr)) {
    const text = written(part);
    if (text === undefined || shown.has(text)) continue;
    const value = evaluate(part, scope);
    if (value.ok) shown.set(text, clip(value.value));
  }
  return [...shown].map(([text, value]) => `${text} is ${value}`).join(", ");
}

/** The parts whose values decide: what operators stand between, and what methods were asked of. */
function operandsOf(expr: Expr): Expr[] {
  switch (expr.op) {
    case "value":
      return [];
    case "name":
    case "field":
    case "index":
    case "text":
    case "if":
    case "match":
    case "for":
      return [expr];
    case "method":
      // `xs.contains(x)` is read from what `xs` and `x` are; `xs.length` says enough by itself.
      return expr.arguments.length === 0 ? [expr] : [expr.of, ...expr.arguments].flatMap(operandsOf);
    case "record":
      return expr.entries.flatMap(({ value }) => operandsOf(value));
    case "list":
      return expr.items.flatMap(({ value }) => operandsOf(value));
    case "unary":
      return operandsOf(expr.operand);
    case "binary":
      return [expr.left, expr.right].flatMap(operandsOf);
    default:
      return expr satisfies never;
  }
}

/** An expression as its author wrote it, where that is short and no call's value is in it. */
function written(expr: Expr): string | undefined {
  switch (expr.op) {
    case "name":
      // The compiler's names for the values of calls.
      return expr.name.startsWith("$") ? undefined : expr.name;
    case "field":
      return then(written(expr.of), (of) => `${of}${expr.optional ? "?" : ""}.${expr.name}`);
    case "method":
      return expr.arguments.length === 0 ? then(written(expr.of), (of) => `${of}.${expr.name}`) : undefined;
    case "index":
      return then(written(expr.of), (of) => then(literalOr(expr.index), (index) => `${of}[${index}]`));
    default:
      return undefined;
  }
}

function literalOr(expr: Expr): string | undefined {
  return expr.op === "value" ? JSON.stringify(expr.value) : written(expr);
}

function then(text: string | undefined, next: (text: string) => string | undefined): string | undefined {
  return text === undefined ? undefined : next(text);
}

function clip(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
