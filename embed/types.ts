/**
 * What is known of a program when the one that embeds it is compiled. Generated modules declare these; a program that was
 * compiled or loaded when it runs has the open ones, and its values are checked then.
 */
import type { Json } from "../compiler/graph/expression.ts";
import type { ToolContext } from "../runtime/tools/tool.ts";

/**
 * The code of a tool. Its arguments are checked before it runs, and what it gives is checked and cut to its type after.
 * What it throws is told to the model that called it.
 */
export type Tool<Arguments, Result> = (args: Arguments, context: ToolContext) => Result | Promise<Result>;

/** One flow: its parameters, its result, the tools that it needs from outside, and the agents whose answers can be watched. */
export interface FlowTypes {
  readonly parameters: object;
  readonly result: unknown;
  /** By name. One that the program brings along, or the library has, is optional. */
  readonly tools: object;
  /** Names of the protected tools within its reach. */
  readonly grants: string;
  /** The results of the agents within its reach, by name. */
  readonly agents: object;
}

/** The flows of a program, by name. */
export interface ProgramTypes {
  readonly flows: object;
}

/** A flow of which nothing is known before it runs. */
export interface AnyFlowTypes extends FlowTypes {
  readonly parameters: { readonly [name: string]: unknown };
  readonly result: Json;
  readonly tools: { readonly [name: string]: AnyTool };
  readonly grants: string;
  readonly agents: { readonly [name: string]: Json };
}

/** A program of which nothing is known before it is compiled. */
export interface AnyProgramTypes extends ProgramTypes {
  readonly flows: { readonly [name: string]: AnyFlowTypes };
}

/** Any tool's code: a method's parameters are compared both ways, so that it may ask for narrower arguments. */
export type AnyTool = { call(args: { readonly [name: string]: Json }, context: ToolContext): unknown }["call"];

/** The types of the flow called `Name` in a program. */
export type FlowOf<
  Program extends ProgramTypes,
  Name extends keyof Program["flows"],
> = Program["flows"][Name] extends infer Flow extends FlowTypes ? Flow : AnyFlowTypes;

/** As much of a value as may be written so far: any field may be missing, and any list or text may be shorter. */
export type Partially<Value> = Value extends readonly (infer Element)[]
  ? readonly Partially<Element>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Partially<Value[Key]> }
    : Value;
