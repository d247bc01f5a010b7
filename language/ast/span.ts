/** A half-open range of UTF-16 offsets into the text of one file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A written identifier; `text` is empty where one was expected and not found. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

/** The lines of a `///` comment, joined by line breaks, without the slashes and one space after them. */
export interface Doc {
  readonly text: string;
  readonly span: Span;
}

/** A plain `//` comment or a `///` one, wherever it stands; the formatter gives each back. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
}

/** A quoted text in which no `${…}` may stand, with its escapes resolved. */
export interface PlainText {
  readonly value: string;
  readonly span: Span;
}
