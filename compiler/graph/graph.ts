/**
 * The execution graph: everything that the runtime knows of a program, as one plain JSON value. Public and versioned.
 *
 * Bodies are in a normal form: a call of an agent, a tool, a flow or a person never stands inside an expression. It is
 * a node of its own, before the node that uses its value, and binds that value to a name; `if`, `match`, `&&`, `||`
 * and `??` around calls are nodes with blocks. So every effect has an id, and every expression is pure.
 */
import type { Expr, Json } from "./expression.ts";
import type { Type, TypeId } from "./type.ts";

export const GRAPH_VERSION = 1;

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

/** Declared names; a second declaration of the same name from another module is `name@2`. */
export type ModelId = string;
export type ToolId = string;
export type AgentId = string;
export type FlowId = string;

/**
 * Stable under edits elsewhere: the flow's id and the labels on the way in, joined by `/`. A node's label is the name it
 * binds, else what it calls, else its kind (for a repeat, the name it makes new each round); a repeated label in the blocks
 * of one node gets `.2`, `.3`, …. An entry's name is a label on the way in. The nodes of a test begin with `test:` and its name.
 */
export type NodeId = string;

/** A place in the source: index into `files`, UTF-16 offsets, and the line and column (from 1) of the start. */
export interface At {
  readonly file: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

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

export interface ParameterEntry {
  readonly name: string;
  readonly type: TypeId;
  readonly doc?: string;
  /** Made of literals and earlier parameters. */
  readonly default?: Expr;
}

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

export type ToolSource =
  /** A module beside the file that declares the tool, and its export. */
  | { readonly kind: "module"; readonly path: string; readonly export: string }
  /** A tool of the standard library: `std/corpus`, `search`. */
  | { readonly kind: "std"; readonly module: string; readonly export: string }
  | { readonly kind: "mcp"; readonly command: Setting; readonly tool: string };

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

export type CallableRef =
  | { readonly kind: "tool"; readonly id: ToolId }
  | { readonly kind: "agent"; readonly id: AgentId; readonly from: "caller" | "spine" };

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

/** Nodes in program order, then the block's value. */
export interface Block {
  readonly nodes: readonly Node[];
  /** Absent where no value is asked for, or where every path returns or breaks. */
  readonly value?: Expr;
}

interface NodeBase {
  readonly id: NodeId;
  readonly at: At;
  /** The name that its value gets, in the rest of its block and the blocks inside. */
  readonly bind?: string;
}

export type Node =
  | LetNode
  | CheckNode
  | SpineNode
  | ShareNode
  | ReturnNode
  | BreakNode
  | ExpectNode
  | AgentNode
  | ToolNode
  | FlowNode
  | AskNode
  | IfNode
  | MatchNode
  | ForNode
  | TryNode
  | ParallelNode
  | ChainNode
  | FanoutNode
  | DagNode
  | DivergeNode
  | RaceNode
  | ReduceNode
  | RepeatNode;

export type NodeKind = Node["kind"];

/** Names a pure value. */
export interface LetNode extends NodeBase {
  readonly kind: "let";
  readonly value: Expr;
}

/** `let x: T = e`: checks the value, cuts it to the type, or fails. */
export interface CheckNode extends NodeBase {
  readonly kind: "check";
  readonly value: Expr;
  readonly type: TypeId;
}

/** From here to the end of the block the current spine is its child. */
export interface SpineNode extends NodeBase {
  readonly kind: "spine";
  readonly system?: Expr;
  /** All that the agents which fork from it may call, hoisted; exactly the written ones where `tools` is written. */
  readonly tools: readonly CallableRef[];
}

/** Appends a paragraph to the current spine: `name: value`, or the value alone. Cut to `type` first. */
export interface ShareNode extends NodeBase {
  readonly kind: "share";
  readonly name?: string;
  readonly value: Expr;
  readonly type: TypeId;
}

export interface ReturnNode extends NodeBase {
  readonly kind: "return";
  readonly value: Expr;
}
export interface BreakNode extends NodeBase {
  readonly kind: "break";
  readonly value: Expr;
}
/** `text` is the expression as written, for the failure's message. */
export interface ExpectNode extends NodeBase {
  readonly kind: "expect";
  readonly value: Expr;
  readonly text: string;
}

export interface CallNode extends NodeBase {
  /** By parameter name; a parameter left out takes its default. */
  readonly arguments: Readonly<Record<string, Expr>>;
  /** `expr from x`: where its agents fork instead of at the current spine. */
  readonly from?: FromRef;
}

/** What stands after `from`: the current spine itself, or the ended context of the agent whose node gave the name its value. */
export type FromRef = { readonly kind: "spine" } | { readonly kind: "result"; readonly of: Expr };

export interface AgentNode extends CallNode {
  readonly kind: "agent";
  readonly agent: AgentId;
  /** A later `from` names its context: keep it until the end of this scope. */
  readonly keepUntil?: NodeId;
  /** `think N`: latent steps instead of an answer. */
  readonly think?: number;
}
export interface ToolNode extends CallNode {
  readonly kind: "tool";
  readonly tool: ToolId;
}
export interface FlowNode extends CallNode {
  readonly kind: "flow";
  readonly flow: FlowId;
}

export interface AskNode extends NodeBase {
  readonly kind: "ask";
  readonly type: TypeId;
  readonly prompt: Expr;
}

export interface IfNode extends NodeBase {
  readonly kind: "if";
  readonly condition: Expr;
  readonly then: Block;
  readonly else?: Block;
}
export interface MatchNode extends NodeBase {
  readonly kind: "match";
  readonly subject: Expr;
  /** `values: null` is the rest. */
  readonly arms: readonly { readonly values: readonly Json[] | null; readonly body: Block }[];
}
/** A `for` with calls in it; one after another. `body` ends in the element's value. */
export interface ForNode extends NodeBase {
  readonly kind: "for";
  readonly name: string;
  readonly list: Expr;
  readonly condition?: Block;
  readonly body: Block;
}
/** Its value is `{ ok: true, value }` or `{ ok: false, error }`. */
export interface TryNode extends NodeBase {
  readonly kind: "try";
  readonly body: Block;
}

/** Its branches work on forks: of the current spine, or of what stands after `from`, which is then the current spine in them. */
interface ForkNode extends NodeBase {
  readonly from?: FromRef;
}

export interface ParallelNode extends ForkNode {
  readonly kind: "parallel";
  readonly name: string;
  readonly list: Expr;
  readonly max?: number;
  readonly body: Block;
}

/** An entry of a record-like topology. */
export interface EntryBlock {
  readonly name: string;
  readonly at: At;
  readonly body: Block;
  /** The type its value is cut to where it is shared or bound. */
  readonly type: TypeId;
}

export interface ChainNode extends ForkNode {
  readonly kind: "chain";
  readonly over:
    | { readonly kind: "entries"; readonly entries: readonly EntryBlock[] }
    | {
        readonly kind: "list";
        readonly name: string;
        readonly list: Expr;
        readonly body: Block;
        readonly type: TypeId;
      };
}

export interface FanoutNode extends ForkNode {
  readonly kind: "fanout";
  readonly survey: EntryBlock;
  readonly name: string;
  readonly list: Expr;
  readonly max?: number;
  readonly body: Block;
}

/** `parallel { … }` is one without edges. */
export interface DagNode extends ForkNode {
  readonly kind: "dag";
  readonly max?: number;
  /** In the written order; `needs`: entries whose values its expression names; `after`: those it only waits for. */
  readonly entries: readonly (EntryBlock & { readonly needs: readonly string[]; readonly after: readonly string[] })[];
}

export interface DivergeNode extends ForkNode {
  readonly kind: "diverge";
  readonly count: number;
  readonly max?: number;
  readonly body: Block;
  /** The judge's agent is called with `attempts` and gives an index. */
  readonly by:
    | { readonly kind: "vote" }
    | { readonly kind: "perplexity" }
    | { readonly kind: "judge"; readonly agent: AgentId };
}

export interface RaceNode extends ForkNode {
  readonly kind: "race";
  readonly branches: readonly Block[];
}

export interface ReduceNode extends ForkNode {
  readonly kind: "reduce";
  readonly list: Expr;
  readonly by: number;
  readonly max?: number;
  /** The group's name in it is `it`. */
  readonly body: Block;
}

export interface RepeatNode extends NodeBase {
  readonly kind: "repeat";
  readonly count: number;
  readonly name: string;
  readonly first: Block;
  readonly body: Block;
}
