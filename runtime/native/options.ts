/** How a model is opened, and what of it makes sense. */
import { availableParallelism } from "node:os";
import { EngineProblem } from "../run/options.ts";
import type { AddonOptions } from "./addon.ts";
import type { Backend } from "./libraries.ts";

/** How a model is opened. */
export interface NativeOptions {
  /** A GGUF file. */
  readonly file: string;
  /** Cells of the cache: tokens of all branches together, shared ones once. */
  readonly context: number;
  /** Branches at once at most. */
  readonly branches: number;
  /**
   * `unified`, as it is if this is left out: all branches share one stream of cells, a fork costs nothing, and each may
   * use all of them. `separate`: each has an equal part of the cells to itself and a fork copies its parent's, which pays
   * where what branches have of their own is long beside what they share: attention then looks at no cells of others.
   */
  readonly streams?: "unified" | "separate";
  /** Threads that compute: every processor up to four, half of them above. */
  readonly threads?: number;
  /**
   * How long idle threads spin before they sleep, from 0 to 100. Much of it is quick on a machine of one's own, and
   * slow where others want the same processors.
   */
  readonly poll?: number;
  /** Layers on the graphics processor: all if left out. */
  readonly gpuLayers?: number;
  /** Rows of one pass at most. */
  readonly batch?: number;
  /** The best one that this machine can use if it is left out. */
  readonly backend?: Backend;
  /** How far the model's loading is, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** What the engine's own compilation does, where it is still to be done. */
  readonly onBuild?: (step: string, fraction: number) => void;
}

const MOST_BRANCHES = 255;
/** Enough for a prefill to be quick, and a pass still short on a processor. */
const ROWS = 512;
/** Some milliseconds of spinning: nobody has to be woken from one pass to the next, and all sleep soon after the last. */
const POLL = 1;
/** A cache has a multiple of this. */
const CELLS_AT_ONCE = 256;
/** So that rounding stays within what llama.cpp counts with. */
const LARGEST_CONTEXT = 2 ** 30;

/** What of the settings a model's thread is told, whatever file and machine it is. Throws {@link EngineProblem}. */
export function checkOptions(
  options: NativeOptions,
): Pick<AddonOptions, "context" | "branches" | "separate" | "batch" | "threads" | "poll" | "gpuLayers"> {
  const branches = within("branches", options.branches, 1, MOST_BRANCHES);
  const context = within("context", options.context, 1, LARGEST_CONTEXT);
  const separate = options.streams === "separate";
  return {
    // llama.cpp rounds up in the same way, but only after it has bounded the batch by what was asked for.
    context: separate ? branches * wholeCells(context / branches) : wholeCells(context),
    branches,
    separate,
    // Every generating branch has a row in each pass, and prefill must get on beside them.
    batch: Math.max(within("batch", options.batch ?? ROWS, 1, 1 << 16), branches + 1),
    threads: within("threads", options.threads ?? defaultThreads(), 1, 512),
    poll: within("poll", options.poll ?? POLL, 0, 100),
    gpuLayers: within("gpuLayers", options.gpuLayers ?? -1, -1, 1 << 16),
  };
}

/** A whole number within bounds. Throws {@link EngineProblem} with the setting's name where it is anything else. */
export function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new EngineProblem(`${name} is a whole number from ${least} to ${most}, not ${value}.`);
}

function wholeCells(cells: number): number {
  return Math.ceil(cells / CELLS_AT_ONCE) * CELLS_AT_ONCE;
}

/** Processors mostly come in pairs that share one core, where the second adds little. */
function defaultThreads(): number {
  const processors = availableParallelism();
  return processors <= 4 ? processors : Math.max(4, Math.floor(processors / 2));
}
