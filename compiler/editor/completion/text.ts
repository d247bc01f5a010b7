import type { Expression, Span } from "../../../language/ast.ts";
import { TextToken } from "../../../language/tokens.ts";
import { folderOf, relativePath } from "../../modules/path.ts";
import { fieldNames, listShape, membersOf, resolve } from "../../types/access.ts";
import { printType } from "../../types/print.ts";
import type { Analysis } from "../analysis.ts";
import type { TreeNode } from "../tree.ts";
import { nodesAt } from "../tree.ts";
import { type Completion, plain, ranks } from "./item.ts";
import type { Wanted } from "./names.ts";
import type { Spot } from "./spot.ts";
import { wantedOf } from "./values.ts";

/** What may stand inside quotes: a path, a label, a field's name, and after a `$` a value that is filled in. */
export function textItems(
  analysis: Analysis,
  offset: number,
  { piece, token }: Spot & { kind: "text" },
  paths: readonly string[],
): { readonly span: Span; readonly items: readonly Completion[] } {
  // Where nothing but quotes is written, what follows begins where the text ends.
  const around = nodesAt(analysis.module.tree, token.startOffset);
  const inner = around.at(-1);
  if (inner?.kind === "import") return { span: piece, items: pathItems(analysis.path, paths) };
  const filled = inner?.kind === "text" || token.tokenType !== TextToken;
  if (analysis.text[offset - 1] === "$" && filled) {
    const insert = { label: "${…}", kind: "template", insert: "\\${$0\\}", rank: ranks.asked } as const;
    return { span: { start: offset - 1, end: offset }, items: [{ ...insert, doc: "Puts a value into the text." }] };
  }
  const labels = inner ? labelsAt(analysis, inner, around) : [];
  return {
    span: piece,
    items: labels.map(({ text, detail }, order) => ({
      label: text,
      kind: "constant",
      ...(detail && { detail }),
      insert: plain(JSON.stringify(text).slice(1, -1)),
      rank: ranks.asked + order / 100,
    })),
  };
}

interface Label {
  readonly text: string;
  readonly detail?: string;
}

function labelsAt(analysis: Analysis, inner: TreeNode, around: readonly TreeNode[]): readonly Label[] {
  const outer = around[around.indexOf(inner) - 1];
  if (inner.kind === "literal-type" && outer?.kind === "arm") {
    const match = around[around.indexOf(outer) - 1];
    if (match?.kind !== "match") return [];
    const taken = match.arms.flatMap((arm) => arm.patterns.filter((each) => each !== inner).map(({ value }) => value));
    return labelsOf(analysis, analysis.checked.types.get(match.subject)).filter(({ text }) => !taken.includes(text));
  }
  if (inner.kind !== "text" || inner.parts.some((part) => part.kind === "interpolation")) return [];
  if (outer?.kind === "property" && outer.node.name.text === "provider") return providers;
  const call = outer?.kind === "argument" ? around[around.indexOf(outer) - 1] : undefined;
  if (call?.kind === "call" && call.callee.kind === "field" && call.callee.name.text === "sort") {
    return fieldsOfElements(analysis, call.callee.of);
  }
  return labelsOf(analysis, wantedOf(analysis, inner, around));
}

const providers: readonly Label[] = ["openai", "anthropic", "bedrock"].map((text) => ({ text }));

function labelsOf({ checked }: Analysis, wanted: Wanted): readonly Label[] {
  if (!wanted) return [];
  return membersOf(wanted, checked.table).flatMap((member) => {
    const known = resolve(member, checked.table);
    return known.kind === "literal" && typeof known.value === "string" ? [{ text: known.value }] : [];
  });
}

function fieldsOfElements({ checked }: Analysis, list: Expression): readonly Label[] {
  const { table } = checked;
  const type = checked.types.get(list);
  const element = type && listShape(type, table)?.element;
  if (!element) return [];
  return fieldNames(element, table).map((text) => ({ text, detail: printType(element, 40) }));
}

/** The modules that a file can import, as it writes them: the library's first, then those near by. */
function pathItems(path: string, paths: readonly string[]): readonly Completion[] {
  return paths
    .filter((each) => each !== path)
    .map((each) => {
      const label = writtenPath(path, each);
      return { label, kind: "module", insert: plain(label), rank: rankOfPath(label) };
    });
}

/** How a file at `from` writes the path of a module. */
export function writtenPath(from: string, path: string): string {
  const library = /^std\/(.*)\.af$/.exec(path);
  if (library) return `std/${library[1]}`;
  const relative = relativePath(folderOf(from), path);
  return relative.startsWith("../") ? relative : `./${relative}`;
}

function rankOfPath(written: string): number {
  if (written.startsWith("std/")) return ranks.asked;
  return ranks.asked + 1 + written.split("/").length;
}
