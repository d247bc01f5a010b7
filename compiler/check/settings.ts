import type { Expression, ModelDeclaration } from "../../language/ast.ts";
import type { Declared } from "../bind/target.ts";
import type { AgentEntry, Setting } from "../graph/graph.ts";

/** A tool or agent in a list of tools. */
export interface ListedCallable {
  readonly target: Declared;
  /** Where a sub-agent forks. */
  readonly from: "caller" | "spine";
}

/** The properties of an agent, checked; what was left out is absent. */
export interface AgentSettings {
  readonly system?: Expression;
  readonly prompt?: Expression;
  readonly model?: Declared & { readonly declaration: ModelDeclaration };
  readonly tools?: readonly ListedCallable[];
  readonly turns?: number;
  readonly tokens?: number;
  readonly timeout?: number;
  readonly retry?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
  readonly min_p?: number;
  readonly seed?: number;
  readonly reason?: number;
  readonly delegates?: number;
  readonly handoff?: AgentEntry["handoff"];
}

/** Where a tool's work is done, as written. */
export type WrittenSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "mcp"; readonly command: Setting; readonly tool: string };

/** The properties of a tool, checked; durations in milliseconds. */
export interface ToolSettings {
  readonly from?: WrittenSource;
  readonly timeout?: number;
  readonly retry?: number;
  readonly result?: number;
  readonly cache?: number;
  readonly rate?: { readonly count: number; readonly perMs: number };
  readonly max?: number;
  readonly protected?: boolean;
  readonly effect?: boolean;
}

/** The properties of a model, checked. */
export interface ModelSettings {
  readonly gguf?: Setting;
  readonly provider?: string;
  readonly name?: Setting;
  readonly url?: Setting;
  readonly key?: Setting;
  readonly context?: number;
  readonly branches?: number;
}

/** The properties of a spine, checked. */
export interface SpineSettings {
  readonly system?: Expression;
  /** Exactly these; absent: those of the agents that fork from it. */
  readonly tools?: readonly ListedCallable[];
}
