/** Types as a user writes them, for messages. */
import type { FieldType, RecordType, Type } from "../graph/type.ts";

/** Longer types are shortened: a record to the names of its fields, then to `{ … }`; a union to its first members. */
const USUAL_LENGTH = 80;

/** The type as it is written in a program, shortened to about `most` characters. */
export function printType(type: Type, most = USUAL_LENGTH): string {
  const styles: readonly Style[] = ["whole", "names", "short"];
  for (const style of styles) {
    const text = print(type, style);
    if (text.length <= most || style === "short") return text;
  }
  return print(type, "short");
}

type Style = "whole" | "names" | "short";

function print(type: Type, style: Style): string {
  switch (type.kind) {
    case "string":
      if (type.format) return type.format;
      if (type.pattern !== undefined) return `string(/${type.pattern}/)`;
      return `string${bounds(type.min, type.max, "()")}`;
    case "number":
      return `${type.integer ? "int" : "number"}${bounds(type.min, type.max, "()")}`;
    case "literal":
      return JSON.stringify(type.value);
    case "list": {
      const length = type.min === undefined && type.max === undefined ? "[]" : bounds(type.min, type.max, "[]");
      const element = print(type.element, style);
      return `${type.element.kind === "union" && !resultOf(type.element) ? `(${element})` : element}${length}`;
    }
    case "map":
      return `map<${print(type.value, style)}>`;
    case "record":
      return printRecord(type, style);
    case "union": {
      const result = resultOf(type);
      if (result) return `result<${print(result, style)}>`;
      const shown = style === "short" && type.members.length > 4 ? type.members.slice(0, 3) : type.members;
      return [...shown.map((m) => print(m, style)), ...(shown.length < type.members.length ? ["…"] : [])].join(" | ");
    }
    case "ref":
      // A second declaration of a name is told apart in the graph alone; its user knows it by the name.
      return type.id.replace(/@\d+$/, "");
    case "never":
      return type.unknown ? "unknown" : "nothing";
    case "bool":
    case "null":
    case "json":
    case "thought":
      return type.kind;
  }
}

function printRecord(type: RecordType, style: Style): string {
  if (type.fields.length === 0) return "{}";
  if (style === "whole") return `{ ${type.fields.map((f) => `${fieldName(f)}: ${print(f.type, style)}`).join(", ")} }`;
  return style === "names" ? `{ ${type.fields.map(fieldName).join(", ")} }` : "{ … }";
}

function fieldName(field: FieldType): string {
  const name = /^[A-Za-z_]\w*$/.test(field.name) ? field.name : JSON.stringify(field.name);
  return field.optional ? `${name}?` : name;
}

/** `..` between the ends; one number where a list has both the same; nothing without any. */
function bounds(min: number | undefined, max: number | undefined, around: "()" | "[]"): string {
  if (min === undefined && max === undefined) return "";
  const inner = around === "[]" && min === max ? `${min}` : `${min ?? ""}..${max ?? ""}`;
  return `${around[0]}${inner}${around[1]}`;
}

/** The type of the value of a `result<T>`; undefined where the union is no result. */
export function resultOf(type: Type): Type | undefined {
  if (type.kind !== "union" || type.members.length !== 2) return undefined;
  const [good, bad] = type.members;
  const value = good && resultField(good, true, "value");
  const error = bad && resultField(bad, false, "error");
  return value && error?.kind === "string" ? value : undefined;
}

/** The second field of `{ ok: …, name: T }`. */
function resultField(type: Type, ok: boolean, name: string): Type | undefined {
  if (type.kind !== "record" || type.fields.length !== 2) return undefined;
  const [first, second] = type.fields;
  if (first?.name !== "ok" || first.type.kind !== "literal" || first.type.value !== ok) return undefined;
  return second?.name === name && !second.optional ? second.type : undefined;
}

/** `result<T>`: what `try` gives. */
export function resultType(value: Type): Type {
  const field = (name: string, type: Type): FieldType => ({ name, type, optional: false });
  const record = (ok: boolean, second: FieldType): RecordType => ({
    kind: "record",
    fields: [field("ok", { kind: "literal", value: ok }), second],
  });
  return {
    kind: "union",
    members: [record(true, field("value", value)), record(false, field("error", { kind: "string" }))],
  };
}
