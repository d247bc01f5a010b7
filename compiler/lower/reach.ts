import type { NamedDeclaration } from "../bind/target.ts";
import { walk } from "../bind/walk.ts";
import type { Checked } from "../check/check.ts";
import { namedIn } from "../check/effects.ts";

/** All that the entry file declares, and whatever that leads to: what is part of the graph. */
export function reachable(checked: Checked): ReadonlySet<NamedDeclaration> {
  const found = new Set<NamedDeclaration>();
  const visit = (first: NamedDeclaration): void => {
    // Without recursion: flows may call one another in a chain as long as a file.
    const open = [first];
    for (let next = open.pop(); next; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      for (const each of leadsTo(checked, next)) open.push(each);
    }
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
