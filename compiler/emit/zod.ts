/**
 * Types as zod schemas, for programs that embed flows and for libraries that take zod. Checks of single values are ours
 * (`literal.ts`), because zod's own take `not:x` for a URL; so is whatever zod would do with names like `__proto__`.
 */
import { z } from "zod";
import type { Json } from "../graph/expression.ts";
import { isRecord, own } from "../graph/json.ts";
import type { NumberType, RecordType, StringType, Type, TypeId, TypeTable, UnionType } from "../graph/type.ts";
import { membersOf, resolve } from "../types/access.ts";
import { check, fits } from "../types/check.ts";
import { literalProblem } from "../types/literal.ts";

/**
 * The zod schema of a type. It takes what `check` takes and gives the same value: undeclared fields are stripped, an
 * optional field that is null is left out.
 */
export function emitZod(type: Type, table: TypeTable): z.ZodType<Json> {
  return schemaOf(type, { table, named: new Map() });
}

interface Maker {
  readonly table: TypeTable;
  readonly named: Map<TypeId, z.ZodType<Json>>;
}

function schemaOf(type: Type, maker: Maker): z.ZodType<Json> {
  switch (type.kind) {
    case "string":
      return z.string().superRefine(refine(type));
    case "number":
      return z.number().superRefine(refine(type));
    case "bool":
      return z.boolean();
    case "null":
      return z.null();
    case "literal":
      return z.literal(type.value);
    case "list": {
      const list = z.array(schemaOf(type.element, maker));
      const atLeast = type.min === undefined ? list : list.min(type.min);
      return type.max === undefined ? atLeast : atLeast.max(type.max);
    }
    case "record":
      return recordSchema(type, maker);
    case "union":
      return unionSchema(type, maker);
    case "ref":
      return namedSchema(type.id, maker);
    // zod's records drop a key `__proto__` in silence.
    case "map":
    case "json":
      return checked(type, maker);
    case "thought":
      return z.never();
    case "never":
      return type.unknown ? checked({ kind: "json" }, maker) : z.never();
    default:
      return type satisfies never;
  }
}

function refine(type: StringType | NumberType) {
  return (value: string | number, context: z.RefinementCtx): void => {
    const problem = literalProblem(value, type);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  };
}

function recordSchema(type: RecordType, maker: Maker): z.ZodType<Json> {
  // zod builds its value by assignment, which would set the prototype.
  if (type.fields.some((field) => field.name === "__proto__")) return checked(type, maker);
  const shape: Record<string, z.ZodType> = {};
  for (const field of type.fields) {
    const schema = schemaOf(field.type, maker);
    shape[field.name] = field.optional ? z.exactOptional(schema) : schema;
  }
  // zod reads fields through the prototype, so that `constructor` would always be there.
  const ownFields = (value: unknown): unknown => {
    if (!isRecord(value as Json)) return value;
    const fields: Record<string, Json> = Object.create(null);
    for (const { name, type: wanted, optional } of type.fields) {
      const item = own(value as { readonly [name: string]: Json }, name);
      if (item === undefined || (item === null && optional && !fits(null, wanted, maker.table))) continue;
      fields[name] = item;
    }
    return fields;
  };
  return z.preprocess(ownFields, z.object(shape)) as unknown as z.ZodType<Json>;
}

/** zod takes the first alternative that fits; among several records and lists ours prefers one that cuts nothing. */
function unionSchema(type: UnionType, maker: Maker): z.ZodType<Json> {
  const members = membersOf(type, maker.table);
  const wide = members.filter((member) =>
    ["record", "list", "map", "json"].includes(resolve(member, maker.table).kind),
  );
  return wide.length > 1 ? checked(type, maker) : z.union(members.map((member) => schemaOf(member, maker)));
}

function namedSchema(id: TypeId, maker: Maker): z.ZodType<Json> {
  const known = maker.named.get(id);
  if (known) return known;
  const type = maker.table.get(id)?.type;
  const lazy: z.ZodType<Json> = z.lazy(() => (type ? schemaOf(type, maker) : z.never()));
  maker.named.set(id, lazy);
  return lazy;
}

/** A schema that leaves everything to our own check. */
function checked(type: Type, { table }: Maker): z.ZodType<Json> {
  return z.unknown().transform((value, context): Json => {
    const result = check(value as Json, type, table);
    if (result.ok) return result.value;
    for (const message of result.problems) context.issues.push({ code: "custom", message, input: value });
    return z.NEVER;
  });
}
