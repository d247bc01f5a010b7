/** Types as JSON Schema 2020-12: what a model is shown, and what other tools understand. */
import type { Json } from "../graph/expression.ts";
import { recordOf } from "../graph/json.ts";
import type { NumberType, StringType, Type, TypeId, TypeTable, UnionType } from "../graph/type.ts";
import type { formatPattern } from "../types/formats.ts";
import { parseRegex } from "../types/regex.ts";
import { regexSource } from "../types/regex-text.ts";

type Fields = Readonly<Record<string, Json>>;

/** The names of our formats in JSON Schema. */
const FORMAT_NAMES: Readonly<Record<keyof typeof formatPattern, string>> = {
  url: "uri",
  date: "date",
  datetime: "date-time",
};

/**
 * The schema of `type`, self-contained: named types that it refers to stand in `$defs`. It has no `$schema`, because
 * what a model reads should be short. `doc` becomes its description.
 */
export function emitJsonSchema(type: Type, table: TypeTable, doc?: string): Json {
  const used = new Map<TypeId, Fields>();
  const root = schemaOf(type, table, used);
  return {
    ...(doc !== undefined && { description: doc }),
    ...root,
    ...(used.size > 0 && { $defs: recordOf([...used].sort(([a], [b]) => (a < b ? -1 : 1))) }),
  };
}

function schemaOf(type: Type, table: TypeTable, used: Map<TypeId, Fields>): Fields {
  const inner = (part: Type): Fields => schemaOf(part, table, used);
  switch (type.kind) {
    case "string":
      return stringSchema(type);
    case "number":
      return numberSchema(type);
    case "bool":
      return { type: "boolean" };
    case "null":
      return { type: "null" };
    case "literal":
      return { const: type.value };
    case "json":
      return {};
    case "list":
      return {
        type: "array",
        ...(type.element.kind !== "never" && { items: inner(type.element) }),
        ...(type.min && { minItems: type.min }),
        ...(type.max !== undefined && { maxItems: type.max }),
      };
    case "map":
      return { type: "object", additionalProperties: inner(type.value) };
    case "record": {
      const required = type.fields.filter((field) => !field.optional).map((field) => field.name);
      return {
        type: "object",
        properties: recordOf(type.fields.map((field) => [field.name, described(inner(field.type), field.doc)])),
        ...(required.length > 0 && { required }),
        additionalProperties: false,
      };
    }
    case "union":
      return unionSchema(type, inner);
    case "ref": {
      if (!used.has(type.id)) {
        // There before it is whole, so that recursive types find it.
        used.set(type.id, {});
        const named = table.get(type.id);
        used.set(type.id, named ? described(inner(named.type), named.doc) : {});
      }
      return {
        $ref: `#/$defs/${type.id.replace(/~/g, "~0").replace(/\//g, "~1").replace(/%/g, "%25").replace(/#/g, "%23")}`,
      };
    }
    case "thought":
    case "never":
      return type.kind === "never" && type.unknown ? {} : { not: {} };
    default:
      return type satisfies never;
  }
}

/** A description of the place comes before that of the type, and replaces it. */
function described(schema: Fields, doc: string | undefined): Fields {
  return doc === undefined ? schema : { description: doc, ...schema };
}

function stringSchema({ min, max, pattern, format }: StringType): Fields {
  const parsed = pattern === undefined ? undefined : parseRegex(pattern);
  return {
    type: "string",
    ...(min && { minLength: min }),
    ...(max !== undefined && { maxLength: max }),
    ...(parsed?.ok && { pattern: regexSource(parsed.regex) }),
    ...(format !== undefined && { format: FORMAT_NAMES[format] }),
  };
}

function numberSchema({ integer, min, max }: NumberType): Fields {
  return {
    type: integer ? "integer" : "number",
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
}

function unionSchema(type: UnionType, inner: (part: Type) => Fields): Fields {
  const values = type.members.map((member): Json | undefined =>
    member.kind === "literal" ? member.value : member.kind === "null" ? null : undefined,
  );
  if (values.every((value) => value !== undefined)) return { enum: values };
  // `enum` for the values among other alternatives too: three tokens each instead of ten.
  const fixed = values.filter((value) => value !== undefined);
  const open = type.members.filter((_, i) => values[i] === undefined).map(inner);
  const alone =
    fixed.length === 1 ? (fixed[0] === null ? { type: "null" } : { const: fixed[0] as Json }) : { enum: fixed };
  return { anyOf: fixed.length > 0 ? [...open, alone] : open };
}
