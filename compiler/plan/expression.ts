import type { Expr } from "../graph/expression.ts";
import type { TypeTable } from "../graph/type.ts";
import { bytes, min, number, product, type Size, sum } from "./size.ts";
import { type Count, either, elementOf, fieldOf, lengthOf, nothing, sizeOf, type Value } from "./value.ts";

export type Scope = ReadonlyMap<string, Value>;

/** A number or bool as `${}` writes it. */
const SCALAR: Value = { kind: "text", size: bytes(18) };

/** What an expression's value can be at most. */
export function boundOf(expr: Expr, scope: Scope, count: Count, types: TypeTable): Value {
  const of = (e: Expr) => boundOf(e, scope, count, types);
  switch (expr.op) {
    case "value":
      return { kind: "known", json: expr.value };
    case "name":
      return scope.get(expr.name) ?? nothing;
    case "text":
      return { kind: "text", size: textSize(expr, scope, count, types) };
    case "record":
      return { kind: "record", fields: new Map(expr.entries.map((e) => [e.name, of(e.value)])) };
    case "list": {
      const items = expr.items.map((i) => ({ value: of(i.value), spread: i.spread === true }));
      return {
        kind: "list",
        element: either(items.map((i) => (i.spread ? elementOf(i.value, types) : i.value))),
        length: sum(...items.map((i) => (i.spread ? lengthOf(i.value, types) : number(1)))),
      };
    }
    case "field":
      return fieldOf(of(expr.of), expr.name, types);
    case "index": {
      const index = expr.index;
      if (index.op === "value" && typeof index.value === "string") return fieldOf(of(expr.of), index.value, types);
      return elementOf(of(expr.of), types);
    }
    case "method":
      return methodValue(expr, scope, count, types);
    case "unary":
      return SCALAR;
    case "binary": {
      if (expr.operator === "??") return either([of(expr.left), of(expr.right)]);
      if (expr.operator !== "+") return SCALAR;
      const size = (e: Expr) => sizeOf(of(e), count, types);
      return { kind: "text", size: sum(bytes(18), size(expr.left), size(expr.right)) };
    }
    case "if":
      return either([of(expr.then), of(expr.else)]);
    case "match":
      return either(expr.arms.map((a) => of(a.result)));
    case "for": {
      const list = of(expr.list);
      const inner = new Map(scope).set(expr.name, elementOf(list, types));
      return { kind: "list", element: boundOf(expr.result, inner, count, types), length: lengthOf(list, types) };
    }
  }
}

/** Tokens of a text with interpolations; the fixed parts are counted one by one, which can only be more. */
export function textSize(expr: Expr, scope: Scope, count: Count, types: TypeTable): Size {
  if (expr.op !== "text") return sizeOf(boundOf(expr, scope, count, types), count, types);
  return sum(
    ...expr.parts.map((part) =>
      typeof part === "string" ? count(part) : sizeOf(boundOf(part, scope, count, types), count, types),
    ),
  );
}

function methodValue(expr: Extract<Expr, { op: "method" }>, scope: Scope, count: Count, types: TypeTable): Value {
  const target = boundOf(expr.of, scope, count, types);
  const argument = expr.arguments[0];
  const literal = argument?.op === "value" && typeof argument.value === "number" ? argument.value : undefined;
  switch (expr.name) {
    case "length":
    case "contains":
      return SCALAR;
    case "first":
    case "last":
      return elementOf(target, types);
    case "sort":
    case "unique":
      return target.kind === "list"
        ? target
        : { kind: "list", element: elementOf(target, types), length: lengthOf(target, types) };
    case "take": {
      const length = lengthOf(target, types);
      return {
        kind: "list",
        element: elementOf(target, types),
        length: literal === undefined ? length : min(number(literal), length),
      };
    }
    case "flatten": {
      const inner = elementOf(target, types);
      const total: Value = { kind: "text", size: sizeOf(target, count, types) };
      return { kind: "list", element: either([elementOf(inner, types), total]), length: sizeOf(target, count, types) };
    }
    case "chunks":
      // A chunk is never more than the whole, and there are never more of them than elements or characters.
      return { kind: "list", element: target, length: sum(lengthOf(target, types), sizeOf(target, count, types)) };
    case "lines":
    case "split":
      return { kind: "list", element: target, length: sum(number(1), sizeOf(target, count, types)) };
    case "trim":
      return target;
    case "keys": {
      const size = sizeOf(target, count, types);
      return { kind: "list", element: { kind: "text", size }, length: size };
    }
    case "join": {
      const between = argument ? sizeOf(boundOf(argument, scope, count, types), count, types) : number(0);
      if (target.kind === "list") {
        const each = sum(sizeOf(target.element, count, types), between);
        return { kind: "text", size: product(target.length, each) };
      }
      // The list's own text has all of its elements in it, with marks around each.
      const size = sum(sizeOf(target, count, types), product(lengthOf(target, types), between));
      return { kind: "text", size };
    }
  }
}

/** Names that an expression mentions. */
export function namesIn(expr: Expr): string[] {
  const names = new Set<string>();
  JSON.stringify(expr, (_key, part) => {
    if (part !== null && typeof part === "object" && part.op === "name") names.add(part.name);
    return part;
  });
  return [...names];
}
