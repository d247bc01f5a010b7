/** How the parts of a graph name each other, and the places in the source that they come from. */

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

/** What an agent may call: a tool, or an agent and where that one forks. */
export type CallableRef =
  | { readonly kind: "tool"; readonly id: ToolId }
  | { readonly kind: "agent"; readonly id: AgentId; readonly from: "caller" | "spine" };
