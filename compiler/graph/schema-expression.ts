/** The zod schemas of expressions, one for each `op`; `expression.ts` says what they mean. */
import { z } from "zod";
import type { Expr } from "./expression.ts";
import { list } from "./schema-reference.ts";
import { jsonSchema } from "./schema-type.ts";

export const exprSchema: z.ZodType<Expr> = z.lazy(() => z.discriminatedUnion("op", exprShapes));

export const methodSchema = z.enum([
  "length",
  "first",
  "last",
  "take",
  "sort",
  "unique",
  "flatten",
  "contains",
  "chunks",
  "lines",
  "split",
  "trim",
  "join",
  "keys",
]);

export const binaryShape = z.strictObject({
  op: z.literal("binary"),
  operator: z.enum(["*", "/", "%", "+", "-", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "??"]),
  left: exprSchema,
  right: exprSchema,
  plain: z.literal(true).exactOptional(),
});

export const fieldShape = z.strictObject({
  op: z.literal("field"),
  of: exprSchema,
  name: z.string(),
  optional: z.literal(true).exactOptional(),
});

export const listShape = z.strictObject({
  op: z.literal("list"),
  items: list(z.strictObject({ value: exprSchema, spread: z.literal(true).exactOptional() })),
});

export const forShape = z.strictObject({
  op: z.literal("for"),
  name: z.string(),
  list: exprSchema,
  condition: exprSchema.exactOptional(),
  result: exprSchema,
});

export const exprShapes = [
  z.strictObject({ op: z.literal("value"), value: jsonSchema }),
  z.strictObject({ op: z.literal("name"), name: z.string() }),
  z.strictObject({ op: z.literal("text"), parts: list(z.union([z.string(), exprSchema])) }),
  z.strictObject({ op: z.literal("record"), entries: list(z.strictObject({ name: z.string(), value: exprSchema })) }),
  listShape,
  fieldShape,
  z.strictObject({ op: z.literal("index"), of: exprSchema, index: exprSchema }),
  z.strictObject({ op: z.literal("method"), of: exprSchema, name: methodSchema, arguments: list(exprSchema) }),
  z.strictObject({ op: z.literal("unary"), operator: z.enum(["!", "-"]), operand: exprSchema }),
  binaryShape,
  // biome-ignore lint/suspicious/noThenProperty: the graph's own word; nothing awaits a schema's shape.
  z.strictObject({ op: z.literal("if"), condition: exprSchema, then: exprSchema, else: exprSchema }),
  z.strictObject({
    op: z.literal("match"),
    subject: exprSchema,
    arms: list(z.strictObject({ values: list(jsonSchema).nullable(), result: exprSchema })),
  }),
  forShape,
] as const;
