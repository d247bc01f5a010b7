import type { Diagnostic, Edit } from "../../language/diagnostic.ts";
import { format } from "../../language/format.ts";
import type { Analysis } from "./analysis.ts";

/** What brings a file into the one style of the language, or why it is left alone. */
export type Formatting =
  | { readonly kind: "edits"; readonly edits: readonly Edit[] }
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[] };

/** The edits that format a file: blanks and commas alone, in the order of the text, so that a cursor stays where it is. */
export function formattingOf({ text, path }: Analysis): Formatting {
  const formatted = format(text, path);
  if (formatted.kind === "refused") return formatted;
  return { kind: "edits", edits: differences(text, formatted.text) };
}

/** The blanks and commas in which two texts differ; one edit for the whole where they differ in more. */
export function differences(text: string, wanted: string): readonly Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let to = 0;
  while (at < text.length || to < wanted.length) {
    const [end, until] = [endOfBlanks(text, at), endOfBlanks(wanted, to)];
    const put = wanted.slice(to, until);
    if (text.slice(at, end) !== put) edits.push({ span: { start: at, end }, text: put });
    at = end;
    to = until;
    while (at < text.length && text[at] === wanted[to] && !isBlank(text[at])) {
      at++;
      to++;
    }
    const ended = at === text.length && to === wanted.length;
    if (!ended && !isBlank(text[at]) && !isBlank(wanted[to])) {
      return [{ span: { start: 0, end: text.length }, text: wanted }];
    }
  }
  return edits;
}

/** A comma between entries is as good as the line break that it stands beside. */
const isBlank = (character: string | undefined): boolean => character !== undefined && /[\s,]/.test(character);

function endOfBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}
