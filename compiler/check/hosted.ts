import type { Block, Expression } from "../../language/ast.ts";
import type { NamedDeclaration, Target } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import type { CheckTables } from "./checking.ts";

/** The names of agents in `node` that are said to run on a hosted model, those of called flows included. */
export function hostedAgents(program: CheckTables, node: Expression | Block): string[] {
  const found: string[] = [];
  const seen = new Set<NamedDeclaration>();
  const visit = (target: Target | undefined): void => {
    if (target?.kind !== "declared" || seen.has(target.declaration)) return;
    const { declaration } = target;
    seen.add(declaration);
    if (declaration.kind === "flow") search(declaration.body);
    if (declaration.kind !== "agent") return;
    const model = program.agents.get(declaration)?.model;
    if (model && program.models.get(model.declaration)?.provider) found.push(declaration.name.text);
  };
  const search = (part: Expression | Block): void =>
    walk(part, (each) => {
      if (each.kind === "name") visit(program.bound.targets.get(each));
      return true;
    });
  search(node);
  return found;
}
