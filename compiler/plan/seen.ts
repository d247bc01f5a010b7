/** What a value may hold of agents' results, and which parts of them an expression reads. */
import type { Expr } from "../graph/expression.ts";
import type { AgentId, Graph } from "../graph/graph.ts";
import type { Type, TypeId, TypeTable } from "../graph/type.ts";
import { resolve } from "../types/access.ts";

/** What an analysis of a flow has found to be read so far. */
export interface Reading {
  readonly graph: Graph;
  readonly types: TypeTable;
  /** By agent, paths in its result that are read with all that is in them. */
  readonly read: Map<AgentId, Set<string>>;
  /** Nodes that may still be walked; below zero not all that is read was found. */
  readonly follow: { left: number };
}

/** What a value may be: parts of agents' results, in records and lists. */
export interface Seen {
  readonly parts: readonly { readonly agent: AgentId; readonly path: string }[];
  readonly fields?: ReadonlyMap<string, Seen>;
  readonly element?: Seen;
}

/** What the names of a flow hold. */
export type Names = ReadonlyMap<string, Seen>;

/** Nothing of any agent's result. */
export const nothing: Seen = { parts: [] };

/** Types nest so deep in what is looked at. */
export const DEEPEST = 4;

/** Any one of them. */
export function join(...values: readonly (Seen | undefined)[]): Seen {
  const given = values.filter((value) => value !== undefined);
  if (given.length < 2) return given[0] ?? nothing;
  const parts = new Map(given.flatMap((v) => v.parts).map((part) => [`${part.agent} ${part.path}`, part]));
  const names = new Set(given.flatMap((v) => [...(v.fields?.keys() ?? [])]));
  const elements = given.filter((v) => v.element);
  return {
    parts: [...parts.values()],
    ...(names.size > 0 && { fields: new Map([...names].map((n) => [n, join(...given.map((v) => v.fields?.get(n)))])) }),
    ...(elements.length > 0 && { element: join(...elements.map((v) => v.element)) }),
  };
}

function fieldOf(seen: Seen, name: string): Seen {
  const parts = seen.parts.map(({ agent, path }) => ({ agent, path: path === "" ? name : `${path}.${name}` }));
  return join({ parts }, seen.fields?.get(name));
}

/** Any element of a list. */
export function elementOf(seen: Seen): Seen {
  const parts = seen.parts.map(({ agent, path }) => ({ agent, path: `${path}[]` }));
  return join({ parts }, seen.element, ...(seen.fields?.values() ?? []));
}

/** All of it is read. */
export function readAll(seen: Seen, reading: Reading): void {
  for (const { agent, path } of seen.parts) {
    const paths = reading.read.get(agent) ?? new Set();
    reading.read.set(agent, paths.add(path));
  }
  for (const field of seen.fields?.values() ?? []) readAll(field, reading);
  if (seen.element) readAll(seen.element, reading);
}

/** It is read as far as the type goes that it is cut to. */
export function readAs(seen: Seen, type: TypeId, reading: Reading): void {
  const visit = (at: Seen, t: Type, deep: number): void => {
    const target = resolve(t, reading.types);
    if (deep > 0 && target.kind === "record" && target.fields.length > 0) {
      for (const field of target.fields) visit(fieldOf(at, field.name), field.type, deep - 1);
    } else if (deep > 0 && target.kind === "list") visit(elementOf(at), target.element, deep - 1);
    else readAll(at, reading);
  };
  const entry = reading.graph.types[type];
  if (entry) visit(seen, entry.type, DEEPEST);
  else readAll(seen, reading);
}

/** What an expression may give; whatever it works with is read. */
export function seenIn(expr: Expr, names: Names, reading: Reading): Seen {
  const of = (inner: Expr) => seenIn(inner, names, reading);
  const used = (inner: Expr): void => readAll(of(inner), reading);
  switch (expr.op) {
    case "value":
      return nothing;
    case "name":
      return names.get(expr.name) ?? nothing;
    case "text":
      for (const part of expr.parts) if (typeof part !== "string") used(part);
      return nothing;
    case "record":
      return { parts: [], fields: new Map(expr.entries.map((e) => [e.name, of(e.value)])) };
    case "list":
      return { parts: [], element: join(...expr.items.map((i) => (i.spread ? elementOf(of(i.value)) : of(i.value)))) };
    case "field":
      return fieldOf(of(expr.of), expr.name);
    case "index":
      used(expr.index);
      return expr.index.op === "value" && typeof expr.index.value === "string"
        ? fieldOf(of(expr.of), expr.index.value)
        : elementOf(of(expr.of));
    case "method":
      return methodSeen(expr, names, reading);
    case "unary":
      used(expr.operand);
      return nothing;
    case "binary": {
      if (expr.operator === "??") {
        const left = of(expr.left);
        return join(left, expr.plain ? undefined : left.fields?.get("value"), of(expr.right));
      }
      // Whether something is there is seen without what is in it; but it was written for that.
      used(expr.left);
      used(expr.right);
      return nothing;
    }
    case "if":
      used(expr.condition);
      return join(of(expr.then), of(expr.else));
    case "match":
      used(expr.subject);
      return join(...expr.arms.map((arm) => of(arm.result)));
    case "for": {
      const inner = new Map(names).set(expr.name, elementOf(of(expr.list)));
      if (expr.condition) readAll(seenIn(expr.condition, inner, reading), reading);
      return { parts: [], element: seenIn(expr.result, inner, reading) };
    }
  }
}

function methodSeen(expr: Extract<Expr, { op: "method" }>, names: Names, reading: Reading): Seen {
  const target = seenIn(expr.of, names, reading);
  for (const argument of expr.arguments) readAll(seenIn(argument, names, reading), reading);
  switch (expr.name) {
    case "first":
    case "last":
      return elementOf(target);
    case "take":
      return target;
    case "sort": {
      const [by] = expr.arguments;
      if (by?.op === "value" && typeof by.value === "string") readAll(fieldOf(elementOf(target), by.value), reading);
      return target;
    }
    case "chunks":
      return { parts: [], element: target };
    case "flatten":
      return elementOf(target);
    case "length":
      // As many as there are, whatever they are.
      return nothing;
    default:
      readAll(target, reading);
      return nothing;
  }
}
