/** The zod schemas of types, one for each kind; `type.ts` says what they mean. */
import { z } from "zod";
import type { Json } from "./expression.ts";
import { list, natural } from "./schema-reference.ts";
import type { Type } from "./type.ts";

/** Any JSON value, looked at all the way down; what JSON can't say (`undefined`, functions, NaN) is none. */
export const jsonSchema: z.ZodType<Json> = z.custom<Json>(isJson, { error: "must be JSON" });

function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "object" && Object.values(value).every(isJson);
}

export const typeSchema: z.ZodType<Type> = z.lazy(() => z.discriminatedUnion("kind", typeShapes));

export const fieldShape = z.strictObject({
  name: z.string(),
  type: typeSchema,
  optional: z.boolean(),
  doc: z.string().exactOptional(),
});

export const stringShape = z.strictObject({
  kind: z.literal("string"),
  min: natural.exactOptional(),
  max: natural.exactOptional(),
  pattern: z.string().exactOptional(),
  format: z.enum(["url", "date", "datetime"]).exactOptional(),
});

export const numberShape = z.strictObject({
  kind: z.literal("number"),
  integer: z.boolean(),
  min: z.number().exactOptional(),
  max: z.number().exactOptional(),
});

export const literalShape = z.strictObject({
  kind: z.literal("literal"),
  value: z.union([z.string(), z.number(), z.boolean()]),
});

export const listShape = z.strictObject({
  kind: z.literal("list"),
  element: typeSchema,
  min: natural.exactOptional(),
  max: natural.exactOptional(),
});

export const mapShape = z.strictObject({ kind: z.literal("map"), value: typeSchema });
export const recordShape = z.strictObject({ kind: z.literal("record"), fields: list(fieldShape) });
export const unionShape = z.strictObject({ kind: z.literal("union"), members: list(typeSchema).check(z.minLength(2)) });
export const refShape = z.strictObject({ kind: z.literal("ref"), id: z.string() });
export const neverShape = z.strictObject({ kind: z.literal("never"), unknown: z.literal(true).exactOptional() });

export const typeShapes = [
  stringShape,
  numberShape,
  z.strictObject({ kind: z.literal("bool") }),
  z.strictObject({ kind: z.literal("null") }),
  z.strictObject({ kind: z.literal("json") }),
  literalShape,
  listShape,
  mapShape,
  recordShape,
  unionShape,
  refShape,
  z.strictObject({ kind: z.literal("thought") }),
  neverShape,
] as const;
