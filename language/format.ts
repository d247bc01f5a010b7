import type { Diagnostic } from "./diagnostic.ts";
import { layOut } from "./format/lay-out.ts";
import { pieces } from "./format/piece.ts";
import { parseTokens } from "./parse.ts";

/** A text in the one style of the language, or why it can't be brought into it. */
export type Formatted =
  | { readonly kind: "formatted"; readonly text: string }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Brings the text of a file into the one style of the language; a text with mistakes is left alone.
 *
 * Where lines break inside an expression is the writer's choice. A list that has a line break between its entries has
 * one between all of them, and so has a block of two statements. Everything else (indentation, blanks, commas, blank
 * lines, where a block text begins) is decided here. Comments stay where they are, and the tree stays the same.
 */
export function format(text: string, file: string): Formatted {
  const { module, tokens, diagnostics } = parseTokens(text, file);
  if (diagnostics.some(({ severity }) => severity === "error")) return { kind: "refused", diagnostics };
  return { kind: "formatted", text: layOut(text, pieces(tokens, module.comments), module.comments) };
}
