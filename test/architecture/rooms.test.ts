import { existsSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { loadedWith, ROOT, type SourceFile, sourcesOf } from "./imports.ts";

/** What each room may import from; all of them from themselves. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  language: [],
  grammar: ["language"],
  compiler: ["language"],
  stdlib: ["language", "compiler", "runtime"],
  runtime: ["language", "compiler", "stdlib"],
  embed: ["language", "compiler", "runtime", "stdlib"],
  cli: ["language", "compiler", "runtime", "stdlib", "embed"],
};
const ROOMS = Object.keys(ALLOWED);
const PURE = ["language", "compiler"];

const roomOf = (path: string): string => path.slice(0, path.indexOf("/"));

describe("imports", () => {
  it.each(ROOMS)("of %s go one way only", (room) => {
    const allowed = [room, ...(ALLOWED[room] ?? [])];
    const wrong = sourcesOf(room).flatMap((file) =>
      file.imports
        .filter(({ ours, target }) => ours && !allowed.includes(roomOf(target)))
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("of the extension of VS Code reach nothing outside of it", () => {
    const files = sourcesOf("grammar").filter(({ path }) => path.startsWith("grammar/vscode/"));
    const targets = files.flatMap((file) => file.imports.filter(({ ours }) => ours).map(({ target }) => target));
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !target.startsWith("grammar/vscode/"))).toEqual([]);
  });

  it("of the runtime never load the parser", () => {
    const { files } = loadedWith(sourcesOf("runtime").map((file) => file.path));
    expect([...files].filter((file) => file.startsWith("language/parser/"))).toEqual([]);
  });
});

describe("the pure rooms", () => {
  const files = PURE.flatMap(sourcesOf);

  it("import neither Node nor a library that needs it", () => {
    const pure = new Set(["zod", "@noble/hashes/sha2.js", "@noble/hashes/utils.js"]);
    const wrong = files.flatMap((file) =>
      file.imports
        .filter(({ ours, target }) => !ours && !pure.has(target))
        .map(({ target }) => `${file.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it("touch no clock, chance, process, network or console", () => {
    expect(files.flatMap(outsideNames)).toEqual([]);
  });
});

describe("rooms", () => {
  it.each(ROOMS.filter((room) => existsSync(join(ROOT, room, "index.ts"))))("%s/index.ts only re-exports", (room) => {
    const index = sourcesOf(room).find((file) => file.path === `${room}/index.ts`);
    expect(index?.tree.statements.filter((statement) => !ts.isExportDeclaration(statement)) ?? []).toEqual([]);
  });

  it("export nothing by default", () => {
    const wrong = ROOMS.flatMap(sourcesOf).filter((file) => file.tree.statements.some(isDefaultExport));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });
});

const OUTSIDE = new Set([
  "process",
  "performance",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "console",
  "crypto",
  "window",
  "document",
  "require",
  "globalThis",
  "Buffer",
]);

/** Uses of names that reach out of a pure program. */
function outsideNames(file: SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && OUTSIDE.has(node.text) && isUse(node)) found.push(`${file.path}: ${node.text}`);
    if (ts.isPropertyAccessExpression(node)) {
      const text = node.getText(file.tree);
      if (text === "Math.random" || text === "Date.now") found.push(`${file.path}: ${text}`);
    }
    if (ts.isNewExpression(node) && node.expression.getText(file.tree) === "Date" && !node.arguments?.length) {
      found.push(`${file.path}: new Date()`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

// A global is what is neither a field (`x.process`), nor a key, nor declared in the file under that name.
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return !isDeclared(node);
  return ts.isTypeOfExpression(parent) || ts.isElementAccessExpression(parent);
}

function isDeclared(node: ts.Identifier): boolean {
  const name = node.text;
  return node
    .getSourceFile()
    .statements.some(
      (statement) =>
        (ts.isFunctionDeclaration(statement) && statement.name?.text === name) ||
        (ts.isImportDeclaration(statement) &&
          new RegExp(`\\b${name}\\b`).test(statement.importClause?.getText() ?? "")),
    );
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false)
  );
}
