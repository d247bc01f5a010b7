import type { Analysis } from "../analysis.ts";
import { propertyDocs } from "../property-docs.ts";
import type { TreeNode } from "../tree.ts";
import { wordDocs } from "../word-docs.ts";
import { expressionItems } from "./expressions.ts";
import { type Completion, ranks } from "./item.ts";
import { nameItem, namesOf } from "./names.ts";
import { declarationAround, type WordPlace } from "./place.ts";

/** The properties that a declaration lacks. */
export function propertyItems(
  { text }: Analysis,
  { owner, written, node }: WordPlace & { kind: "property" },
): readonly Completion[] {
  const taken = new Set(written.map(({ name }) => name.text));
  const colon = /^\s*:/.test(text.slice(node.name.span.end, node.name.span.end + 40));
  return Object.entries(propertyDocs[owner])
    .filter(([name]) => !taken.has(name))
    .map(([name, { takes, doc, otherwise, value }], order) => ({
      label: name,
      kind: "property",
      detail: takes,
      doc: otherwise === undefined ? doc : `${doc}\n\nIf left out: ${otherwise}.`,
      insert: colon ? name : `${name}: ${value}`,
      rank: ranks.asked + order / 100,
    }));
}

/** What a property takes. */
export function propertyValues(
  analysis: Analysis,
  { owner, property, node }: WordPlace & { kind: "value" },
  around: readonly TreeNode[],
): readonly Completion[] {
  const { text: name } = property.name;
  const known = propertyDocs[owner][name];
  if (!known) return [];
  const { value, takes } = known;
  if (name === "model") {
    return namesOf(analysis)
      .filter(([, { declaration }]) => declaration.kind === "model")
      .map(([each, declared]) => ({ ...nameItem(analysis, each, declared), rank: ranks.asked }));
  }
  const words = /^\$\{1\|(.*)\|\}$/.exec(value)?.[1]?.split(",");
  if (words) return words.map((word, order) => wordItem(word, word, order));
  const begun = value === "$1" ? [] : [templateOf(value, takes)];
  if (name === "prompt" || name === "system") return [...begun, ...expressionItems(analysis, node, around)];
  const called = around.at(-2)?.kind === "call";
  if (takes.includes("mcp(")) return [...begun, wordItem("mcp", called ? "mcp" : 'mcp("${1:command}", "${2:tool}")')];
  return takes.includes("env(") ? [...begun, wordItem("env", called ? "env" : 'env("$1")')] : begun;
}

function wordItem(word: string, insert: string, order = 0): Completion {
  const doc = wordDocs[word];
  return { label: word, kind: "constant", ...(doc && { doc }), insert, rank: ranks.asked + order / 100 };
}

/** A value as it is mostly begun, shown with what it proposes. */
function templateOf(insert: string, detail: string): Completion {
  const label = insert.replace(/\$\{\d+:([^}]*)\}|\$\d+/g, (_, proposed?: string) => proposed ?? "…");
  return { label, kind: "template", detail, insert, rank: ranks.asked + 1 };
}

/** Tools and agents that a list has not yet, the agent's own name left out. */
export function listedItems(
  analysis: Analysis,
  { listed }: WordPlace & { kind: "listed" },
  around: readonly TreeNode[],
): readonly Completion[] {
  const own = declarationAround(around);
  const taken = new Set(
    listed.map((each) => {
      const named = each.kind === "from" ? each.operand : each;
      return named.kind === "name" ? named.name : "";
    }),
  );
  return namesOf(analysis)
    .filter(([name, { declaration }]) => {
      const offered = declaration.kind === "tool" || declaration.kind === "agent";
      return offered && declaration !== own && !taken.has(name);
    })
    .map(([name, declared]) => ({
      ...nameItem(analysis, name, declared),
      rank: declared.declaration.kind === "tool" ? ranks.asked : ranks.asked + 1,
    }));
}
