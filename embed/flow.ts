import type { Operation } from "effection";
import type { Json } from "../compiler/graph/expression.ts";
import { carryOut } from "./carry-out.ts";
import { type Outcome, outcomeOf } from "./failure.ts";
import type { RunArguments, RunOptions } from "./options.ts";
import type { AnyOptions, FlowParts } from "./parts.ts";
import { Run } from "./run.ts";
import type { FlowTypes } from "./types.ts";

/**
 * A flow as a function: called, it begins to run.
 *
 * @example
 * ```ts
 * const report = await investigate({ topic: "tea and sleep" }, { engine, signal });
 * ```
 */
export interface Flow<Types extends FlowTypes> {
  (...args: RunArguments<Types>): Run<Types>;
  /** As the program calls it. */
  readonly name: string;
  /** JSON Schema of its result. */
  readonly result: Json;
  /**
   * The run as an Effection operation, which lives and ends with the scope that yields to it. It gives how the flow ended
   * and throws for nothing that a program, a model or a user can cause.
   *
   * @example
   * ```ts
   * const outcome = yield* investigate.operation({ topic: "tea" }, { engine });
   * ```
   */
  operation(...args: RunArguments<Types>): Operation<Outcome<Types["result"]>>;
  /** The same flow, whose runs have these options where they are given no others. */
  with(options: Partial<RunOptions<Types>>): Flow<Given<Types>>;
}

/** A flow that has its tools already. */
export type Given<Types extends FlowTypes> = Omit<Types, "tools"> & { readonly tools: Partial<Types["tools"]> };

/** A flow of a program as a function. */
export function makeFlow<Types extends FlowTypes>(parts: FlowParts, usual: AnyOptions = {}): Flow<Types> {
  const { graph, flow } = parts;
  const read = (args: RunArguments<Types>): readonly [object, AnyOptions] => {
    const [parameters = {}, options = {}]: readonly (object | undefined)[] = args;
    return [parameters, merged(usual, options)];
  };
  const begin = (...args: RunArguments<Types>): Run<Types> => new Run(parts, ...read(args));
  const rest: Omit<Flow<Types>, "name"> = {
    result: graph.types[flow.result]?.schema ?? true,
    *operation(...args) {
      const nobody = { onEvent: () => {}, onControl: () => {} };
      return outcomeOf(graph, yield* carryOut(parts, ...read(args), nobody));
    },
    with: (options: object) => makeFlow(parts, merged(usual, options)),
  };
  return Object.defineProperty(Object.assign(begin, rest), "name", { value: flow.name });
}

/** Tools of both; of all else the latter where it says anything. */
function merged(usual: AnyOptions, given: AnyOptions): AnyOptions {
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const tools = { ...usual.tools, ...given.tools };
  return { ...usual, ...said, ...(Object.keys(tools).length > 0 && { tools }) };
}
