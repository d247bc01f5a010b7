/** The zod schemas that those of all parts of a graph are made of; `reference.ts` says what they mean. */
import { z } from "zod";

/** A list that nobody writes to. */
export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly();
/** How many, of what there is one at least. */
export const count = z.int().min(1);
/** How many, or how far from the beginning. */
export const natural = z.int().min(0);

/** `At`. */
export const atShape = z.strictObject({ file: natural, start: natural, end: natural, line: count, column: count });

/** `CallableRef`. */
export const callableShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("tool"), id: z.string() }),
  z.strictObject({ kind: z.literal("agent"), id: z.string(), from: z.enum(["caller", "spine"]) }),
]);
