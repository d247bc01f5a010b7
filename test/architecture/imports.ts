import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The repository's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** One import or re-export of a file. */
export interface Import {
  /** A file of ours, from the root; else a package's or Node's name as written. */
  readonly target: string;
  readonly ours: boolean;
  /** Gone after compiling, so that it loads nothing. */
  readonly typeOnly: boolean;
}

/** A source file with what it imports. */
export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** All TypeScript files of a room. */
export function sourcesOf(room: string): SourceFile[] {
  return readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => sourceFile(toPath(relative(ROOT, join(entry.parentPath, entry.name)))))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Reads one file, once. */
export function sourceFile(path: string): SourceFile {
  const known = read.get(path);
  if (known) return known;
  const file = readSource(path);
  read.set(path, file);
  return file;
}

const read = new Map<string, SourceFile>();

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8");
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  const imports: Import[] = [];
  const add = (name: string, typeOnly: boolean): void => {
    const ours = name.startsWith(".");
    const target = ours ? toPath(relative(ROOT, resolve(ROOT, dirname(path), name))) : name;
    imports.push({ target, ours, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.importClause?.isTypeOnly ?? false);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (
      ts.isImportTypeNode(node) &&
      ts.isLiteralTypeNode(node.argument) &&
      ts.isStringLiteral(node.argument.literal)
    ) {
      add(node.argument.literal.text, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteral(name)) add(name.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, text, tree, imports };
}

/** Every file and package that is loaded with one of `paths`: imports followed to their end, types left out. */
export function loadedWith(paths: readonly string[]): { readonly files: Set<string>; readonly packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [...paths];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    for (const { target, ours, typeOnly } of sourceFile(path).imports) {
      if (typeOnly) continue;
      if (ours) queue.push(target);
      else packages.add(target);
    }
  }
  return { files, packages };
}

const toPath = (path: string): string => path.split(sep).join("/");
