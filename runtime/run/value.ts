/**
 * Values of a run: expressions evaluated where they stand, and values cut to the types they enter.
 */
import { evaluate } from "../../compiler/graph/evaluate.ts";
import type { Expr, Json } from "../../compiler/graph/expression.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import { isList } from "../../compiler/graph/json.ts";
import type { TypeId, TypeTable } from "../../compiler/graph/type.ts";
import { check } from "../../compiler/types/check.ts";
import type { FailureReason } from "../events/event.ts";
import type { Fitted } from "../tools/room.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import { type Frame, lookUp, type Valued } from "./frame.ts";
import { originOf } from "./origin.ts";

/** What an expression gives here; what it can't give (a division by zero, null in a text) is a failure at `site`. */
export function valueIn(expr: Expr, frame: Frame, site: Site): Json {
  const evaluated = evaluate(expr, (name) => lookUp(frame.names, name)?.value);
  if (evaluated.ok) return evaluated.value;
  throw new Failed(failureAt(site, "expression", evaluated.error.message));
}

/** What an expression gives here, with where it came from. */
export function valuedIn(expr: Expr, frame: Frame, site: Site): Valued {
  const value = valueIn(expr, frame, site);
  const origin = originOf(
    expr,
    (name) => lookUp(frame.names, name),
    (inner) => valueIn(inner, frame, site),
  );
  return { value, origin };
}

/** The elements of the list that an expression gives. */
export function listIn(expr: Expr, frame: Frame, site: Site): readonly Valued[] {
  const { value, origin } = valuedIn(expr, frame, site);
  if (isList(value)) return value.map((item, index) => ({ value: item, origin: origin?.items?.[index] }));
  throw new Failed(failureAt(site, "expression", "What stands after `in` is not a list."));
}

/** Cuts a value to a type of the graph, or fails at `site`; `what` begins the sentence: "The result of `f`". */
export function cutTo(
  value: Json,
  type: TypeId,
  frame: Pick<Frame, "run">,
  site: Site,
  reason: FailureReason,
  what: string,
): Json {
  const fitted = fitTo(value, type, frame.run.graph, frame.run.types);
  if (fitted.ok) return fitted.value;
  throw new Failed(failureAt(site, reason, `${what} does not fit its type: ${fitted.message}.`));
}

/** Cuts a value to a type of the graph, or says in the words of a list why it doesn't fit. */
export function fitTo(value: Json, type: TypeId, graph: Graph, types: TypeTable): Fitted {
  const entry = graph.types[type];
  if (!entry) return { ok: false, message: `the graph has no type ${type}` };
  const checked = check(value, entry.type, types);
  return checked.ok ? checked : { ok: false, message: checked.problems.join("; ") };
}

/** The table by which types of the graph find one another. */
export function typesOf(graph: Graph): TypeTable {
  return new Map(Object.values(graph.types).map((entry) => [entry.id, entry]));
}
