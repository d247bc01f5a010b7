import type { Json } from "../../compiler/graph/expression.ts";

/**
 * The TypeScript behind a declared tool. Its arguments are already checked; what it gives is checked before anyone sees
 * it. It may throw: the error's message is told to the model that called it. It should stop early when `signal` aborts.
 */
export type ToolHandler = (args: { readonly [name: string]: Json }, context: ToolContext) => Json | Promise<Json>;

/** What a tool's code is given beside its arguments. */
export interface ToolContext {
  readonly signal: AbortSignal;
  /** The folder that file tools may read: the working directory of the run unless told otherwise. */
  readonly workspace: string;
  /** The folder of the `.af` file that declares the tool (for `std` tools: of the entry file). */
  readonly directory: string;
  /** The same for every attempt at the same call of the same run. */
  readonly key: string;
}
