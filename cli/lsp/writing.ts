import { MarkupKind, type SignatureHelp, type TextEdit } from "vscode-languageserver/node.js";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { formattingOf } from "../../compiler/editor/formatting.ts";
import { signatureAt } from "../../compiler/editor/signature.ts";
import type { Span } from "../../language/index.ts";
import { askedAt, askedOf } from "./asked.ts";
import { spanOf, textEditsOf } from "./convert.ts";
import type { Session } from "./session.ts";

/** Marks after which the parameters of a call are shown by themselves. */
export const signatureTriggers = ["(", ","];

/** Helps with what is being written: the parameters of a call, and the one style. */
export function answerWriting({ connection, programs, client, answer }: Session): void {
  connection.onSignatureHelp(
    answer("a signature", (params): SignatureHelp | null => {
      const asked = askedAt(programs, params);
      const found = asked && signatureAt(asked.analysis, asked.offset);
      if (!found) return null;
      const { label, doc, parameters, active } = found;
      const documentation = (text: string | undefined) =>
        text ? { documentation: { kind: MarkupKind.Markdown, value: text } } : {};
      return {
        signatures: [
          {
            label,
            ...documentation(doc),
            parameters: parameters.map(({ span, doc: said }) => ({
              label: client.labelOffsets
                ? ([span.start, span.end] as [number, number])
                : label.slice(span.start, span.end),
              ...documentation(said),
            })),
          },
        ],
        activeSignature: 0,
        // Beyond the last there is none, so that nothing is shown as the one that is written.
        activeParameter: active ?? parameters.length,
      };
    }),
  );
  const formatted = (params: unknown, within?: (document: TextDocument) => Span): TextEdit[] => {
    const asked = askedOf(programs, params);
    const made = asked && formattingOf(asked.analysis);
    // What keeps a file with mistakes from being formatted is told with the mistakes.
    if (!asked || made?.kind !== "edits") return [];
    const { start, end } = within?.(asked.document) ?? { start: 0, end: asked.analysis.text.length };
    return textEditsOf(
      asked.document,
      made.edits.filter(({ span }) => start <= span.start && span.end <= end),
    );
  };
  connection.onDocumentFormatting(answer("formatting", (params) => formatted(params)));
  connection.onDocumentRangeFormatting(
    answer("formatting", (params) => formatted(params, (document) => spanOf(document, params.range))),
  );
}
