import type { CallSyntax, Piece } from "./layout.ts";

/**
 * All that a layout is made of, as plain data: what a template writes around the parts of a conversation. It is found
 * by rendering conversations with known texts, and kept beside other facts of a model.
 */
export interface LayoutRecipe {
  /** {@link LAYOUT_VERSION} when it was made. */
  readonly version: number;
  /** The chat wrapper it was made from. */
  readonly name: string;
  /** Around a system text; without it a system text is the first paragraph of the user's turn. */
  readonly system?: { readonly open: readonly Piece[]; readonly toUser: readonly Piece[] };
  /** From the beginning to the user's text. */
  readonly userOpen: readonly Piece[];
  /** From the end of the user's text to where the model writes. */
  readonly modelOpen: readonly Piece[];
  /** From the end of what the model wrote to the next user's text. */
  readonly modelToUser: readonly Piece[];
  readonly calls: CallSyntax;
  readonly results: ResultSyntax;
}

/** What stands around the results of calls, from the end of the model's text on. */
export interface ResultSyntax {
  readonly open: readonly ResultMark[];
  readonly between: readonly ResultMark[];
  readonly close: readonly Piece[];
  /** Each result stands inside JSON, so it has to be JSON. */
  readonly json: boolean;
  /** Whose turn it is afterwards. */
  readonly standing: "user" | "model";
}

/** A piece, or the place of the name of the tool whose result follows. */
export type ResultMark = Piece | { readonly name: true };
