import type { Diagnostic, Position } from "./diagnostic.ts";
import { positionAt } from "./source.ts";

/** A diagnostic with lines and columns, from 1, in the place of offsets: for whoever does not have the text at hand. */
export interface PlainDiagnostic extends Pick<Diagnostic, "code" | "severity" | "message" | "file" | "hint"> {
  readonly start: Position;
  readonly end: Position;
  /** The mend as an edit of the file, where it is certain. */
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly { readonly start: Position; readonly end: Position; readonly text: string }[];
  };
}

/** A diagnostic of a file with this text, with lines and columns. */
export function plainDiagnostic(diagnostic: Diagnostic, text: string): PlainDiagnostic {
  const { code, severity, message, file, span, hint, fix } = diagnostic;
  const place = (offset: number): Position => positionAt(text, offset);
  return {
    code,
    severity,
    message,
    file,
    start: place(span.start),
    end: place(span.end),
    ...(hint !== undefined && { hint }),
    ...(fix && {
      fix: {
        title: fix.title,
        edits: fix.edits.map(({ span: at, text: instead }) => ({
          start: place(at.start),
          end: place(at.end),
          text: instead,
        })),
      },
    }),
  };
}
