/**
 * What a flow costs at most, proved from its graph before anything runs: cells of the KV cache at its peak, model calls, tokens and tool
 * calls, what every spine shares and with whom. A {@link Plan} is data; `page.ts` makes the page of it.
 */
import type { At, FlowId, NodeId, ToolId } from "../graph/graph.ts";
import type { Longest } from "./longest.ts";
import type { Part } from "./peak.ts";
import type { Size } from "./size.ts";

export const PLAN_VERSION = 1;

export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly flow: FlowId;
  readonly at: At;
  /** What counted tokens; null where they are bounded by bytes. */
  readonly counted: string | null;
  readonly steps: readonly Step[];
  readonly total: Cost;
  /** Unique cells in use at the peak. */
  readonly cells: Size;
  /** The step that runs at the peak, and its share of it. */
  readonly peak: {
    readonly node: NodeId;
    readonly label: string;
    /** How many of it run side by side then, where that is not one. */
    readonly times?: Size;
    readonly sum: readonly Part[];
  };
  readonly spines: readonly SpineReport[];
  /** Of every call of an agent: what it forks from, and what it adds to that at most, its sub-agents included. */
  readonly contexts: readonly { readonly prefix: Size; readonly tail: Size }[];
  /** Tools that run only with someone's leave. */
  readonly protected: readonly ToolId[];
}

export interface Cost {
  /** Model calls at most. */
  readonly calls: Size;
  readonly toolCalls: Size;
  /** Tokens that model calls have before them, and of those the ones that a spine had already decoded. */
  readonly read: Size;
  readonly shared: Size;
  readonly written: Size;
}

/** One line of the page, and what is inside it. */
export interface Step {
  readonly node: NodeId;
  readonly at: At;
  readonly kind: StepKind;
  /** As a reader would write it: `researcher(question)`, `share plan`. */
  readonly label: string;
  /** Tokens that it adds to the spine: a spine's own, a share's. */
  readonly adds?: Size;
  /** Agents that fork from a spine, or that read what is shared. */
  readonly readers?: readonly string[];
  /** Branches side by side at most. */
  readonly atOnce?: Size;
  /** How often it runs at most, where that is not once. */
  readonly times?: Size;
  /** What runs so often: a branch if left out. */
  readonly unit?: "branch" | "round" | "group" | "entry" | "element";
  /** It runs neither more nor less often than `times`. */
  readonly exact?: true;
  /** What it stands for was too much to follow, and is not in the plan. */
  readonly cut?: true;
  readonly agent?: AgentStep;
  readonly steps: readonly Step[];
}

export type StepKind = "spine" | "share" | "agent" | "tool" | "flow" | "ask" | "topology" | "choice" | "loop" | "other";

export interface AgentStep {
  readonly name: string;
  readonly turns: number;
  readonly attempts: number;
  /** Of its answer, as the program writes it. */
  readonly type: string;
  /** Fewest and most tokens of its answer, by its type alone. */
  readonly answer: { readonly fewest: number; readonly most: number };
  /** Tokens that it may write in all. */
  readonly tokens: number;
  /** Of them those of each turn that it may think with, and what all its turns come to at most. */
  readonly reason?: number;
  readonly written: number;
  /** Tokens of the shortest answer of its type, where they are counted. */
  readonly smallest?: number;
  /** The longest answer of its type, as ordinary text would fill it. */
  readonly longest: Longest;
  /** That does not fit into its tokens. */
  readonly mayBeCut: boolean;
  /** Cells of its own at its peak: prompt, results, what it writes, what is kept back for a last answer. */
  readonly cells: Size;
  readonly tools: readonly { readonly name: string; readonly calls: Size; readonly result: number }[];
}

export interface SpineReport {
  readonly node: NodeId;
  readonly label: string;
  /** Tokens from the very beginning to its statement. */
  readonly opened: Size;
  /** The same to its end, shares included. */
  readonly tokens: Size;
  /** Agents that fork from it at most. */
  readonly forks: Size;
  /** Their names. */
  readonly readers: readonly string[];
  /** Names that differ between the branches in which it stands, so that it is decoded once for each of them. */
  readonly brokenBy: readonly string[];
}
