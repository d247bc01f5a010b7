/** What a run of a flow takes beside the flow's parameters. */
import type { Json } from "../compiler/graph/expression.ts";
import type { Event } from "../runtime/events/event.ts";
import type { Context } from "./context.ts";
import type { Engine } from "./engine.ts";
import type { Place } from "./failure.ts";
import type { FlowTypes } from "./types.ts";

/** Options of a run. `tools` must be given where the flow needs some that nothing else brings along. */
export type RunOptions<Flow extends FlowTypes> = RunSetting<Flow> &
  ([RequiredKeys<Flow["tools"]>] extends [never]
    ? { /** The code of tools, by name, in the place of what the program says. */ readonly tools?: Flow["tools"] }
    : { /** The code of tools, by name. */ readonly tools: Flow["tools"] });

/** What a flow is called with: parameters and options may be left out where nothing in them must be given. */
export type RunArguments<Flow extends FlowTypes> = [RequiredKeys<Flow["tools"]>] extends [never]
  ? [RequiredKeys<Flow["parameters"]>] extends [never]
    ? [parameters?: Flow["parameters"], options?: RunOptions<Flow>]
    : [parameters: Flow["parameters"], options?: RunOptions<Flow>]
  : [parameters: Flow["parameters"], options: RunOptions<Flow>];

type RequiredKeys<Fields> = {
  [Key in keyof Fields]-?: Empty extends Pick<Fields, Key> ? never : Key;
}[keyof Fields];

// biome-ignore lint/complexity/noBannedTypes: it is assignable to whatever has no required fields, and only to that.
type Empty = {};

/** Options that have the same type for every flow. */
export interface RunSetting<Flow extends FlowTypes = FlowTypes> {
  /**
   * For agents that name no model of their own. Left out, the run opens what the program declares, else the small model
   * that ships, and closes it at its end.
   */
  readonly engine?: Engine;
  /** For agents that name a model, by that name; others are opened as the program declares them. */
  readonly models?: { readonly [name: string]: Engine };
  /** What the flow begins with; without `engine` it runs on the context's own. A run over one is not recorded. */
  readonly context?: Context;
  /** Protected tools that may run without asking. */
  readonly grants?: readonly Flow["grants"][];
  /** Who answers what the program asks, and whether protected tools may run. Without it nobody is there. */
  readonly ask?: Answerer;
  /** Ends the run when it aborts; whoever awaits the result gets its reason. */
  readonly signal?: AbortSignal;
  /** All randomness of agents comes from it; another one every time if left out. */
  readonly seed?: number;
  readonly limits?: RunLimits;
  /** Records the run, to be resumed and replayed: in `.agentflow/runs` of the workspace, or in the given folder. Not if left out. */
  readonly journal?: boolean | { readonly folder: string };
  /** The folder that file tools may read; the process's if left out. */
  readonly workspace?: string;
  /** Told every event, in order, as they come. */
  readonly onEvent?: (event: Event) => void;
}

/** Bounds of a whole run, beyond those that its program has. A run that comes to one is ended, and has failed. */
export interface RunLimits {
  readonly milliseconds?: number;
  /** Tokens that models write, in all. */
  readonly tokens?: number;
  /** Turns of models, in all. */
  readonly turns?: number;
}

/**
 * Answers one question with a value of its type, or {@link refused}; `undefined` says that nobody is there who could. A
 * value of another type is asked for again, with what was wrong as the question's `problem`.
 */
export type Answerer = (question: Question, signal: AbortSignal) => Reply | Promise<Reply>;

/** What an {@link Answerer} gives. */
export type Reply = Json | typeof refused | undefined;

/** The answer of a person who will give none: the `ask` fails, the protected tool doesn't run. */
export const refused: unique symbol = Symbol("refused");

/** One question to a person: an `ask` of the program, or whether a protected tool may run (then with its call). */
export interface Question {
  /** Unique in the run. */
  readonly id: string;
  /** The node that asks. */
  readonly path: string;
  readonly place?: Place;
  readonly prompt: string;
  /** JSON Schema of the answer. */
  readonly schema: Json;
  readonly call?: { readonly tool: string; readonly arguments: Json };
  /** What was wrong with the answer before. */
  readonly problem?: string;
}
