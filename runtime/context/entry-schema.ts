import { z } from "zod";
import type { Json } from "../../compiler/graph/expression.ts";
import type { Entry } from "./entry.ts";

const json: z.ZodType<Json> = z.json();
const count = z.int().min(0);

const tools = z.array(z.strictObject({ name: z.string(), description: z.string(), parameters: json }));
const call = z.strictObject({ id: z.string(), name: z.string(), arguments: json });
const exact = z.strictObject({ identity: z.string(), tokens: z.array(count), runs: z.array(count) });
const result = z.strictObject({ call: z.string(), name: z.string(), text: z.string(), ok: z.boolean() });

const entry: z.ZodType<Entry> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("system"), text: z.string() }),
  z.strictObject({ kind: z.literal("tools"), tools }),
  z.strictObject({
    kind: z.literal("text"),
    of: z.enum(["share", "system", "prompt", "note"]),
    text: z.string(),
  }),
  z.strictObject({
    kind: z.literal("turn"),
    text: z.string(),
    calls: z.array(call),
    exact: z.exactOptional(exact),
  }),
  z.strictObject({ kind: z.literal("results"), results: z.array(result) }),
]);

/** Whether a value that came from outside is a list of entries, as {@link Entry} describes them and nothing more. */
export function areEntries(value: unknown): value is readonly Entry[] {
  return z.array(entry).safeParse(value).success;
}
