/**
 * Where values came from: the contexts in which agents ended, kept beside the values themselves. A `from` follows an
 * expression through them, so a name, an element or a field leads to the one agent that gave it.
 */
import type { Expr, Json } from "../../compiler/graph/expression.ts";
import type { Context } from "../context/context.ts";
import type { Valued } from "./frame.ts";

/** Which agents gave a value or its parts, for a later `from`. */
export interface Origin {
  /** The context in which the agent ended that gave this value unchanged. */
  readonly context?: Context;
  readonly items?: readonly (Origin | undefined)[];
  readonly fields?: Readonly<Record<string, Origin | undefined>>;
}

/** The origin of a list of values; none where no value has one. */
export function originOfList(values: readonly Valued[]): Origin | undefined {
  return values.some((value) => value.origin) ? { items: values.map((value) => value.origin) } : undefined;
}

/** The origin of a record of values; none where no value has one. */
export function originOfRecord(values: Readonly<Record<string, Valued>>): Origin | undefined {
  const fields = Object.entries(values).map(([name, value]) => [name, value.origin] as const);
  return fields.some(([, origin]) => origin) ? { fields: Object.fromEntries(fields) } : undefined;
}

/** The origin of what an expression gives, as far as it passes values on unchanged. */
export function originOf(
  expr: Expr,
  names: (name: string) => Valued | undefined,
  evaluate: (expr: Expr) => Json,
): Origin | undefined {
  const of = (inner: Expr): Origin | undefined => originOf(inner, names, evaluate);
  switch (expr.op) {
    case "name":
      return names(expr.name)?.origin;
    case "field":
      return of(expr.of)?.fields?.[expr.name];
    case "index": {
      const from = of(expr.of);
      if (!from) return undefined;
      const index = evaluate(expr.index);
      if (typeof index === "number") return from.items?.[index];
      return typeof index === "string" ? from.fields?.[index] : undefined;
    }
    case "method":
      if (expr.name === "first") return of(expr.of)?.items?.[0];
      if (expr.name === "last") return of(expr.of)?.items?.at(-1);
      return undefined;
    case "record": {
      const fields = expr.entries.map(({ name, value }) => [name, of(value)] as const);
      return fields.some(([, origin]) => origin) ? { fields: Object.fromEntries(fields) } : undefined;
    }
    case "list": {
      if (expr.items.some((item) => item.spread)) return undefined;
      const items = expr.items.map((item) => of(item.value));
      return items.some((origin) => origin) ? { items } : undefined;
    }
    case "if":
      // Evaluated again only where an arm came from an agent: conditions are pure.
      return eitherOf([expr.then, expr.else], of) ? of(evaluate(expr.condition) ? expr.then : expr.else) : undefined;
    case "value":
    case "text":
    case "unary":
    case "binary":
    case "match":
    case "for":
      return undefined;
  }
}

function eitherOf(exprs: readonly Expr[], of: (expr: Expr) => Origin | undefined): boolean {
  return exprs.some((expr) => of(expr) !== undefined);
}
