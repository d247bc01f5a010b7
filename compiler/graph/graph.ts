/**
 * The execution graph: everything that the runtime knows of a program, as one plain JSON value. Public and versioned.
 *
 * Bodies are in a normal form: a call of an agent, a tool, a flow or a person never stands inside an expression. It is
 * a node of its own, before the node that uses its value, and binds that value to a name; `if`, `match`, `&&`, `||`
 * and `??` around calls are nodes with blocks. So every effect has an id, and every expression is pure.
 */
import type { Expr, Json } from "./expression.ts";
import type { Block } from "./node.ts";
import type { AgentId, At, CallableRef, FlowId, ModelId, ToolId } from "./reference.ts";
import type { Type, TypeId } from "./type.ts";

export type * from "./node.ts";
export type * from "./reference.ts";

/** Moves when a graph of before can't be read as one of now. */
export const GRAPH_VERSION = 1;

/** A compiled program. */
export interface Graph {
  readonly version: typeof GRAPH_VERSION;
  /** Files by index, the entry file first; `At.file` points here. Relative to the entry file's folder, `std/…` for the library. */
  readonly files: readonly string[];
  /** Every named type, and every other type that something in the graph is checked against or decoded to. */
  readonly types: Readonly<Record<TypeId, TypeEntry>>;
  readonly models: Readonly<Record<ModelId, ModelEntry>>;
  readonly tools: Readonly<Record<ToolId, ToolEntry>>;
  readonly agents: Readonly<Record<AgentId, AgentEntry>>;
  readonly flows: Readonly<Record<FlowId, FlowEntry>>;
  readonly tests: readonly TestEntry[];
  /** The flow that runs when none is named: the entry file's only one, or `main`; absent where there is no such. */
  readonly main?: FlowId;
}

/** A type with what is made of it. */
export interface TypeEntry {
  readonly id: TypeId;
  /** `true` where the source names it; otherwise its id is `#` and the first 12 digits of its content's hash. */
  readonly named: boolean;
  readonly type: Type;
  readonly doc?: string;
  /** JSON Schema 2020-12, self-contained (`$defs`), as a model is shown it. */
  readonly schema: Json;
  /**
   * llama.cpp GBNF of its canonical JSON: the name of its root rule, and the bodies of all rules it needs. Rules of the
   * same name have the same body in every entry of a graph, so the grammars of several types go together by merging.
   * Absent where none can be given (a pattern that GBNF can't say).
   */
  readonly gbnf?: { readonly root: string; readonly rules: Readonly<Record<string, string>> } | undefined;
  /** Paths and names of constraints that decoding does not enforce, only the check after it: `source: url`. */
  readonly checkedAfter: readonly string[];
}

/** `env("X")` stays unread until the run. */
export type Setting = string | { readonly env: string };

/** A declared model, its settings as written. */
export interface ModelEntry {
  readonly id: ModelId;
  readonly at: At;
  readonly gguf?: Setting;
  readonly provider?: string;
  readonly name?: Setting;
  readonly url?: Setting;
  readonly key?: Setting;
  /** Tokens of context; absent: min(the model's own, 8k). */
  readonly context?: number;
  /** Branches alive at once; absent: 16. */
  readonly branches?: number;
}

/** A parameter of a tool, an agent or a flow. */
export interface ParameterEntry {
  readonly name: string;
  readonly type: TypeId;
  readonly doc?: string;
  /** Made of literals and earlier parameters. */
  readonly default?: Expr;
}

/** A declared tool: its contract and its limits. */
export interface ToolEntry {
  readonly id: ToolId;
  /** The name that a model calls it by. */
  readonly name: string;
  readonly at: At;
  readonly doc?: string;
  readonly parameters: readonly ParameterEntry[];
  /** The record of the parameters, as one type: what a model's arguments are decoded to and checked against. */
  readonly arguments: TypeId;
  readonly result: TypeId;
  readonly from: ToolSource;
  readonly timeoutMs: number;
  readonly retry: number;
  /** Tokens of the result that a model sees at most. */
  readonly resultTokens: number;
  readonly cacheMs?: number;
  readonly rate?: { readonly count: number; readonly perMs: number };
  readonly max?: number;
  readonly protected: boolean;
  readonly effect: boolean;
}

/** Where the code of a tool is. */
export type ToolSource =
  /** A module beside the file that declares the tool, and its export. */
  | { readonly kind: "module"; readonly path: string; readonly export: string }
  /** A tool of the standard library: `std/corpus`, `search`. */
  | { readonly kind: "std"; readonly module: string; readonly export: string }
  | { readonly kind: "mcp"; readonly command: Setting; readonly tool: string };

/** A declared agent, what was left out filled in. */
export interface AgentEntry {
  readonly id: AgentId;
  readonly name: string;
  readonly at: At;
  readonly doc?: string;
  readonly parameters: readonly ParameterEntry[];
  /** The record of the parameters, for an agent that is called as a tool. */
  readonly arguments: TypeId;
  readonly result: TypeId;
  readonly system?: Expr;
  /** Without one: the doc comment and the arguments. */
  readonly prompt?: Expr;
  readonly model?: ModelId;
  /** What it may call, in the written order. */
  readonly tools: readonly CallableRef[];
  readonly turns: number;
  readonly tokens: number;
  readonly timeoutMs?: number;
  readonly retry: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly minP?: number;
  readonly seed?: number;
  /** Tokens of free thinking before the answer. */
  readonly reason?: number;
  readonly delegates: number;
  readonly handoff: "auto" | "kv" | "latent" | "text";
}

/** A declared flow. */
export interface FlowEntry {
  readonly id: FlowId;
  readonly name: string;
  readonly at: At;
  readonly doc?: string;
  readonly parameters: readonly ParameterEntry[];
  readonly result: TypeId;
  /** Tools hoisted to the flow's own empty spine: those of the agents that fork before any `spine` statement. */
  readonly tools: readonly CallableRef[];
  readonly body: Block;
}

/** A `test` block. */
export interface TestEntry {
  readonly name: string;
  readonly at: At;
  readonly mocks: readonly {
    readonly at: At;
    readonly target: CallableRef;
    readonly outcome: { readonly value: Expr } | { readonly fail: Expr };
  }[];
  readonly tools: readonly CallableRef[];
  readonly body: Block;
}
