import type { Analysis } from "../analysis.ts";
import { nodesAt, type TreeNode } from "../tree.ts";
import { optionDocs, wordDocs } from "../word-docs.ts";
import type { Workspace } from "../workspace.ts";
import { connectivesAt, followsOperand } from "./connectives.ts";
import {
  argumentItems,
  armItems,
  expressionItems,
  isRunning,
  keyNames,
  recordItems,
  sourceItems,
  statementItems,
} from "./expressions.ts";
import { type OtherFiles, otherFilesItems } from "./imports.ts";
import { type Completion, type Completions, plain, ranks } from "./item.ts";
import { memberItems } from "./members.ts";
import { nameItem, namesOf } from "./names.ts";
import { placeOf, type WordPlace } from "./place.ts";
import { listedItems, propertyItems, propertyValues } from "./properties.ts";
import { lastBefore, type Spot, spotAt } from "./spot.ts";
import { choiceTemplates, declarationTemplates } from "./templates.ts";
import { textItems } from "./text.ts";
import { typeItems } from "./types.ts";

/** What completion knows of the world beside the texts. */
export interface CompletionOptions {
  /** Modules of the standard library, as the host reads them: `std/corpus.af`. */
  readonly library?: readonly string[];
}

/** Stands in the place of the word that is being written, so that there is one: nobody has a name like it. */
const here = "af_completion_is_here";

/**
 * What may be written at an offset of a file, the best first; nothing where a name is given, in comments and in prose.
 *
 * A word is put where the cursor is, and the file analysed with it: then what is half written has a place in the tree,
 * and the tables know what is in sight of it and what is wanted of it.
 */
export function completionsAt(
  workspace: Workspace,
  path: string,
  offset: number,
  { library = [] }: CompletionOptions = {},
): Completions {
  const file = workspace.parsedOf(path);
  const spot: Spot = file ? spotAt(file, offset) : { kind: "nothing" };
  const paths = [...library, ...workspace.files().filter((each) => each !== path)];
  switch (spot.kind) {
    case "nothing":
      return completions({ start: offset, end: offset }, offset, []);
    case "text": {
      const analysis = workspace.analyse(path);
      const { span, items } = analysis ? textItems(analysis, offset, spot, paths) : { span: spot.piece, items: [] };
      return completions(span, offset, items);
    }
    case "word": {
      const { word } = spot;
      const { text = "" } = file ?? {};
      const supposed = workspace.suppose(path, text.slice(0, word.start) + here + text.slice(word.end), word.start);
      const { items, others }: WordItems = supposed ? wordItems(supposed, word.start) : { items: [] };
      const imported = others ? otherFilesItems(workspace, path, paths, others) : [];
      return completions(word, offset, [...items, ...imported]);
    }
    default:
      return spot satisfies never;
  }
}

/** Of words that are written alike the one that fits best, in order. */
function completions(word: Completions["word"], offset: number, items: readonly Completion[]): Completions {
  const kept = new Map<string, Completion>();
  for (const item of items) {
    const known = kept.get(item.label);
    if (!known || item.rank < known.rank) kept.set(item.label, item);
  }
  const sorted = [...kept.values()].sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
  return { written: { start: word.start, end: offset }, word, items: sorted };
}

interface WordItems {
  readonly items: readonly Completion[];
  /** What of other files may stand here too. */
  readonly others?: OtherFiles | undefined;
}

function wordItems(analysis: Analysis, at: number): WordItems {
  const { tokens, module } = analysis;
  const index = lastBefore(tokens, at + 1);
  // Where it is no token, it stands in something that can't be read.
  if (tokens[index]?.startOffset !== at) return { items: [] };
  const around = nodesAt(module.tree, at);
  const place = placeOf(around, at);
  const connectives = connectivesAt(tokens, index).map((word): Completion => {
    const doc = wordDocs[word];
    return { label: word, kind: "keyword", ...(doc && { doc }), insert: word, rank: ranks.asked };
  });
  const goesOn = followsOperand(tokens, index) && place.kind !== "property" && place.kind !== "after";
  if (goesOn) return { items: connectives };
  return { items: [...itemsAt(analysis, place, around), ...connectives], others: othersAt(place, around) };
}

/** Which declarations of other files fit a place. */
function othersAt(place: WordPlace, around: readonly TreeNode[]): OtherFiles | undefined {
  switch (place.kind) {
    case "type":
      return { kinds: place.schemas ? ["schema"] : ["schema", "type"], calls: false };
    case "listed":
      return { kinds: ["tool", "agent"], calls: false };
    case "statement":
    case "expression":
    case "argument": {
      if (!isRunning(around) || around.some(({ kind }) => kind === "mock")) return undefined;
      const outer = around.at(-2);
      return { kinds: ["tool", "agent", "flow"], calls: outer?.kind !== "call" || outer.callee !== place.node };
    }
    default:
      return undefined;
  }
}

function itemsAt(analysis: Analysis, place: WordPlace, around: readonly TreeNode[]): readonly Completion[] {
  switch (place.kind) {
    case "nothing":
      return [];
    case "declaration":
      return declarationTemplates;
    case "imported":
      return importedItems(analysis, place);
    case "type":
      return typeItems(analysis, place.schemas, isRunning(around));
    case "property":
      return propertyItems(analysis, place);
    case "value":
      return propertyValues(analysis, place, around);
    case "listed":
      return listedItems(analysis, place, around);
    case "source":
      return sourceItems(analysis, place.node);
    case "member":
      return memberItems(analysis, place.node);
    case "key":
      return recordItems(analysis, place);
    case "argument":
      return [...argumentItems(analysis, place), ...expressionItems(analysis, place.node, around)];
    case "option":
      return optionItems(around);
    case "argument-name":
      return argumentItems(analysis, place).map(withoutColon);
    case "key-name":
      return keyNames(analysis, place).map(withoutColon);
    case "choice":
      return choiceTemplates;
    case "judge":
      return declaredItems(analysis, ["agent"]);
    case "after":
      return entryItems(place);
    case "mocked":
      return declaredItems(analysis, ["tool", "agent"]).map((item) => ({ ...item, insert: `${item.insert} -> $0` }));
    case "arm":
      return armItems(analysis, place);
    case "statement":
      return statementItems(analysis, place.node, around);
    case "expression":
      return expressionItems(analysis, place.node, around);
    default:
      return place satisfies never;
  }
}

/** The options of a topology. */
function optionItems(around: readonly TreeNode[]): readonly Completion[] {
  const inner = around.at(-1);
  const named = inner?.kind === "argument";
  return Object.entries(optionDocs)
    .map(([name, doc]): Completion => {
      return { label: `${name}:`, kind: "argument", doc, insert: `${name}: \${1:4}`, rank: ranks.asked };
    })
    .map((item) => (named ? withoutColon(item) : item));
}

/** A name whose colon is written already. */
function withoutColon(item: Completion): Completion {
  return { ...item, insert: plain(item.label.replace(/:$/, "")) };
}

function declaredItems(analysis: Analysis, kinds: readonly string[]): readonly Completion[] {
  return namesOf(analysis)
    .filter(([, { declaration }]) => kinds.includes(declaration.kind))
    .map(([name, declared]) => ({ ...nameItem(analysis, name, declared), rank: ranks.asked }));
}

/** What the file that is imported from declares, without what is imported already. */
function importedItems(analysis: Analysis, { from }: WordPlace & { kind: "imported" }): readonly Completion[] {
  const module = analysis.module.imports.get(from);
  const taken = new Set(from.names.map(({ name }) => name.text));
  return (module?.tree.declarations ?? []).flatMap((declaration) => {
    const { text: name } = declaration.name;
    if (!module || declaration.kind === "test" || name === "" || taken.has(name)) return [];
    return [{ ...nameItem(analysis, name, { kind: "declared", declaration, module }), rank: ranks.asked }];
  });
}

/** The other entries of a `dag`, which one may wait for. */
function entryItems({ entries, entry }: WordPlace & { kind: "after" }): readonly Completion[] {
  const listed = new Set(entry.after.map(({ text }) => text));
  return entries
    .map(({ name }) => name.text)
    .filter((name) => name !== "" && name !== entry.name.text && !listed.has(name))
    .map((name) => ({ label: name, kind: "value", insert: name, rank: ranks.asked }));
}
