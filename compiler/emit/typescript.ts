/** Types as TypeScript: what an embedding program sees. */
import type { FieldType, NamedType, Type, TypeId } from "../graph/type.ts";

/** What things are called where the text of a type stands. */
export interface TypescriptNames {
  /** The type of any JSON value. */
  readonly json: string;
  readonly of: (id: TypeId) => string;
}

const usualNames: TypescriptNames = { json: "Json", of: typescriptName };

/**
 * The text of a type. Named types are referred to by {@link typescriptName} unless told otherwise. Bounds, patterns and
 * formats have no TypeScript and are left to the check.
 */
export function emitTypescript(type: Type, indent = "", names = usualNames): string {
  switch (type.kind) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "bool":
      return "boolean";
    case "null":
      return "null";
    case "json":
      return names.json;
    case "literal":
      return JSON.stringify(type.value);
    case "list": {
      const element = emitTypescript(type.element, indent, names);
      return `readonly ${type.element.kind === "union" || type.element.kind === "list" ? `(${element})` : element}[]`;
    }
    case "map":
      return `{ readonly [key: string]: ${emitTypescript(type.value, indent, names)} }`;
    case "record":
      return fieldsText(type.fields, indent, names);
    case "union":
      return type.members
        .map((member) => emitTypescript(member, indent, names))
        .map((text, index) => (type.members[index]?.kind === "list" ? `(${text})` : text))
        .join(" | ");
    case "ref":
      return names.of(type.id);
    case "thought":
    case "never":
      return "never";
    default:
      return type satisfies never;
  }
}

/** The declaration of a named type, with its doc comments. */
export function emitTypescriptDeclaration(named: NamedType, names = usualNames): string {
  const name = names.of(named.id);
  const doc = docText(named.doc, "");
  return named.type.kind === "record"
    ? `${doc}export interface ${name} ${fieldsText(named.type.fields, "", names)}\n`
    : `${doc}export type ${name} = ${emitTypescript(named.type, "", names)};\n`;
}

/** The JSON values that `json` stands for, declared once where {@link emitTypescript} is used. */
export const typescriptJson =
  "export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };\n";

/** A second declaration of a name, `Name@2`, is `Name_2`. */
export function typescriptName(id: TypeId): string {
  return id.replace(/[^A-Za-z0-9_$]/g, "_");
}

/** The text of a record with these fields. */
export function fieldsText(fields: readonly FieldType[], indent: string, names: TypescriptNames): string {
  if (fields.length === 0) return "{}";
  const inner = `${indent}  `;
  const lines = fields.map((field) => {
    const name = /^[A-Za-z_]\w*$/.test(field.name) ? field.name : JSON.stringify(field.name);
    return `${docText(field.doc, inner)}${inner}readonly ${name}${field.optional ? "?" : ""}: ${emitTypescript(field.type, inner, names)};\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}

/** A doc comment, ending in a line break; nothing where there is none. */
export function docText(doc: string | undefined, indent: string): string {
  if (doc === undefined) return "";
  const lines = doc.replace(/\*\//g, "*\\/").split("\n");
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}
