import type { NamedDeclaration } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import type { Checked } from "../check/check.ts";
import { namedIn } from "../check/effects.ts";

/** All that the entry file declares, and whatever that leads to: what is part of the graph. */
export function reachable(checked: Checked): ReadonlySet<NamedDeclaration> {
  const found = new Set<NamedDeclaration>();
  const visit = (declaration: NamedDeclaration): void => {
    if (found.has(declaration)) return;
    found.add(declaration);
    for (const next of leadsTo(checked, declaration)) visit(next);
  };
  const [entry] = checked.bound.loaded.modules;
  for (const declaration of entry?.tree.declarations ?? []) {
    if (declaration.kind !== "test") {
      visit(declaration);
      continue;
    }
    for (const named of namedIn(checked, declaration.body)) visit(named.declaration);
    walk(declaration.body, (each) => {
      const target = each.kind === "mock" ? checked.bound.targets.get(each.name) : undefined;
      if (target?.kind === "declared") visit(target.declaration);
      if (each.kind === "spine")
        for (const tool of checked.spines.get(each)?.tools ?? []) visit(tool.target.declaration);
      return true;
    });
  }
  return found;
}

function leadsTo(checked: Checked, declaration: NamedDeclaration): readonly NamedDeclaration[] {
  if (declaration.kind === "flow") return namedIn(checked, declaration.body).map((each) => each.declaration);
  if (declaration.kind !== "agent") return [];
  const { tools = [], model } = checked.agents.get(declaration) ?? {};
  return [...tools.map((each) => each.target.declaration), ...(model ? [model.declaration] : [])];
}
