/**
 * What an expression gives. The same function serves the runtime and the constant folder. It is total: whatever goes
 * wrong is a value, and no text of a program or a model can reach a prototype through a field's name.
 */
import type { BinaryOperator } from "../../language/ast.ts";
import { canonicalText } from "../types/canonical.ts";
import { EvaluationFailure, kindName } from "./evaluation-failure.ts";
import type { Expr, Json } from "./expression.ts";
import { compareText, equalJson, isList, isRecord, own, recordOf } from "./json.ts";
import { applyMethod } from "./methods.ts";

/** What a name stands for here; undefined where there is no such name. */
export type Scope = (name: string) => Json | undefined;

export type Evaluated =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly error: EvaluationError };

/** Why an expression has no value. */
export interface EvaluationError {
  readonly kind: EvaluationErrorKind;
  /** A sentence in the user's terms, with its full stop. */
  readonly message: string;
}

export type EvaluationErrorKind =
  /** Null where a value is needed. */
  | "null"
  /** A value of a kind that the operation doesn't take; only a `json` can be one in a checked program. */
  | "kind"
  /** A division by zero, or a number too large to be held. */
  | "number"
  /** An argument out of its range, such as chunks of nothing. */
  | "argument"
  /** No arm of a `match` takes the value. */
  | "match"
  /** A name that nothing binds: a graph that the compiler didn't make. */
  | "name"
  /** Nested too deeply, or too long to be held. */
  | "size";

/** Evaluates `expr`; `scope` knows its names. */
export function evaluate(expr: Expr, scope: Scope): Evaluated {
  try {
    return { ok: true, value: compute(expr, scope) };
  } catch (error) {
    if (error instanceof EvaluationFailure) return { ok: false, error: { kind: error.kind, message: error.message } };
    // The stack or a string has outgrown what the machine can hold.
    if (error instanceof RangeError)
      return {
        ok: false,
        error: { kind: "size", message: "The value is too large, or too deeply nested, to be worked out." },
      };
    throw error;
  }
}

/** What `${value}` writes: a string as it is, a number or bool as written, anything else as compact JSON. Undefined for null, which can't go in. */
export function interpolated(value: Json): string | undefined {
  if (value === null) return undefined;
  return typeof value === "string" ? value : canonicalText(value);
}

function compute(expr: Expr, scope: Scope): Json {
  switch (expr.op) {
    case "value":
      return expr.value;
    case "name": {
      const value = scope(expr.name);
      if (value === undefined) throw new EvaluationFailure("name", `There is no value named \`${expr.name}\` here.`);
      return value;
    }
    case "text":
      return expr.parts.map((part) => (typeof part === "string" ? part : textOf(part, scope))).join("");
    case "record":
      return recordOf(expr.entries.map(({ name, value }) => [name, compute(value, scope)]));
    case "list":
      return expr.items.flatMap(({ value, spread }) =>
        spread ? listOf(value, scope, "`...`") : [compute(value, scope)],
      );
    case "field":
      return fieldOf(compute(expr.of, scope), expr.name, expr.optional === true);
    case "index":
      return elementOf(compute(expr.of, scope), compute(expr.index, scope));
    case "method":
      return applyMethod(
        expr.name,
        compute(expr.of, scope),
        expr.arguments.map((argument) => compute(argument, scope)),
      );
    case "unary":
      return expr.operator === "!"
        ? !boolOf(expr.operand, scope, "`!`")
        : finite(-numberOf(compute(expr.operand, scope), "-"));
    case "binary":
      return binary(expr.operator, expr, scope);
    case "if":
      return compute(boolOf(expr.condition, scope, "`if`") ? expr.then : expr.else, scope);
    case "match": {
      const subject = compute(expr.subject, scope);
      const arm = expr.arms.find(({ values }) => values === null || values.some((value) => equalJson(value, subject)));
      if (!arm)
        throw new EvaluationFailure("match", `No case of the \`match\` takes ${canonicalText(subject).slice(0, 80)}.`);
      return compute(arm.result, scope);
    }
    case "for": {
      const results: Json[] = [];
      for (const item of listOf(expr.list, scope, "`for`")) {
        const inner: Scope = (name) => (name === expr.name ? item : scope(name));
        if (!expr.condition || boolOf(expr.condition, inner, "`if`")) results.push(compute(expr.result, inner));
      }
      return results;
    }
    default:
      return expr satisfies never;
  }
}

function textOf(expr: Expr, scope: Scope): string {
  const text = interpolated(compute(expr, scope));
  if (text === undefined) {
    const what =
      expr.op === "name" ? `\`${expr.name}\`` : expr.op === "field" ? `\`.${expr.name}\`` : "The value in `${…}`";
    throw new EvaluationFailure("null", `${what} is null, which can't go into a text; give another value with \`??\`.`);
  }
  return text;
}

function fieldOf(of: Json, name: string, optional: boolean): Json {
  if (of === null) {
    if (optional) return null;
    throw new EvaluationFailure(
      "null",
      `The field \`${name}\` was read of null; \`?.${name}\` would give null instead.`,
    );
  }
  if (!isRecord(of))
    throw new EvaluationFailure("kind", `The field \`${name}\` was read of ${kindName(of)}, which has no fields.`);
  return own(of, name) ?? null;
}

function elementOf(of: Json, index: Json): Json {
  if (isList(of)) {
    if (typeof index !== "number")
      throw new EvaluationFailure("kind", `A list's index is a whole number, not ${kindName(index)}.`);
    return of[index] ?? null;
  }
  if (!isRecord(of)) {
    const kind = of === null ? "null" : "kind";
    throw new EvaluationFailure(kind, `\`[ ]\` reads from lists and maps, not from ${kindName(of)}.`);
  }
  if (typeof index !== "string")
    throw new EvaluationFailure("kind", `A map's key is a string, not ${kindName(index)}.`);
  return own(of, index) ?? null;
}

function binary(operator: BinaryOperator, expr: Extract<Expr, { op: "binary" }>, scope: Scope): Json {
  const right = () => compute(expr.right, scope);
  switch (operator) {
    case "&&":
      return boolOf(expr.left, scope, "`&&`") && boolOf(expr.right, scope, "`&&`");
    case "||":
      return boolOf(expr.left, scope, "`||`") || boolOf(expr.right, scope, "`||`");
    case "??": {
      const left = compute(expr.left, scope);
      const found = expr.plain ? left : unwrapped(left);
      return found === null ? right() : found;
    }
    case "==":
      return equalJson(compute(expr.left, scope), right());
    case "!=":
      return !equalJson(compute(expr.left, scope), right());
    case "<":
      return order(operator, compute(expr.left, scope), right()) < 0;
    case "<=":
      return order(operator, compute(expr.left, scope), right()) <= 0;
    case ">":
      return order(operator, compute(expr.left, scope), right()) > 0;
    case ">=":
      return order(operator, compute(expr.left, scope), right()) >= 0;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmetic(operator, compute(expr.left, scope), right());
    default:
      return operator satisfies never;
  }
}

/** A result's value, or null for a failed one; anything else as it is. */
function unwrapped(value: Json): Json {
  if (!isRecord(value) || Object.keys(value).length !== 2) return value;
  if (own(value, "ok") === true && Object.hasOwn(value, "value")) return own(value, "value") as Json;
  return own(value, "ok") === false && typeof own(value, "error") === "string" ? null : value;
}

function order(operator: string, a: Json, b: Json): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  const kind = a === null || b === null ? "null" : "kind";
  throw new EvaluationFailure(
    kind,
    `\`${operator}\` takes two numbers or two strings, not ${kindName(a)} and ${kindName(b)}.`,
  );
}

function arithmetic(operator: "+" | "-" | "*" | "/" | "%", a: Json, b: Json): Json {
  if (operator === "+" && typeof a === "string" && typeof b === "string") return a + b;
  const [left, right] = [numberOf(a, operator), numberOf(b, operator)];
  switch (operator) {
    case "+":
      return finite(left + right);
    case "-":
      return finite(left - right);
    case "*":
      return finite(left * right);
    case "/":
    case "%":
      if (right === 0) throw new EvaluationFailure("number", `\`${operator}\` was given 0 to divide by.`);
      return finite(operator === "/" ? left / right : left % right);
  }
}

/** JSON has neither infinities nor a negative zero. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new EvaluationFailure("number", "The number is too large.");
  return value === 0 ? 0 : value;
}

function numberOf(value: Json, operator: string): number {
  if (typeof value === "number") return value;
  throw new EvaluationFailure(
    value === null ? "null" : "kind",
    `\`${operator}\` takes numbers, not ${kindName(value)}.`,
  );
}

function boolOf(expr: Expr, scope: Scope, taker: string): boolean {
  const value = compute(expr, scope);
  if (typeof value === "boolean") return value;
  throw new EvaluationFailure(value === null ? "null" : "kind", `${taker} takes a bool, not ${kindName(value)}.`);
}

function listOf(expr: Expr, scope: Scope, taker: string): readonly Json[] {
  const value = compute(expr, scope);
  if (isList(value)) return value;
  throw new EvaluationFailure(value === null ? "null" : "kind", `${taker} takes a list, not ${kindName(value)}.`);
}
