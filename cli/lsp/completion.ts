import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
} from "vscode-languageserver/node.js";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { completionsAt } from "../../compiler/editor/completion/complete.ts";
import {
  type Completion,
  type CompletionKind,
  type Completions,
  withoutStops,
} from "../../compiler/editor/completion/item.ts";
import { askedAt } from "./asked.ts";
import { rangeOf, textEditsOf } from "./convert.ts";
import type { Client, Session } from "./session.ts";

/** Marks after which completions are asked for by themselves. */
export const completionTriggers = [".", '"', "$", "{", "[", "(", "/"];

/** Offers what may be written at a place, and says later what the word that is looked at means. */
export function answerCompletion({ connection, programs, client, answer }: Session): void {
  // Only the list that was asked for last is looked at.
  let last: { readonly id: number; readonly items: readonly Completion[] } = { id: 0, items: [] };
  connection.onCompletion(
    answer("completion", (params): CompletionList | null => {
      const asked = askedAt(programs, params);
      if (!asked) return null;
      const { path, document, offset } = asked;
      // A brace that was just typed opens a block, unless it follows a `$`.
      if (params.context?.triggerCharacter === "{" && document.getText()[offset - 2] !== "$") return null;
      const found = completionsAt(programs.workspace, path, offset, { library: programs.library });
      last = { id: last.id + 1, items: found.items };
      const items = found.items.map((item, index) => ({
        ...itemOf(document, found, item, client),
        sortText: String(index).padStart(4, "0"),
        data: { list: last.id, index },
      }));
      return { isIncomplete: false, items };
    }),
  );
  connection.onCompletionResolve(
    answer("completion", (item) => {
      const { list, index } = (item.data ?? {}) as { readonly list?: unknown; readonly index?: unknown };
      const doc = list === last.id && typeof index === "number" ? last.items[index]?.doc : undefined;
      return doc === undefined ? item : { ...item, documentation: { kind: MarkupKind.Markdown, value: doc } };
    }),
  );
}

function itemOf(
  document: TextDocument,
  { written, word }: Completions,
  { label, kind, detail, insert, edits }: Completion,
  { snippets, insertReplace }: Client,
): CompletionItem {
  const newText = snippets ? insert : withoutStops(insert);
  const [before, whole] = [rangeOf(document, written), rangeOf(document, word)];
  const filter = label.startsWith('"') ? label.replaceAll('"', "") : undefined;
  return {
    label,
    kind: kinds[kind],
    ...(detail && { detail }),
    // The word that is being written has no quotes yet.
    ...(filter && { filterText: filter }),
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: insertReplace ? { newText, insert: before, replace: whole } : { newText, range: before },
    ...(edits && { additionalTextEdits: textEditsOf(document, edits) }),
  };
}

const kinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  template: CompletionItemKind.Snippet,
  value: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Variable,
  argument: CompletionItemKind.Property,
  field: CompletionItemKind.Field,
  method: CompletionItemKind.Method,
  property: CompletionItemKind.Property,
  constant: CompletionItemKind.EnumMember,
  type: CompletionItemKind.Struct,
  schema: CompletionItemKind.Struct,
  model: CompletionItemKind.Constant,
  tool: CompletionItemKind.Function,
  agent: CompletionItemKind.Function,
  flow: CompletionItemKind.Function,
  module: CompletionItemKind.File,
};
