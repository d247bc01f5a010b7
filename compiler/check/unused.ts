import type { Import, ImportedName, LetStatement } from "../../language/ast.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { warnings } from "../diagnostics/warnings.ts";
import { type CheckTables, complain } from "./checking.ts";
import { runsSomething } from "./runs.ts";

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
    if (definition.kind === "let" || ofFlows.has(name)) {
      const edit = definition.kind === "let" ? withoutLet(definition.node) : undefined;
      complain(at, warnings.unusedValue, name.span, { name: name.text, edit });
    }
  }
  // A name that nobody knows may have been meant for any of them.
  if (bound.unclear.has(module)) return;
  for (const [name, known] of bound.names.get(module) ?? []) {
    const { imported, target } = known;
    if (!imported || target.kind !== "declared" || bound.usedImports.has(imported)) continue;
    const edit = withoutImport(module.text, module.tree.imports, imported);
    complain(at, warnings.unusedImport, imported.span, { name, edit });
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

/** What runs something is run for that alone; what is checked, or may be wanted later, gets a name that says it is not used. */
function withoutLet({ name, type, value, span }: LetStatement): Edit {
  if (type || !runsSomething(value)) return { span: name.span, text: `_${name.text}` };
  return { span: { start: span.start, end: value.span.start }, text: "" };
}

/** Takes an imported name away, or the whole import where it is its only one. */
function withoutImport(text: string, imports: readonly Import[], imported: ImportedName): Edit {
  const node = imports.find(({ names }) => names.includes(imported));
  if (!node || node.names.length === 1) {
    const { start, end } = node?.span ?? imported.span;
    return { span: { start, end: end + (/^[ \t]*\r?\n/.exec(text.slice(end, end + 200))?.[0].length ?? 0) }, text: "" };
  }
  const index = node.names.indexOf(imported);
  const [before, next] = [node.names[index - 1], node.names[index + 1]];
  const { start, end } = imported.span;
  return { span: before ? { start: before.span.end, end } : { start, end: next?.span.start ?? end }, text: "" };
}
