/** The nodes of a flow's body, in the normal form that `graph.ts` tells of. */
import type { Expr, Json } from "./expression.ts";
import type { AgentId, At, CallableRef, FlowId, NodeId, ToolId } from "./reference.ts";
import type { TypeId } from "./type.ts";

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

/** A step of a body; `bind` names its value. */
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

/** What a node can be. */
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

/** Ends the flow with a value. */
export interface ReturnNode extends NodeBase {
  readonly kind: "return";
  readonly value: Expr;
}

/** Ends the innermost `repeat` with a value. */
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

/** A call of an agent, a tool or a flow. */
export interface CallNode extends NodeBase {
  /** By parameter name; a parameter left out takes its default. */
  readonly arguments: Readonly<Record<string, Expr>>;
  /** `expr from x`: where its agents fork instead of at the current spine. */
  readonly from?: FromRef;
}

/** What stands after `from`: the current spine itself, or the ended context of the agent whose node gave the name its value. */
export type FromRef = { readonly kind: "spine" } | { readonly kind: "result"; readonly of: Expr };

/** A call of an agent. */
export interface AgentNode extends CallNode {
  readonly kind: "agent";
  readonly agent: AgentId;
  /** A later `from` names its context: keep it until the end of this scope. */
  readonly keepUntil?: NodeId;
  /** `think N`: latent steps instead of an answer. */
  readonly think?: number;
}

/** A call of a tool. */
export interface ToolNode extends CallNode {
  readonly kind: "tool";
  readonly tool: ToolId;
}

/** A call of another flow. */
export interface FlowNode extends CallNode {
  readonly kind: "flow";
  readonly flow: FlowId;
}

/** Asks a person for a value of the type. */
export interface AskNode extends NodeBase {
  readonly kind: "ask";
  readonly type: TypeId;
  readonly prompt: Expr;
}

/** An `if` around nodes. */
export interface IfNode extends NodeBase {
  readonly kind: "if";
  readonly condition: Expr;
  readonly then: Block;
  readonly else?: Block;
}

/** A `match` around nodes. */
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

/** `parallel x in xs`: a branch an element, side by side. */
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

/** One after the other, each shared before the next. */
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

/** A survey that is shared, then a branch an element of a list. */
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

/** So many attempts from one context, and the choice between them. */
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

/** The first branch to succeed wins. */
export interface RaceNode extends ForkNode {
  readonly kind: "race";
  readonly branches: readonly Block[];
}

/** Groups of a list to one value each, level by level. */
export interface ReduceNode extends ForkNode {
  readonly kind: "reduce";
  readonly list: Expr;
  readonly by: number;
  readonly max?: number;
  /** The group's name in it is `it`. */
  readonly body: Block;
}

/** At most `count` rounds, each with the last value under `name`. */
export interface RepeatNode extends NodeBase {
  readonly kind: "repeat";
  readonly count: number;
  readonly name: string;
  readonly first: Block;
  readonly body: Block;
}
