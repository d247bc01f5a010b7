import type { CallExpression, Name, NameExpression, Span } from "../../language/ast.ts";
import type { Target } from "../bind/target.ts";
import { builtInTypes } from "../bind/types.ts";
import { fixedText } from "../check/properties.ts";
import type { FieldType, Type } from "../graph/type.ts";
import { listShape, membersOf, resolve } from "../types/access.ts";
import type { Analysis } from "./analysis.ts";
import type { Meaning, Occurrence } from "./meaning.ts";
import type { PropertyOwner } from "./property-docs.ts";
import type { TreeNode } from "./tree.ts";

/** The names that stand in a part of the tree itself, not in the parts inside it. */
export function namesOf(analysis: Analysis, node: TreeNode, parent: TreeNode | undefined): readonly Occurrence[] {
  const { module, checked } = analysis;
  const { bound } = checked;
  const given = (name: Name, meaning: Meaning): Occurrence => ({ ...placeOf(name), meaning, defines: true });
  const local = (name: Name): readonly Occurrence[] => {
    const known = bound.locals.get(name);
    return known ? [given(name, { kind: "local", local: known })] : [];
  };
  const referred = (name: Name): readonly Occurrence[] => read(name, targetMeaning(analysis, name));
  switch (node.kind) {
    case "import": {
      const path = module.imports.get(node)?.path;
      return path === undefined ? [] : read({ text: node.path.value, span: node.path.span }, { kind: "module", path });
    }
    case "imported-name": {
      const { name, alias } = node.node;
      const known = bound.names.get(module)?.get((alias ?? name).text);
      const declared = known?.imported === node.node ? known.target : undefined;
      if (declared?.kind !== "declared") return [];
      const own = read(name, { kind: "declaration", declared });
      return alias ? [...own, given(alias, { kind: "declaration", declared, alias: node.node })] : own;
    }
    case "schema":
    case "type":
    case "model":
    case "tool":
    case "agent":
    case "flow":
      return [given(node.name, { kind: "declaration", declared: { kind: "declared", declaration: node, module } })];
    case "test":
      return [given(node.name, { kind: "test", declaration: node })];
    case "parameter":
      return local(node.node.name);
    case "topology-entry":
      return [...local(node.node.name), ...node.node.after.flatMap(referred)];
    case "let":
    case "for":
    case "list-form":
    case "repeat":
    case "fanout":
      return local(node.name);
    case "field-declaration":
      return [given(node.node.name, { kind: "field", fields: [], written: node.node.name })];
    case "named-type": {
      const { name } = node;
      return builtInTypes.has(name.text) ? read(name, { kind: "built-in-type", name: name.text }) : referred(name);
    }
    case "map-type":
      return read(wordAt("map", node.span), { kind: "built-in-type", name: "map" });
    case "result-type":
      return read(wordAt("result", node.span), { kind: "built-in-type", name: "result" });
    case "base":
    case "mock":
      return referred(node.name);
    case "property": {
      const owner = ownerOf(parent);
      const { name } = node.node;
      return owner ? read(name, { kind: "property", owner, name: name.text }) : [];
    }
    case "argument":
      return argumentName(analysis, node.node.name, parent);
    case "name": {
      const name = { text: node.name, span: node.span };
      const shorthand = parent?.kind === "entry" && parent.shorthand;
      const meaning = targetMeaning(analysis, node) ?? wordMeaning(analysis, node);
      return read(name, meaning).map((each) => (shorthand ? { ...each, shorthand: "value" } : each));
    }
    case "call":
      return sortedBy(analysis, node);
    case "field": {
      const of = checked.types.get(node.of);
      const method = checked.methods.get(node);
      return method && of
        ? read(node.name, { kind: "method", name: method, of })
        : read(node.name, fieldMeaning(analysis, of, node.name.text));
    }
    case "index": {
      const text = fixedText(node.index);
      if (text === undefined) return [];
      return read({ text, span: node.index.span }, fieldMeaning(analysis, checked.types.get(node.of), text));
    }
    case "entry": {
      const { name, shorthand } = node;
      const wanted = parent?.kind === "record" ? checked.expected.get(parent) : undefined;
      const each = given(name, { kind: "field", fields: fieldsOf(analysis, wanted, name.text), written: name });
      return [shorthand ? { ...each, shorthand: "field" } : each];
    }
    default:
      return [];
  }
}

const placeOf = ({ text, span }: Name) => ({ text, span });

function read(name: Name, meaning: Meaning | undefined): readonly Occurrence[] {
  return meaning ? [{ ...placeOf(name), meaning, defines: false }] : [];
}

/** A word of the syntax that begins a part of the tree. */
const wordAt = (text: string, { start }: Span): Name => ({ text, span: { start, end: start + text.length } });

function ownerOf(parent: TreeNode | undefined): PropertyOwner | undefined {
  switch (parent?.kind) {
    case "model":
    case "tool":
    case "agent":
    case "spine":
      return parent.kind;
    default:
      return undefined;
  }
}

/** What binding found a name to stand for. */
function targetMeaning({ checked, module }: Analysis, node: Name | NameExpression): Meaning | undefined {
  const target: Target | undefined = checked.bound.targets.get(node);
  if (target?.kind === "local") return { kind: "local", local: target };
  if (target?.kind !== "declared") return undefined;
  const text = "text" in node ? node.text : node.name;
  const imported = checked.bound.names.get(module)?.get(text)?.imported;
  return { kind: "declaration", declared: target, ...(imported?.alias && { alias: imported }) };
}

/** A name that binding does not look for is a word of its place. */
function wordMeaning({ checked }: Analysis, node: NameExpression): Meaning | undefined {
  return checked.bound.targets.has(node) ? undefined : { kind: "word", word: node.name };
}

/** What `value.name` reads: a field of each alternative that has it. */
function fieldMeaning(analysis: Analysis, of: Type | undefined, name: string): Meaning | undefined {
  const fields = fieldsOf(analysis, of, name);
  return fields.length > 0 ? { kind: "field", fields } : undefined;
}

function fieldsOf({ checked }: Analysis, of: Type | undefined, name: string): readonly FieldType[] {
  if (!of) return [];
  return membersOf(of, checked.table).flatMap((member) => {
    const known = resolve(member, checked.table);
    return known.kind === "record" ? known.fields.filter((field) => field.name === name) : [];
  });
}

/** The name of an argument is that of a parameter, or of an option. */
function argumentName(
  { checked }: Analysis,
  name: Name | undefined,
  parent: TreeNode | undefined,
): readonly Occurrence[] {
  if (!name) return [];
  if (parent?.kind !== "call")
    return parent ? read(name, { kind: "option", topology: parent.kind, name: name.text }) : [];
  const declaration = checked.calls.get(parent)?.target.declaration;
  if (declaration?.kind !== "tool" && declaration?.kind !== "agent" && declaration?.kind !== "flow") return [];
  const parameter = declaration.parameters.find((each) => each.name.text === name.text);
  const local = parameter && checked.bound.locals.get(parameter.name);
  return local ? read(name, { kind: "local", local }) : [];
}

/** The text in `xs.sort("field")` is the name of a field. */
function sortedBy(analysis: Analysis, { callee, arguments: [first] }: CallExpression): readonly Occurrence[] {
  const { checked } = analysis;
  if (callee.kind !== "field" || checked.methods.get(callee) !== "sort" || !first) return [];
  const text = fixedText(first.value);
  const list = checked.types.get(callee.of);
  const element = list && listShape(list, checked.table)?.element;
  if (text === undefined) return [];
  return read({ text, span: first.value.span }, fieldMeaning(analysis, element, text));
}
