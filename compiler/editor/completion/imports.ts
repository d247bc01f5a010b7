import type { Declaration, Import, Module } from "../../../language/ast.ts";
import type { Edit } from "../../../language/diagnostic.ts";
import { lineAt, positionAt } from "../../../language/source.ts";
import type { ParsedFile, Workspace } from "../workspace.ts";
import { type Completion, ranks } from "./item.ts";
import { argumentStops, isCallable } from "./names.ts";
import { writtenPath } from "./text.ts";

/** Names of other files that are offered at most: a list is read by a person. */
const MOST = 200;

/** Which declarations of other files are offered. */
export interface OtherFiles {
  readonly kinds: readonly Declaration["kind"][];
  /** They are to be called rather than named. */
  readonly calls: boolean;
}

/** Declarations of other files that this one does not import yet; whoever takes one imports it. */
export function otherFilesItems(
  workspace: Workspace,
  own: string,
  paths: readonly string[],
  { kinds, calls }: OtherFiles,
): readonly Completion[] {
  const file = workspace.parsedOf(own);
  if (!file) return [];
  const known = namesIn(file.module);
  const found: Completion[] = [];
  for (const path of paths) {
    for (const declaration of workspace.parsedOf(path)?.module.declarations ?? []) {
      const { text: name } = declaration.name;
      if (!kinds.includes(declaration.kind) || declaration.kind === "test" || name === "" || known.has(name)) continue;
      if (found.length === MOST) return found;
      const written = writtenPath(own, path);
      found.push({
        label: name,
        kind: declaration.kind,
        detail: `from ${written}`,
        ...(declaration.doc && { doc: declaration.doc.text }),
        insert: calls && isCallable(declaration) ? `${name}(${argumentStops(declaration)})` : name,
        rank: ranks.rare + 5 + found.length / 1000,
        edits: [importEdit(file, name, written)],
      });
    }
  }
  return found;
}

/** The names that a file knows, whatever they stand for. */
function namesIn({ imports, declarations }: Module): ReadonlySet<string> {
  const imported = imports.flatMap(({ names }) => names.map(({ name, alias }) => (alias ?? name).text));
  return new Set([...imported, ...declarations.map(({ name }) => name.text)]);
}

/** Takes a name over from a module: into the import that there is, else into a new one after the others. */
function importEdit({ module: tree, text }: ParsedFile, name: string, path: string): Edit {
  const same = tree.imports.find((each) => each.path.value === path && each.names.length > 0);
  const last = same?.names.at(-1);
  if (last) return at(last.span.end, `, ${name}`);
  const line = `import { ${name} } from ${JSON.stringify(path)}`;
  const before = tree.imports.at(-1);
  if (before) return at(lineEnd(text, before), `\n${line}`);
  return at(text.startsWith("\ufeff") ? 1 : 0, `${line}\n\n`);
}

/** The end of the line that an import ends in, behind what is said of it there. */
function lineEnd(text: string, { span }: Import): number {
  const { line, column } = positionAt(text, span.end);
  return span.end + Math.max(0, (lineAt(text, line)?.length ?? 0) - column + 1);
}

const at = (offset: number, text: string): Edit => ({ span: { start: offset, end: offset }, text });
