import type { Location, Range, TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver/node.js";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Edit, Span } from "../../language/index.ts";
import type { Programs } from "./programs.ts";

/** A part of a document in lines and columns. */
export function rangeOf(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** Lines and columns as a part of the text. */
export function spanOf(document: TextDocument, { start, end }: Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** A part of any file; undefined where the file is gone. */
export function locationOf(programs: Programs, path: string, span: Span): Location | undefined {
  const document = programs.documentOf(path);
  return document && { uri: programs.uriOf(path), range: rangeOf(document, span) };
}

/** Edits of a document. */
export function textEditsOf(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ span, text }) => ({ range: rangeOf(document, span), newText: text }));
}

/** Edits of several files, of open ones in the version that they were worked out for. */
export function workspaceEditOf(
  programs: Programs,
  files: ReadonlyMap<string, readonly Edit[]>,
  versioned: boolean,
): WorkspaceEdit {
  const open = new Set(programs.open());
  const documentChanges: TextDocumentEdit[] = [];
  for (const [path, edits] of files) {
    const document = programs.documentOf(path);
    if (!document) continue;
    const version = open.has(path) ? document.version : null;
    documentChanges.push({
      textDocument: { uri: programs.uriOf(path), version },
      edits: textEditsOf(document, edits),
    });
  }
  if (versioned) return { documentChanges };
  const changes = documentChanges.map(({ textDocument, edits }) => [textDocument.uri, edits as TextEdit[]] as const);
  return { changes: Object.fromEntries(changes) };
}
