import type { Type, TypeId } from "../graph/type.ts";

/** Fewest and most UTF-8 bytes of a text; `most` may be infinite. */
export interface Bounds {
  readonly fewest: number;
  readonly most: number;
}

/** Looks a named type up; the graph's table does. */
export type FindType = (id: TypeId) => Type | undefined;

/** A code point takes at most six bytes of JSON (`\u001f`) and four of plain text. */
const JSON_BYTES = 6;
const PLAIN_BYTES = 4;

/** A number in canonical JSON: a sign, 15 digits, a point and the zero before it. */
const NUMBER_BYTES = 18;

/** The bytes of a value's canonical JSON, by its type alone. */
export function jsonBounds(type: Type, find: FindType, open: readonly TypeId[] = []): Bounds {
  const of = (t: Type) => jsonBounds(t, find, open);
  switch (type.kind) {
    case "null":
      return exactly(4);
    case "bool":
      return { fewest: 4, most: 5 };
    case "literal":
      return exactly(bytesOf(JSON.stringify(type.value)));
    case "number":
      return { fewest: 1, most: NUMBER_BYTES };
    case "string":
      if (type.format === "date") return exactly(12);
      if (type.format === "datetime") return { fewest: 22, most: 48 };
      if (type.format === "url" || type.pattern !== undefined) return { fewest: 2, most: Number.POSITIVE_INFINITY };
      return { fewest: 2 + (type.min ?? 0), most: 2 + (type.max ?? Number.POSITIVE_INFINITY) * JSON_BYTES };
    case "json":
      return { fewest: 1, most: Number.POSITIVE_INFINITY };
    case "list": {
      const element = of(type.element);
      const count = (n: number, each: number) => (n === 0 ? 2 : n * (each + 1) + 1);
      return {
        fewest: count(type.min ?? 0, element.fewest),
        most: count(type.max ?? Number.POSITIVE_INFINITY, element.most),
      };
    }
    case "map":
      return { fewest: 2, most: Number.POSITIVE_INFINITY };
    case "record": {
      let fewest = 2;
      let most = 2;
      for (const [i, field] of type.fields.entries()) {
        const value = of(field.type);
        const key = bytesOf(JSON.stringify(field.name)) + 1 + (i === 0 ? 0 : 1);
        most += key + value.most;
        if (!field.optional) fewest += key + value.fewest;
      }
      return { fewest, most };
    }
    case "union": {
      const members = type.members.map(of);
      return {
        fewest: Math.min(...members.map((m) => m.fewest)),
        most: Math.max(...members.map((m) => m.most)),
      };
    }
    case "ref": {
      const target = find(type.id);
      // What comes back to itself has no greatest text, and is never part of the smallest one.
      if (!target || open.includes(type.id))
        return { fewest: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
      return jsonBounds(target, find, [...open, type.id]);
    }
    case "thought":
    case "never":
      return exactly(0);
  }
}

/** The bytes of a value as `${}` writes it: a string without its quotes and escapes, anything else as JSON. */
export function textBounds(type: Type, find: FindType): Bounds {
  const target = type.kind === "ref" ? find(type.id) : type;
  if (target?.kind === "literal" && typeof target.value === "string") return exactly(bytesOf(target.value));
  const json = jsonBounds(type, find);
  if (target?.kind === "string" && Number.isFinite(json.most))
    // A date has no escapes, so dividing by six would undercount it: it keeps the bytes that it has.
    return {
      fewest: json.fewest - 2,
      most: target.format ? json.most - 2 : ((json.most - 2) / JSON_BYTES) * PLAIN_BYTES,
    };
  return json;
}

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function exactly(bytes: number): Bounds {
  return { fewest: bytes, most: bytes };
}
