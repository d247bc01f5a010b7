import { DocumentHighlightKind, LSPErrorCodes, MarkupKind, ResponseError } from "vscode-languageserver/node.js";
import { definitionsAt } from "../../compiler/editor/definition.ts";
import { hoverAt } from "../../compiler/editor/hover.ts";
import { highlightsAt, referencesAt } from "../../compiler/editor/references.ts";
import { renameAt, renameableAt } from "../../compiler/editor/rename.ts";
import { askedAt } from "./asked.ts";
import { locationOf, rangeOf, workspaceEditOf } from "./convert.ts";
import type { Session } from "./session.ts";

/** Answers what is asked of a name: what it is, where it was declared, where it is used, and that it be called otherwise. */
export function answerNames({ connection, programs, client, answer }: Session): void {
  connection.onHover(
    answer("hover", (params) => {
      const asked = askedAt(programs, params);
      const hover = asked && hoverAt(asked.analysis, asked.offset);
      if (!hover) return null;
      const contents = { kind: MarkupKind.Markdown, value: hover.markdown };
      return { contents, range: rangeOf(asked.document, hover.span) };
    }),
  );
  connection.onDefinition(
    answer("definition", (params) => {
      const asked = askedAt(programs, params);
      const places = asked ? definitionsAt(asked.analysis, asked.offset) : [];
      return places.flatMap(({ path, name }) => locationOf(programs, path, name) ?? []);
    }),
  );
  connection.onReferences(
    answer("references", (params) => {
      const asked = askedAt(programs, params);
      if (!asked) return [];
      const declaration = params.context?.includeDeclaration ?? false;
      const places = referencesAt(programs.workspace, asked.path, asked.offset, { declaration });
      return places.flatMap(({ path, span }) => locationOf(programs, path, span) ?? []);
    }),
  );
  connection.onDocumentHighlight(
    answer("highlights", (params) => {
      const asked = askedAt(programs, params);
      if (!asked) return [];
      return highlightsAt(asked.analysis, asked.offset).map(({ span, write }) => ({
        range: rangeOf(asked.document, span),
        kind: write ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      }));
    }),
  );
  connection.onPrepareRename(
    answer("rename", (params) => {
      const asked = askedAt(programs, params);
      if (!asked) return null;
      const name = renameableAt(asked.analysis, asked.offset);
      if (name.kind === "refused") throw new ResponseError(LSPErrorCodes.RequestFailed, name.why);
      return { range: rangeOf(asked.document, name.span), placeholder: name.text };
    }),
  );
  connection.onRenameRequest(
    answer("rename", (params) => {
      const asked = askedAt(programs, params);
      if (!asked) return null;
      const renamed = renameAt(programs.workspace, asked.path, asked.offset, String(params.newName));
      if (renamed.kind === "refused") throw new ResponseError(LSPErrorCodes.RequestFailed, renamed.why);
      if (renamed.note !== undefined) connection.window.showInformationMessage(renamed.note);
      return workspaceEditOf(programs, renamed.files, client.documentChanges);
    }),
  );
}
