/** The zod schemas of blocks and nodes, one for each kind; `graph.ts` says what they mean. */
import { z } from "zod";
import type { Block, Node } from "./graph.ts";
import { exprSchema } from "./schema-expression.ts";
import { atShape, callableShape, count, list } from "./schema-reference.ts";
import { jsonSchema } from "./schema-type.ts";

export const fromShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("spine") }),
  z.strictObject({ kind: z.literal("result"), of: exprSchema }),
]);

export const nodeSchema: z.ZodType<Node> = z.lazy(() => z.discriminatedUnion("kind", nodeShapes));

export const blockShape = z.strictObject({ nodes: list(nodeSchema), value: exprSchema.exactOptional() });
const blockSchema: z.ZodType<Block> = blockShape;

const node = { id: z.string(), at: atShape, bind: z.string().exactOptional() };
const call = { ...node, arguments: z.record(z.string(), exprSchema), from: fromShape.exactOptional() };
/** Branches that may fork from another context than the current spine. */
const fork = { ...node, from: fromShape.exactOptional() };
const entry = { name: z.string(), at: atShape, body: blockSchema, type: z.string() };
export const entryShape = z.strictObject(entry);

const agent = z.strictObject({
  kind: z.literal("agent"),
  ...call,
  agent: z.string(),
  keepUntil: z.string().exactOptional(),
  think: count.exactOptional(),
});

const chain = z.strictObject({
  kind: z.literal("chain"),
  ...fork,
  over: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("entries"), entries: list(entryShape) }),
    z.strictObject({
      kind: z.literal("list"),
      name: z.string(),
      list: exprSchema,
      body: blockSchema,
      type: z.string(),
    }),
  ]),
});

const dag = z.strictObject({
  kind: z.literal("dag"),
  ...fork,
  max: count.exactOptional(),
  entries: list(z.strictObject({ ...entry, needs: list(z.string()), after: list(z.string()) })),
});

const diverge = z.strictObject({
  kind: z.literal("diverge"),
  ...fork,
  count,
  max: count.exactOptional(),
  body: blockSchema,
  by: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("vote") }),
    z.strictObject({ kind: z.literal("perplexity") }),
    z.strictObject({ kind: z.literal("judge"), agent: z.string() }),
  ]),
});

export const nodeShapes = [
  z.strictObject({ kind: z.literal("let"), ...node, value: exprSchema }),
  z.strictObject({ kind: z.literal("check"), ...node, value: exprSchema, type: z.string() }),
  z.strictObject({
    kind: z.literal("spine"),
    ...node,
    system: exprSchema.exactOptional(),
    tools: list(callableShape),
  }),
  z.strictObject({
    kind: z.literal("share"),
    ...node,
    name: z.string().exactOptional(),
    value: exprSchema,
    type: z.string(),
  }),
  z.strictObject({ kind: z.literal("return"), ...node, value: exprSchema }),
  z.strictObject({ kind: z.literal("break"), ...node, value: exprSchema }),
  z.strictObject({ kind: z.literal("expect"), ...node, value: exprSchema, text: z.string() }),
  agent,
  z.strictObject({ kind: z.literal("tool"), ...call, tool: z.string() }),
  z.strictObject({ kind: z.literal("flow"), ...call, flow: z.string() }),
  z.strictObject({ kind: z.literal("ask"), ...node, type: z.string(), prompt: exprSchema }),
  z.strictObject({
    kind: z.literal("if"),
    ...node,
    condition: exprSchema,
    // biome-ignore lint/suspicious/noThenProperty: the graph's own word; nothing awaits a schema's shape.
    then: blockSchema,
    else: blockSchema.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal("match"),
    ...node,
    subject: exprSchema,
    arms: list(z.strictObject({ values: list(jsonSchema).nullable(), body: blockSchema })),
  }),
  z.strictObject({
    kind: z.literal("for"),
    ...node,
    name: z.string(),
    list: exprSchema,
    condition: blockSchema.exactOptional(),
    body: blockSchema,
  }),
  z.strictObject({ kind: z.literal("try"), ...node, body: blockSchema }),
  z.strictObject({
    kind: z.literal("parallel"),
    ...fork,
    name: z.string(),
    list: exprSchema,
    max: count.exactOptional(),
    body: blockSchema,
  }),
  chain,
  z.strictObject({
    kind: z.literal("fanout"),
    ...fork,
    survey: entryShape,
    name: z.string(),
    list: exprSchema,
    max: count.exactOptional(),
    body: blockSchema,
  }),
  dag,
  diverge,
  z.strictObject({ kind: z.literal("race"), ...fork, branches: list(blockSchema) }),
  z.strictObject({
    kind: z.literal("reduce"),
    ...fork,
    list: exprSchema,
    by: count,
    max: count.exactOptional(),
    body: blockSchema,
  }),
  z.strictObject({
    kind: z.literal("repeat"),
    ...node,
    count,
    name: z.string(),
    first: blockSchema,
    body: blockSchema,
  }),
] as const;
