import type { Block, Expression, NameExpression } from "../../language/ast.ts";
import type { NamedDeclaration } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { type CheckTables, complain, type Place } from "./checking.ts";

/** Reports tools with an effect that may run in a branch whose result may be thrown away. */
export function refuseEffects(at: Place, node: Expression | Block, topology: string): void {
  for (const { node: name, declaration } of calledIn(at.program, node)) {
    const chain = effectOf(at.program, declaration, new Set());
    const tool = chain?.at(-1);
    if (chain && tool)
      complain(at, flowProblems.effectInRace, name.span, { tool, through: chain.slice(0, -1), topology });
  }
}

/** The names on the way to a tool with an effect: what is called, what it may call, …, the tool. */
function effectOf(
  program: CheckTables,
  declaration: NamedDeclaration,
  seen: Set<NamedDeclaration>,
): string[] | undefined {
  if (seen.has(declaration)) return undefined;
  seen.add(declaration);
  const name = declaration.name.text;
  if (declaration.kind === "tool" && program.tools.get(declaration)?.effect) return [name];
  for (const next of callsOf(program, declaration)) {
    const chain = effectOf(program, next, seen);
    if (chain) return [name, ...chain];
  }
  return undefined;
}

/** What a declaration may call. */
function callsOf(program: CheckTables, declaration: NamedDeclaration): readonly NamedDeclaration[] {
  if (declaration.kind === "agent") {
    return (program.agents.get(declaration)?.tools ?? []).map((each) => each.target.declaration);
  }
  return declaration.kind === "flow" ? calledIn(program, declaration.body).map((each) => each.declaration) : [];
}

/** The declarations that are called in a part of the tree. */
export function calledIn(program: Pick<CheckTables, "bound">, node: Expression | Block): ReturnType<typeof namedIn> {
  const callees = new Set<Expression>();
  walk(node, (each) => {
    if (each.kind === "call") callees.add(each.callee);
    return true;
  });
  return namedIn(program, node).filter((each) => callees.has(each.node));
}

/** The declarations that are named in a part of the tree. */
export function namedIn(
  program: Pick<CheckTables, "bound">,
  node: Expression | Block,
): { readonly node: NameExpression; readonly declaration: NamedDeclaration }[] {
  const found: { node: NameExpression; declaration: NamedDeclaration }[] = [];
  walk(node, (each) => {
    if (each.kind !== "name") return true;
    const target = program.bound.targets.get(each);
    if (target?.kind === "declared") found.push({ node: each, declaration: target.declaration });
    return true;
  });
  return found;
}
