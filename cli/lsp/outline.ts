import {
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type SelectionRange,
  type SymbolInformation,
  SymbolKind,
} from "vscode-languageserver/node.js";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { foldingOf } from "../../compiler/editor/folding.ts";
import { type OutlineEntry, type OutlineKind, outlineOf, symbolsOf } from "../../compiler/editor/outline.ts";
import { selectionAt } from "../../compiler/editor/selection.ts";
import { askedOf, positionsIn } from "./asked.ts";
import { locationOf, rangeOf } from "./convert.ts";
import type { Session } from "./session.ts";

/** Tells what a file is made of: its declarations, what can be folded away, and what a selection grows through. */
export function answerOutline({ connection, programs, client, answer }: Session): void {
  connection.onDocumentSymbol(
    answer("symbols", (params): DocumentSymbol[] | SymbolInformation[] => {
      const asked = askedOf(programs, params);
      if (!asked) return [];
      const { document, analysis } = asked;
      const entries = outlineOf(analysis);
      if (client.symbolTree) return entries.map((each) => symbolOf(document, each));
      return flat(entries).map(({ name, kind, span }) => ({
        name,
        kind: kinds[kind],
        location: { uri: document.uri, range: rangeOf(document, span) },
      }));
    }),
  );
  connection.onWorkspaceSymbol(
    answer("symbols", ({ query }) =>
      symbolsOf(programs.workspace, String(query)).flatMap(({ name, kind, path, span }) => {
        const location = locationOf(programs, path, span);
        return location ? [{ name, kind: kinds[kind], location }] : [];
      }),
    ),
  );
  connection.onFoldingRanges(
    answer("folding", (params): FoldingRange[] => {
      const asked = askedOf(programs, params);
      if (!asked) return [];
      return foldingOf(asked.analysis).map(({ first, last, kind }) => ({
        startLine: first - 1,
        endLine: last - 1,
        kind: folds[kind],
      }));
    }),
  );
  connection.onSelectionRanges(
    answer("selection", (params): SelectionRange[] => {
      const asked = askedOf(programs, params);
      if (!asked) return [];
      const { document, analysis } = asked;
      return positionsIn(params).map((position) => {
        const spans = selectionAt(analysis, document.offsetAt(position));
        const ranges = spans.map((span) => rangeOf(document, span)).reverse();
        const grown = ranges.reduce<SelectionRange | undefined>(
          (parent, range) => (parent ? { range, parent } : { range }),
          undefined,
        );
        return grown ?? { range: { start: position, end: position } };
      });
    }),
  );
}

function symbolOf(
  document: TextDocument,
  { name, kind, detail, span, nameSpan, children }: OutlineEntry,
): DocumentSymbol {
  return {
    name,
    kind: kinds[kind],
    ...(detail && { detail }),
    range: rangeOf(document, span),
    selectionRange: rangeOf(document, nameSpan),
    children: children.map((each) => symbolOf(document, each)),
  };
}

function flat(entries: readonly OutlineEntry[]): readonly OutlineEntry[] {
  return entries.flatMap((each) => [each, ...flat(each.children)]);
}

const kinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  schema: SymbolKind.Struct,
  type: SymbolKind.Interface,
  model: SymbolKind.Constant,
  tool: SymbolKind.Method,
  agent: SymbolKind.Class,
  flow: SymbolKind.Function,
  test: SymbolKind.Event,
  field: SymbolKind.Field,
  value: SymbolKind.Variable,
  spine: SymbolKind.Namespace,
};

const folds = {
  region: FoldingRangeKind.Region,
  comment: FoldingRangeKind.Comment,
  imports: FoldingRangeKind.Imports,
} as const;
