/** Types written briefly, for tests. */
import type { FieldType, Type, TypeTable } from "../../../compiler/graph/type.ts";

export const text = (min?: number, max?: number): Type => ({
  kind: "string",
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
export const pattern = (source: string): Type => ({ kind: "string", pattern: source });
export const int = (min?: number, max?: number): Type => ({
  kind: "number",
  integer: true,
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
export const number = (min?: number, max?: number): Type => ({ ...int(min, max), integer: false }) as Type;
export const bool: Type = { kind: "bool" };
export const nil: Type = { kind: "null" };
export const json: Type = { kind: "json" };
export const url: Type = { kind: "string", format: "url" };
export const date: Type = { kind: "string", format: "date" };
export const datetime: Type = { kind: "string", format: "datetime" };
export const is = (value: string | number | boolean): Type => ({ kind: "literal", value });
export const list = (element: Type, min?: number, max?: number): Type => ({
  kind: "list",
  element,
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});
export const map = (value: Type): Type => ({ kind: "map", value });
export const union = (...members: readonly Type[]): Type => ({ kind: "union", members });
export const ref = (id: string): Type => ({ kind: "ref", id });

/** `record({ a: int(), "b?": text() })`: a `?` at the end of a name makes its field optional. */
export function record(fields: Readonly<Record<string, Type>>): Type & { readonly kind: "record" } {
  return {
    kind: "record",
    fields: Object.entries(fields).map(
      ([name, type]): FieldType => ({ name: name.replace(/\?$/, ""), type, optional: name.endsWith("?") }),
    ),
  };
}

export const tableOf = (types: Readonly<Record<string, Type>>): TypeTable =>
  new Map(Object.entries(types).map(([id, type]) => [id, { id, type }]));
