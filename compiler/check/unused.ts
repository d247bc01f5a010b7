import { warnings } from "../diagnostics/warnings.ts";
import { type CheckTables, complain } from "./checking.ts";

/**
 * Warns of what the entry file declares and never uses. Other files are there for whoever imports them, and so is an
 * entry file without flows and tests.
 */
export function warnOfUnused(program: CheckTables): void {
  const { bound } = program;
  const [module] = bound.loaded.modules;
  if (!module || module.damages.length > 0) return;
  const at = { program, module };
  const ofFlows = new Set(
    module.tree.declarations.flatMap((each) => (each.kind === "flow" ? each.parameters.map((p) => p.name) : [])),
  );
  for (const [name, local] of bound.locals) {
    if (local.module !== module || bound.read.has(local) || name.text.startsWith("_") || name.text === "") continue;
    const { definition } = local;
    if (definition.kind === "let" || ofFlows.has(name))
      complain(at, warnings.unusedValue, name.span, { name: name.text });
  }
  for (const [name, known] of bound.names.get(module) ?? []) {
    const { imported, target } = known;
    if (!imported || target.kind !== "declared" || bound.usedImports.has(imported)) continue;
    complain(at, warnings.unusedImport, imported.span, { name });
  }
  if (!module.tree.declarations.some((each) => each.kind === "flow" || each.kind === "test")) return;
  for (const declaration of module.tree.declarations) {
    if ((declaration.kind !== "agent" && declaration.kind !== "tool") || declaration.name.text === "") continue;
    // Of two with one name only the first can be called, and that the name is taken was reported.
    const known = bound.names.get(module)?.get(declaration.name.text)?.target;
    if (known?.kind === "declared" && known.declaration !== declaration) continue;
    const users = [...(bound.references.get(declaration) ?? [])].filter((user) => user !== declaration);
    if (users.length > 0) continue;
    const { text: name, span } = declaration.name;
    complain(at, warnings.neverCalled, span, { name, what: declaration.kind });
  }
}
