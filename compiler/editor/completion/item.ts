import type { Span } from "../../../language/ast.ts";
import type { Edit } from "../../../language/diagnostic.ts";

/** What is offered, for the picture beside it. */
export type CompletionKind =
  | "keyword"
  | "template"
  | "value"
  | "parameter"
  | "argument"
  | "field"
  | "method"
  | "property"
  | "constant"
  | "type"
  | "schema"
  | "model"
  | "tool"
  | "agent"
  | "flow"
  | "module";

/** One word or phrase that may stand at the cursor. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A type, a signature or a file, in one line. */
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string;
  /**
   * What is put in the place of the word that is being written, as a snippet: `$1`, `${1:name}`, `${1|a,b|}` and `$0`
   * are stops of the cursor, and `\$`, `\}` and `\\` stand for themselves.
   */
  readonly insert: string;
  /** Low numbers fit best. */
  readonly rank: number;
  /** What else changes: an import at the top, a `.` that becomes `?.`. */
  readonly edits?: readonly Edit[];
}

/** What may stand at a place, the best first. */
export interface Completions {
  /** What of the word is before the cursor, which the words offered begin like … */
  readonly written: Span;
  /** … and the whole word. */
  readonly word: Span;
  readonly items: readonly Completion[];
}

/** How well words fit, by what is known of their place. */
export const ranks = {
  /** Exactly what the place asks for: a label, a field, an argument's name. */
  asked: 0,
  /** A value of the type that is wanted. */
  fitting: 10,
  /** Something to call that gives such a value. */
  fittingCall: 20,
  /** A value, where nothing particular is wanted or it does not fit. */
  value: 30,
  call: 40,
  /** What is less often meant: optional fields, names in other files. */
  rare: 50,
  keyword: 60,
  template: 70,
} as const;

/** A text as it stands in a snippet. */
export function plain(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** A snippet as a text, for an editor that knows no snippets: stops are left out, or are what they propose. */
export function withoutStops(snippet: string): string {
  let text = "";
  for (let at = 0; at < snippet.length; ) {
    const stop = stopAt(snippet, at);
    text += stop.text;
    at = stop.end;
  }
  return text;
}

function stopAt(snippet: string, at: number): { readonly text: string; readonly end: number } {
  const rest = snippet.slice(at);
  if (rest.startsWith("\\")) return { text: rest[1] ?? "\\", end: at + 2 };
  const bare = /^\$\d+/.exec(rest);
  if (bare) return { text: "", end: at + bare[0].length };
  const choice = /^\$\{\d+\|((?:[^|\\]|\\.)*)\|\}/.exec(rest);
  if (choice) return { text: withoutStops((choice[1] ?? "").split(",")[0] ?? ""), end: at + choice[0].length };
  const filled = /^\$\{\d+:((?:[^}\\]|\\.)*)\}/.exec(rest);
  if (filled) return { text: withoutStops(filled[1] ?? ""), end: at + filled[0].length };
  return { text: rest[0] ?? "", end: at + 1 };
}
