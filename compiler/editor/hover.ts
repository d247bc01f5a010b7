import type { Span } from "../../language/ast.ts";
import { wordTable } from "../../language/tokens.ts";
import type { Analysis } from "./analysis.ts";
import { occurrencesAt } from "./occurrences.ts";
import { saidOf } from "./said-of.ts";
import { wordDocs } from "./word-docs.ts";

/** What is said of a place in a text. */
export interface Hover {
  /** What it is said of. */
  readonly span: Span;
  /** Paragraphs of Markdown; programs in it are marked as `af`. */
  readonly markdown: string;
}

/** What is known of the name, the word or the type at an offset: its type, its doc, what is enforced and what it costs. */
export function hoverAt(analysis: Analysis, offset: number): Hover | undefined {
  const occurrences = occurrencesAt(analysis, offset);
  for (const each of occurrences) {
    const parts = saidOf(analysis, each);
    if (parts.length > 0) return { span: each.span, markdown: parts.join("\n\n") };
  }
  return occurrences.length > 0 ? undefined : wordHover(analysis, offset);
}

const words: ReadonlySet<string> = new Set(wordTable.map(({ word }) => word));

function wordHover({ tokens }: Analysis, offset: number): Hover | undefined {
  const token = tokens.find((each) => each.startOffset <= offset && offset <= each.end && words.has(each.image));
  const doc = token && wordDocs[token.image];
  return doc ? { span: { start: token.startOffset, end: token.end }, markdown: doc } : undefined;
}
