import type { Json } from "../../compiler/graph/expression.ts";

/** The version of the union below; it moves when an old entry would be read differently. */
export const ENTRY_VERSION = 1;

/** One step by which a context grows. Closed and versioned: contexts are stored and sent as lists of these. */
export type Entry = SystemEntry | ToolsEntry | TextEntry | TurnEntry | ResultsEntry;

/** The text of a spine's `system`; first in its context, or (in a spine within a spine) a paragraph. */
export interface SystemEntry {
  readonly kind: "system";
  readonly text: string;
}

/** The tools that are described from here on; what an agent may call is another matter, see `TurnRequest`. */
export interface ToolsEntry {
  readonly kind: "tools";
  readonly tools: readonly ToolDescription[];
}

/** What a model is told about a tool (or about an agent that it may call like one). */
export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments' record. */
  readonly parameters: Json;
}

/** A paragraph of the user's turn: a shared value, an agent's own `system`, its prompt, or a note of the runtime's. */
export interface TextEntry {
  readonly kind: "text";
  readonly of: "share" | "system" | "prompt" | "note";
  readonly text: string;
}

/** What the model wrote in one turn, calls included, without the marks that open and close a turn. */
export interface TurnEntry {
  readonly kind: "turn";
  readonly text: string;
  readonly calls: readonly Call[];
  /** Absent on a hosted engine. Only good for the engine with this identity; any other tokenises `text`. */
  readonly exact?: {
    readonly identity: string;
    readonly tokens: readonly number[] /** Runs, alternately sampled and forced, sampled first. */;
    readonly runs: readonly number[];
  };
}

/** One call that a model wrote. `id` is unique in its context. */
export interface Call {
  readonly id: string;
  readonly name: string;
  /** As decoded; not yet checked. `null` where it was no JSON at all. */
  readonly arguments: Json;
}

/** What came of the calls of the turn before, in their order. */
export interface ResultsEntry {
  readonly kind: "results";
  readonly results: readonly {
    readonly call: string;
    readonly name: string;
    readonly text: string;
    readonly ok: boolean;
  }[];
}
