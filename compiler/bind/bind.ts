import type { Declaration, Import, Parameter, Span, TypeNode } from "../../language/ast.ts";
import { report } from "../../language/catalogue.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { positionAt } from "../../language/source.ts";
import { suggest } from "../../language/suggest.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { mayBeLost } from "../modules/damage.ts";
import type { Loaded, LoadedModule } from "../modules/load.ts";
import { bindExpression } from "./expressions.ts";
import { type Binding, declare, emptyScope, reportMissing, type Scope, type Tables } from "./scope.ts";
import { bindBlock, bindProperties } from "./statements.ts";
import { kindOfDeclaration, type ModuleName, unknownTarget } from "./target.ts";
import { bindFields, bindType, builtInTypes } from "./types.ts";

/** A program in which every name is known: side tables to the trees of its files. */
export interface Bound extends Readonly<Omit<Tables, "diagnostics">> {
  readonly loaded: Loaded;
  readonly names: ReadonlyMap<LoadedModule, ReadonlyMap<string, ModuleName>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Finds the declaration or local that every written name stands for. */
export function bind(loaded: Loaded): Bound {
  const tables: Tables = {
    targets: new Map(),
    sights: new Map(),
    locals: new Map(),
    groups: new Map(),
    read: new Set(),
    references: new Map(),
    usedImports: new Set(),
    unclear: new Set(),
    diagnostics: [],
  };
  const own = new Map(loaded.modules.map((module) => [module, ownNames(module, tables.diagnostics)]));
  const names = new Map<LoadedModule, Map<string, ModuleName>>();
  for (const module of loaded.modules) {
    const known = new Map(own.get(module));
    for (const each of module.tree.imports) addImports(module, each, known, own, tables.diagnostics);
    names.set(module, known);
  }
  for (const module of loaded.modules) {
    for (const declaration of module.tree.declarations) {
      const known = names.get(module) ?? new Map();
      const binding: Binding = { module, names: known, declaration, tables, made: [], missing: [] };
      bindDeclaration(binding, declaration);
      reportMissing(binding);
    }
  }
  return { ...tables, loaded, names };
}

function ownNames(module: LoadedModule, diagnostics: Diagnostic[]): Map<string, ModuleName> {
  const names = new Map<string, ModuleName>();
  const tests = new Map<string, Span>();
  for (const declaration of module.tree.declarations) {
    const { text: name, span } = declaration.name;
    if (name === "") continue;
    const first = declaration.kind === "test" ? tests.get(name) : names.get(name)?.span;
    if (first) {
      const what = declaration.kind === "test" ? "a test" : whatIs(names.get(name));
      diagnostics.push(takenName(module, span, name, what, first));
    } else if (declaration.kind === "test") {
      tests.set(name, span);
    } else {
      if (builtInTypes.has(name)) diagnostics.push(report(nameProblems.builtInType, module.path, span, { name }));
      names.set(name, { target: { kind: "declared", declaration, module }, span });
    }
  }
  return names;
}

function addImports(
  module: LoadedModule,
  node: Import,
  known: Map<string, ModuleName>,
  own: ReadonlyMap<LoadedModule, ReadonlyMap<string, ModuleName>>,
  diagnostics: Diagnostic[],
): void {
  const from = module.imports.get(node);
  const there = from && own.get(from);
  for (const imported of node.names) {
    const { name, alias } = imported;
    if (name.text === "") continue;
    const target = there?.get(name.text)?.target;
    const nearest = there && suggest(name.text, there.keys());
    // What was meant is used further down, where it is no second mistake.
    if (!target && nearest !== undefined && !known.has(nearest))
      known.set(nearest, { target: unknownTarget, span: name.span });
    if (from && there && !target && !mayBeLost(from, name.text)) {
      const path = node.path.value;
      // What is written further down keeps its meaning.
      const used = !alias && new RegExp(`\\b${name.text}\\b`).test(module.text.slice(node.span.end));
      const instead = nearest && (used ? `${nearest} as ${name.text}` : nearest);
      const said = { name: name.text, path, nearest, instead };
      diagnostics.push(report(nameProblems.notExported, module.path, name.span, said));
    }
    const as = alias ?? name;
    const taken = known.get(as.text);
    if (taken) diagnostics.push(takenName(module, as.span, as.text, whatIs(taken), taken.span));
    else known.set(as.text, { target: target ?? unknownTarget, span: as.span, imported });
  }
}

function takenName(module: LoadedModule, span: Span, name: string, what: string, first: Span): Diagnostic {
  const { line } = positionAt(module.text, first.start);
  return report(nameProblems.takenName, module.path, span, { name, what, line, first });
}

function whatIs(known: ModuleName | undefined): string {
  if (known?.imported) return "an import";
  return known?.target.kind === "declared" ? kindOfDeclaration(known.target.declaration) : "a declaration";
}

function bindDeclaration(binding: Binding, node: Declaration): void {
  const scope = emptyScope();
  switch (node.kind) {
    case "schema":
      bindFields(binding, node.entries);
      return;
    case "type":
      bindType(binding, node.type);
      return;
    case "model":
      bindProperties(binding, scope, node.properties);
      return;
    case "tool":
      bindHead(binding, scope, node);
      bindProperties(binding, emptyScope(), node.properties);
      return;
    case "agent":
      bindHead(binding, scope, node);
      bindProperties(binding, scope, node.properties);
      return;
    case "flow":
      bindHead(binding, scope, node);
      bindBlock(binding, scope, node.body);
      return;
    case "test":
      bindBlock(binding, scope, node.body);
      return;
    default:
      node satisfies never;
  }
}

function bindHead(
  binding: Binding,
  scope: Scope,
  node: { readonly parameters: readonly Parameter[]; readonly result?: TypeNode },
): void {
  for (const parameter of node.parameters) {
    bindType(binding, parameter.type);
    if (parameter.default) bindExpression(binding, scope, parameter.default);
    declare(binding, scope, parameter.name, { kind: "parameter", node: parameter });
  }
  if (node.result) bindType(binding, node.result);
}
