import type { Plan, Step } from "./plan.ts";
import { evaluate, type Inputs, type Size } from "./size.ts";

/**
 * How the branches of a cache have its cells. `unified`: all in one stream, so that what is shared is there once and a
 * branch may be as long as there are cells. `separate`: so many branches, each with an equal part to itself.
 */
export type Streams =
  | { readonly kind: "unified" }
  | {
      readonly kind: "separate";
      /** Those of agents, and those that only keep what is decoded of spines. */
      readonly branches: number;
    };

/** The cache of a model that is about to be opened. */
export interface Cache {
  readonly cells: number;
  /** Agents at once at most. */
  readonly branches: number;
}

const unified: Streams = { kind: "unified" };

/** Fewer agents than this gain too little, whatever they write. */
const WORTH_STREAMS = 4;
/** A stream has a multiple of so many cells. */
const CELLS_AT_ONCE = 256;
/** For making one context out of another. */
const SPARE = 2;

/**
 * The streams that suit a flow. Separate ones only where several agents run side by side, where what they add is long
 * beside what they share, and where even the longest context that the plan allows fits into its part: on one stream it
 * would have had all cells. Where the inputs that decide that are unknown it is one stream.
 */
export function chooseStreams(plan: Plan, { cells, branches }: Cache, inputs: Inputs = new Map()): Streams {
  const of = (size: Size): number => evaluate(size, inputs);
  const agents = Math.min(branches, widest(plan.steps, of));
  // What was not followed to its end may have any context in it.
  if (!Number.isFinite(of(plan.cells))) return unified;
  let [prefix, tail, longest] = [0, 0, 0];
  for (const context of plan.contexts) {
    const own = { prefix: of(context.prefix), tail: of(context.tail) };
    prefix = Math.max(prefix, own.prefix);
    tail = Math.max(tail, own.tail);
    longest = Math.max(longest, own.prefix + own.tail);
  }
  const all = agents + plan.spines.length + SPARE;
  const stream = Math.floor(cells / all / CELLS_AT_ONCE) * CELLS_AT_ONCE;
  if (longest > stream || !paysToCopy(agents, prefix, tail)) return unified;
  return { kind: "separate", branches: all };
}

/**
 * Whether agents with `tail` tokens of their own on `prefix` shared ones are quicker on separate streams. Attention over
 * one stream looks at the cells of all branches; over separate ones at a copy of the shared cells for each, and at one
 * branch at a time, which takes several times as long a cell. Part 1 of `bench/engine` measures both with llama.cpp's own
 * benchmark: on a processor, 8 and 32 branches on 512 shared tokens are 1.04 and 1.15 times as quick on separate streams
 * with 512 of their own, 0.89 and 0.64 times with 128, and 0.70 and 0.47 times with 32.
 */
export function paysToCopy(agents: number, prefix: number, tail: number): boolean {
  return agents >= WORTH_STREAMS && tail >= prefix;
}

/** Branches side by side at most. */
function widest(steps: readonly Step[], of: (size: Size) => number): number {
  return steps.reduce((most, step) => {
    const own = step.atOnce ? of(step.atOnce) : 1;
    return Math.max(most, own * widest(step.steps, of));
  }, 1);
}
