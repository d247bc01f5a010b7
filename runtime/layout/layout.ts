import type { Entry, ToolDescription } from "../context/entry.ts";

/** Moves whenever the same entries would give other text. A model that was trained on a layout names its version. */
export const LAYOUT_VERSION = 2;

/**
 * A stretch of prompt text. `special` text may hold control tokens (`<|im_start|>`) and is tokenised with them; all
 * other text is tokenised as plain text, so nothing a user or a tool wrote can pose as a role mark.
 */
export interface Piece {
  readonly text: string;
  readonly special: boolean;
}

/** What stands open at the end of a context. */
export type Standing = "start" | "system" | "user" | "model";

/**
 * How a context becomes a prompt for one model family. A pure value, built from a chat template once a model is known.
 * Each entry is rendered by itself, from what stands open before it; what was rendered is never rendered again.
 */
export interface Layout {
  readonly version: number;
  /** The chat wrapper it was made from: `ChatML`, `Llama3_1`, … */
  readonly name: string;
  /** The pieces that `entry` adds where `standing` was open, and what stands open after it. */
  render(entry: Entry, standing: Standing): { readonly pieces: readonly Piece[]; readonly standing: Standing };
  /**
   * Closes the user's turn and opens the model's: what must be decoded before a token can be sampled. Empty if it is open.
   * An empty thought at its end, with which some templates tell a model to answer at once, is left out for a turn that
   * `thinks`: it opens one of its own.
   */
  openTurn(standing: Standing, thinks?: boolean): readonly Piece[];
  /** How calls look in a turn's text. */
  readonly calls: CallSyntax;
}

/**
 * One call is `prefix`, name, `between`, JSON arguments, `suffix`; several stand between `open` and `close`, separated by `separator`.
 * All as text (special tokens by their text): the decoder matches bytes.
 */
export interface CallSyntax {
  readonly open: string;
  readonly prefix: string;
  readonly between: string;
  readonly suffix: string;
  readonly separator: string;
  readonly close: string;
  /** The template knows no turn with several calls: their results would stand between them. */
  readonly single?: boolean;
}

/** The paragraph that tells a model the shape of its answer: last before its turn, the same bytes for the same type. */
export type AnswerNote = (schema: import("../../compiler/graph/expression.ts").Json) => string;

/** The text that describes tools; part of the layout's version. */
export type ToolsText = (tools: readonly ToolDescription[]) => string;
