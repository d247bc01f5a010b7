import type { Name, RecordTypeEntry, TypeNode } from "../../language/ast.ts";
import { report } from "../../language/catalogue.ts";
import { suggestNear } from "../../language/suggest.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { type Binding, complain, refer } from "./scope.ts";
import { kindOfDeclaration, type Target, unknownTarget } from "./target.ts";

/** The types that every file knows. `map` and `result` are words of the syntax as well. */
export const builtInTypes: ReadonlySet<string> = new Set([
  "string",
  "int",
  "number",
  "bool",
  "json",
  "url",
  "date",
  "datetime",
  "thought",
  "map",
  "result",
]);

/** Resolves the names in a written type. */
export function bindType(binding: Binding, node: TypeNode): void {
  switch (node.kind) {
    case "named-type":
      if (!builtInTypes.has(node.name.text)) bindTypeName(binding, node.name);
      return;
    case "list-type":
      bindType(binding, node.element);
      return;
    case "map-type":
    case "result-type":
      bindType(binding, node.value);
      return;
    case "record-type":
      bindFields(binding, node.entries);
      return;
    case "union-type":
      for (const member of node.members) bindType(binding, member);
      return;
    case "literal-type":
    case "missing-type":
      return;
    default:
      node satisfies never;
  }
}

/** Resolves the names in the fields of a schema or a record type. */
export function bindFields(binding: Binding, entries: readonly RecordTypeEntry[]): void {
  for (const entry of entries) {
    if (entry.kind === "field") bindType(binding, entry.type);
    else bindTypeName(binding, entry.name);
  }
}

function bindTypeName(binding: Binding, name: Name): void {
  binding.tables.targets.set(name, typeNamed(binding, name));
}

function typeNamed(binding: Binding, name: Name): Target {
  if (name.text === "") return unknownTarget;
  const { path } = binding.module;
  const target = refer(binding, name.text);
  if (!target) {
    const nearest = foreignTypes.get(name.text) ?? suggestNear(name.text, [...builtInTypes, ...typeNames(binding)]);
    if (nearest !== undefined) refer(binding, nearest);
    complain(binding, report(nameProblems.unknownType, path, name.span, { name: name.text, nearest }));
    return unknownTarget;
  }
  if (target.kind !== "declared") return unknownTarget;
  const { declaration } = target;
  if (declaration.kind === "schema" || declaration.kind === "type") return target;
  const what = kindOfDeclaration(declaration);
  complain(binding, report(nameProblems.notType, path, name.span, { name: name.text, what }));
  return unknownTarget;
}

/** What other languages call the types of this one. */
const foreignTypes: ReadonlyMap<string, string> = new Map([
  ...["str", "text", "String", "char"].map((name): [string, string] => [name, "string"]),
  ...["float", "double", "decimal", "Number"].map((name): [string, string] => [name, "number"]),
  ...["boolean", "Boolean"].map((name): [string, string] => [name, "bool"]),
  ...["integer", "Integer", "long"].map((name): [string, string] => [name, "int"]),
  ...["none", "None", "nil", "void", "undefined", "Null"].map((name): [string, string] => [name, "null"]),
  ...["any", "object", "unknown", "Any", "dict"].map((name): [string, string] => [name, "json"]),
]);

function typeNames(binding: Binding): string[] {
  return [...binding.names]
    .filter(([, { target }]) => target.kind === "declared" && /^(schema|type)$/.test(target.declaration.kind))
    .map(([name]) => name);
}
