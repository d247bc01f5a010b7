import type { Diagnostic } from "./diagnostic.ts";
import { align } from "./format/columns.ts";
import { layOut } from "./format/lay-out.ts";
import { pieces } from "./format/piece.ts";
import { wrap } from "./format/wrap.ts";
import { parseTokens } from "./parse.ts";

/** A text in the one style of the language, or why it can't be brought into it. */
export type Formatted =
  | { readonly kind: "formatted"; readonly text: string }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/**
 * Brings the text of a file into the one style of the language; a text with mistakes is left alone.
 *
 * Where lines break inside an expression is the writer's choice, and so is what stands in columns. A list that has a
 * line break between its entries has one between all of them, and so has a block of two statements, and a list whose
 * line would be too long. Everything else (indentation, blanks, commas, blank lines, where a block text begins) is
 * decided here. Comments stay where they are, and the tree stays the same.
 */
export function format(text: string, file: string): Formatted {
  const { module, tokens, diagnostics } = parseTokens(text, file);
  if (diagnostics.some(({ severity }) => severity === "error")) return { kind: "refused", diagnostics };
  const all = pieces(tokens, module.comments);
  let layout = layOut(text, all, module.comments);
  while (wrap(all, layout)) layout = layOut(text, all, module.comments);
  return { kind: "formatted", text: align(text, all, layout) };
}
