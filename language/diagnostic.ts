import type { Span } from "./ast.ts";

/** Whether a program with it can run. */
export type Severity = "error" | "warning";

/**
 * One problem in one file, as data. Its words come from the catalogue (`catalogue.ts`), which fixes for every code a
 * severity, a title of two to four words and a sentence with typed parameters.
 */
export interface Diagnostic {
  /** `AF0101` …, in a range for each phase. */
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  /** One sentence in the user's terms; never the name of a token type. */
  readonly message: string;
  /** What the underlined part is, in a few words, shown under it; falls back to `message`. */
  readonly label?: string;
  readonly file: string;
  readonly span: Span;
  /** How to mend it, where that is known. */
  readonly hint?: string;
  /** The mend as an edit of the text, where it is certain. */
  readonly fix?: Fix;
  /** Other places that the problem has to do with. */
  readonly related?: readonly RelatedPlace[];
}

/** A place that a problem has to do with, and what stands there. */
export interface RelatedPlace {
  readonly file: string;
  readonly span: Span;
  /** In a few words. */
  readonly message: string;
}

/** A part of a text and what comes in its place. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A mend, and what it does in a few words. */
export interface Fix {
  readonly title: string;
  /** In the diagnostic's file, none over another. */
  readonly edits: readonly Edit[];
}

/** Line and column, both from 1; a column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}
