/** What `agentflow plan --json` prints, as a zod schema: public, and versioned by its `version`. */
import { z } from "zod";
import { PLAN_VERSION } from "./plan.ts";

/** A size as its expression, `118 + |topic|`, and as a number where the inputs that it depends on are known and it has an end. */
const size = z.strictObject({ text: z.string(), value: z.number().optional() });

/** A place in the source: the file's index in the graph, UTF-16 offsets, and line and column from 1. */
const at = z.strictObject({
  file: z.number(),
  start: z.number(),
  end: z.number(),
  line: z.number(),
  column: z.number(),
});

/** An agent's limits, and what its answer may come to. `most` and `characters` are null where there is no end to them. */
const agent = z.strictObject({
  name: z.string(),
  turns: z.number(),
  attempts: z.number(),
  /** Of its answer, as the program writes it. */
  type: z.string(),
  /** Bytes of its answer, by its type alone. */
  answer: z.strictObject({ fewest: z.number(), most: z.number().nullable() }),
  /** Tokens of the shortest answer, where they are counted. */
  smallest: z.number().optional(),
  /** The longest answer, as ordinary text would fill it. */
  longest: z.strictObject({ characters: z.number().nullable(), tokens: z.number().optional() }),
  mayBeCut: z.boolean(),
  /** Tokens that it may write in all. */
  tokens: z.number(),
  /** Of them those of each turn that it may think with, and what all its turns come to at most. */
  reason: z.number().optional(),
  written: z.number(),
  /** Cells of its own at its peak. */
  cells: size,
  /** What it may call: how often in all, and tokens of each result. */
  tools: z.array(z.strictObject({ name: z.string(), calls: size, result: z.number() })),
});

/** One line of the page, and what stands under it. */
const step = z.strictObject({
  node: z.string(),
  at,
  kind: z.enum(["spine", "share", "agent", "tool", "flow", "ask", "topology", "choice", "loop", "other"]),
  /** As a reader would write it. */
  label: z.string(),
  /** Tokens that it adds to the spine. */
  adds: size.optional(),
  /** Agents that read it. */
  readers: z.array(z.string()).optional(),
  /** How often it runs at most, of what, whether exactly so often, and how many side by side. */
  times: size.optional(),
  unit: z.enum(["branch", "round", "group", "entry", "element"]).optional(),
  exact: z.literal(true).optional(),
  /** It stands for what was too much to follow. */
  cut: z.literal(true).optional(),
  atOnce: size.optional(),
  agent: agent.optional(),
  get steps() {
    return z.array(step);
  },
});

/** A part of the sum that the cells at the peak come to. */
const part = z.strictObject({
  what: z.string(),
  size,
  /** Where it is the same several times: how often, and what each comes to. */
  times: size.optional(),
  get each() {
    return z.array(part).optional();
  },
});

export const planSchema = z.strictObject({
  version: z.literal(PLAN_VERSION),
  flow: z.string(),
  at,
  /** What counted tokens; null where every byte of a text is taken for one. */
  counted: z.string().nullable(),
  /** Sizes of the inputs that are known. */
  inputs: z.record(z.string(), z.number()),
  steps: z.array(step),
  /** Of all steps together, at most: model calls, tool calls, tokens read by all calls, of them shared, tokens written. */
  total: z.strictObject({ calls: size, toolCalls: size, read: size, shared: size, written: size }),
  /** Cells of the model's context in use at the peak, at most. */
  cells: size,
  peak: z.strictObject({ node: z.string(), label: z.string(), times: size.optional(), sum: z.array(part) }),
  spines: z.array(
    z.strictObject({
      node: z.string(),
      label: z.string(),
      /** Tokens from the very beginning to its statement, and to its end. */
      opened: size,
      tokens: size,
      /** Agents that fork from it at most, and their names. */
      forks: size,
      readers: z.array(z.string()),
      /** Names in its text that differ between branches, so that it is decoded once for each. */
      brokenBy: z.array(z.string()),
    }),
  ),
  /** Tools that run only with someone's leave. */
  protected: z.array(z.string()),
  warnings: z.array(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      file: z.string(),
      span: z.strictObject({ start: z.number(), end: z.number() }),
    }),
  ),
  /** What it was judged against, and whether it fits. */
  model: z.strictObject({ title: z.string(), cells: z.number() }).optional(),
  verdict: z.strictObject({ kind: z.enum(["fits", "may-not-fit", "unknown"]), mends: z.array(z.string()) }).optional(),
});

/** What `agentflow plan --json` prints. */
export type PlanJson = z.infer<typeof planSchema>;
