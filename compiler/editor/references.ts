import type { Span } from "../../language/ast.ts";
import type { Analysis } from "./analysis.ts";
import type { Place } from "./definition.ts";
import { keysOf, type Meaning, type NameKey, type Occurrence } from "./meaning.ts";
import { occurrencesAt, occurrencesOf } from "./occurrences.ts";
import type { Workspace } from "./workspace.ts";

/** A name in its file. */
export interface FoundName {
  readonly path: string;
  readonly occurrence: Occurrence;
}

/** Whether the place where the name is given counts as well. */
export interface ReferenceOptions {
  readonly declaration: boolean;
}

/** Every place in every file that names what stands at an offset, an import's other names for it included. */
export function referencesAt(
  workspace: Workspace,
  path: string,
  offset: number,
  { declaration }: ReferenceOptions,
): readonly Place[] {
  return namesLike(workspace, path, offset, sharedKeys)
    .filter(({ occurrence }) => declaration || !isDeclared(occurrence))
    .map((found) => ({ path: found.path, span: found.occurrence.span }));
}

/** A part of the file itself that names the same as another part. */
export interface Highlight {
  readonly span: Span;
  /** The name is given here. */
  readonly write: boolean;
}

/** The names in the file itself that mean the same as what stands at an offset. */
export function highlightsAt(analysis: Analysis, offset: number): readonly Highlight[] {
  const keys = new Set(occurrencesAt(analysis, offset).flatMap(({ meaning }) => sharedKeys(meaning)));
  const found = occurrencesOf(analysis).filter(({ meaning }) => sharedKeys(meaning).some((key) => keys.has(key)));
  return unique(found.map(({ span, defines }) => ({ span, write: defines })));
}

/** Whether a name is given at an occurrence, and not only taken up as another's by a written record. */
function isDeclared({ defines, meaning }: Occurrence): boolean {
  return defines && !(meaning.kind === "field" && meaning.fields.length > 0);
}

/** What is the same name even where an import calls it something else. */
function sharedKeys(meaning: Meaning): readonly NameKey[] {
  return meaning.kind === "declaration" ? [meaning.declared.declaration.name] : keysOf(meaning);
}

/**
 * The names, in all files, that have a key in common with what stands at an offset, directly or through one another: a
 * field that is read of two alternatives is one name in both.
 */
export function namesLike(
  workspace: Workspace,
  path: string,
  offset: number,
  keysFor: (meaning: Meaning) => readonly NameKey[],
): readonly FoundName[] {
  const start = workspace.analyse(path);
  if (!start) return [];
  const seeds = occurrencesAt(start, offset);
  const keys = new Set(seeds.flatMap(({ meaning }) => keysFor(meaning)));
  if (keys.size === 0) return [];
  const names = new Set(seeds.flatMap(({ text, meaning }) => [text, ...declaredNames(meaning)]));
  const all = filesFor(workspace, start, names);
  for (let known = -1; known < keys.size; ) {
    known = keys.size;
    for (const { occurrence } of all) {
      const own = keysFor(occurrence.meaning);
      if (own.some((key) => keys.has(key))) for (const key of own) keys.add(key);
    }
  }
  return all.filter(({ occurrence }) => keysFor(occurrence.meaning).some((key) => keys.has(key)));
}

/** What it is called where it is declared: an import may call it something else. */
function declaredNames(meaning: Meaning): readonly string[] {
  return meaning.kind === "declaration" ? [meaning.declared.declaration.name.text] : [];
}

/** The names of all files in which one of `names` is written, this file's first. */
function filesFor(workspace: Workspace, start: Analysis, names: ReadonlySet<string>): readonly FoundName[] {
  const loaded = start.checked.bound.loaded.modules.map((module) => module.path);
  const others = [...new Set([...loaded, ...workspace.files()])].filter((path) => path !== start.path);
  return [start.path, ...others].flatMap((path) => {
    const text = workspace.textOf(path);
    if (text === undefined || ![...names].some((name) => text.includes(name))) return [];
    const analysis = workspace.analyse(path);
    return analysis ? occurrencesOf(analysis).map((occurrence) => ({ path, occurrence })) : [];
  });
}

/** One for each part of the text. */
function unique(highlights: readonly Highlight[]): readonly Highlight[] {
  const spans = new Map<number, Highlight>();
  for (const each of highlights) {
    const known = spans.get(each.span.start);
    spans.set(each.span.start, { span: each.span, write: each.write || known?.write === true });
  }
  return [...spans.values()];
}
