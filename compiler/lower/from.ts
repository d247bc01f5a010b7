import type { Expression, FromExpression } from "../../language/ast.ts";
import { originOf } from "../check/origin.ts";
import type { Expr } from "../graph/expression.ts";
import type { FromRef, NodeId } from "../graph/graph.ts";
import { lowerExpression, type Use } from "./expressions.ts";
import type { Region } from "./lowering.ts";
import { lowerRunning } from "./nodes.ts";

/** Lowers `expr from x`: the agents of `expr` fork where the agent that gave `x` ended. */
export function lowerFrom(region: Region, node: FromExpression, use: Use): Expr {
  const from = lowerSource(region, node.source);
  return lowerRunning({ ...region, from }, node.operand, use);
}

function lowerSource(region: Region, source: Expression): FromRef {
  if (source.kind === "name" && source.name === "spine") return { kind: "spine" };
  const { think: _think, ...plain } = region;
  const of = lowerExpression(plain, source);
  keep(region, source);
  return { kind: "result", of };
}

/** Marks the agents whose contexts are named here: they are kept as long as the name lives. */
function keep(region: Region, source: Expression): void {
  const { program } = region;
  const origin = originOf(program.checked, source);
  if (origin.kind !== "agent") return;
  const scope = scopeOf(region, source);
  for (const call of origin.calls) {
    const known = program.kept.get(call);
    const until = known === undefined ? scope : outerOf(known, scope);
    program.kept.set(call, until);
    const node = program.agentNodes.get(call);
    if (node) node.keepUntil = until;
  }
}

function scopeOf(region: Region, source: Expression): NodeId {
  let at = source;
  while (at.kind === "field" || at.kind === "index") at = at.of;
  const target = at.kind === "name" ? region.program.checked.bound.targets.get(at) : undefined;
  return (target?.kind === "local" ? region.program.scopes.get(target) : undefined) ?? region.scope;
}

/** The scope that ends later: the one that the other is in. */
function outerOf(a: NodeId, b: NodeId): NodeId {
  return a === b || b.startsWith(`${a}/`) ? a : b;
}
