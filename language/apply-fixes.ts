import type { Diagnostic, Edit } from "./diagnostic.ts";

/** A text with the fixes that could be applied to it together. */
export interface Fixed {
  readonly text: string;
  /** What was mended, in the order of the text. */
  readonly mended: readonly Diagnostic[];
  /** What has a fix that lies over one of another: once that is there, it may be another, or none. */
  readonly left: readonly Diagnostic[];
}

/** Applies the fixes of one file's diagnostics to its text, each whole or not at all; of two that overlap the first is. */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): Fixed {
  const taken: Edit[] = [];
  const mended: Diagnostic[] = [];
  const left: Diagnostic[] = [];
  for (const diagnostic of [...diagnostics].sort((a, b) => a.span.start - b.span.start)) {
    const { fix } = diagnostic;
    if (!fix) continue;
    if (fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) left.push(diagnostic);
    else {
      taken.push(...fix.edits);
      mended.push(diagnostic);
    }
  }
  return { text: applied(text, taken), mended, left };
}

/** A text with edits, none of which lies over another. */
export function applied(text: string, edits: readonly Edit[]): string {
  let made = "";
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    made += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return made + text.slice(at);
}

/** Two that meet in one place overlap too: which of them comes first would be chance. */
const overlap = ({ span: a }: Edit, { span: b }: Edit): boolean => a.start <= b.end && b.start <= a.end;
