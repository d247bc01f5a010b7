import { applied } from "../../language/apply-fixes.ts";
import type { Span } from "../../language/ast.ts";
import type { Diagnostic, Edit } from "../../language/diagnostic.ts";
import { wordTable } from "../../language/tokens.ts";
import { builtInTypes } from "../bind/types.ts";
import { fixedText } from "../check/properties.ts";
import type { Analysis } from "./analysis.ts";
import { definitionsAt } from "./definition.ts";
import { keysOf, type Meaning, type Occurrence } from "./meaning.ts";
import { occurrencesAt } from "./occurrences.ts";
import { type FoundName, namesLike } from "./references.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** Why a name stays as it is, in a sentence. */
export interface RefusedName {
  readonly kind: "refused";
  readonly why: string;
}

/** Whether what stands at an offset can have another name. */
export type Renameable = { readonly kind: "name"; readonly span: Span; readonly text: string } | RefusedName;

/** What gives a name another text everywhere. */
export type Renamed =
  | {
      readonly kind: "edits";
      /** By file, in the order of the text. */
      readonly files: ReadonlyMap<string, readonly Edit[]>;
      /** What else is to be changed, by hand. */
      readonly note?: string;
    }
  | RefusedName;

const refused = (why: string): RefusedName => ({ kind: "refused", why });

/** Says whether what stands at an offset has a name that can be changed, and which. */
export function renameableAt(analysis: Analysis, offset: number): Renameable {
  const [occurrence] = occurrencesAt(analysis, offset);
  if (!occurrence) return refused("Put the cursor on a name that this program gives.");
  const { meaning, span, text } = occurrence;
  const fixed = fixedName(meaning);
  if (fixed) return refused(fixed);
  const library = definitionsAt(analysis, offset).some(({ path }) => path.startsWith("std/"));
  const isAlias = meaning.kind === "declaration" && meaning.alias !== undefined;
  if (library && !isAlias) {
    const mend = meaning.kind === "declaration" ? `; an import can give it another name: \`${text} as …\`` : "";
    return refused(`\`${text}\` is of the standard library${mend}.`);
  }
  return { kind: "name", span: isQuoted(analysis, occurrence) ? within(span) : span, text };
}

/** Why what is named is not the program's to name. */
function fixedName(meaning: Meaning): string | undefined {
  switch (meaning.kind) {
    case "declaration":
    case "test":
      return undefined;
    case "local":
      return meaning.local.definition.kind === "group" ? "`it` is always called that." : undefined;
    case "field":
      if (keysOf(meaning).length > 0) return undefined;
      return "This field is the language's own.";
    case "method":
    case "built-in-type":
    case "property":
    case "option":
      return `\`${meaning.name}\` is the language's own.`;
    case "word":
      return `\`${meaning.word}\` is a word of the language.`;
    case "module":
      return "Rename the file, and then write its new path here.";
    default:
      return meaning satisfies never;
  }
}

const isQuoted = ({ text }: Analysis, { span }: Occurrence): boolean => text[span.start] === '"';
const within = ({ start, end }: Span): Span => ({ start: start + 1, end: Math.max(start + 1, end - 1) });

const reserved: ReadonlySet<string> = new Set(wordTable.filter((each) => each.reserved).map(({ word }) => word));

/**
 * Gives what stands at an offset another name, wherever it is named, in all files. A name that can't stand there is
 * refused, and so is one with which the program would have a mistake that it hasn't now.
 */
export function renameAt(workspace: Workspace, path: string, offset: number, to: string): Renamed {
  const analysis = workspace.analyse(path);
  if (!analysis) return refused("There is no such file.");
  const renameable = renameableAt(analysis, offset);
  if (renameable.kind === "refused") return renameable;
  const [seed] = occurrencesAt(analysis, offset);
  const wrong = seed && wrongName(seed.meaning, to);
  if (wrong) return refused(wrong);
  const found = namesLike(workspace, path, offset, keysOf);
  const files = editsOf(workspace, found, to);
  const mistake = newMistake(workspace, files);
  if (mistake) return refused(`Called \`${to}\`, the program would have a mistake: ${mistake.message}`);
  const note = noteOf(found);
  return { kind: "edits", files, ...(note !== undefined && { note }) };
}

function wrongName(meaning: Meaning, to: string): string | undefined {
  if (meaning.kind === "test")
    return /["\\\n]/.test(to) ? "The name of a test has no quotes or line breaks." : undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(to))
    return "A name is made of letters, digits and `_`, and does not begin with a digit.";
  // Before a colon and after a dot any word is a name.
  if (reserved.has(to) && meaning.kind !== "field") return `\`${to}\` is a word of the language, so it names nothing.`;
  if (meaning.kind === "declaration" && builtInTypes.has(to)) return `\`${to}\` is a type that every file knows.`;
  return undefined;
}

function editsOf(workspace: Workspace, found: readonly FoundName[], to: string): Map<string, readonly Edit[]> {
  const files = new Map<string, Map<number, FoundName[]>>();
  for (const each of found) {
    const places = files.get(each.path) ?? new Map<number, FoundName[]>();
    files.set(each.path, places);
    const { start } = each.occurrence.span;
    places.set(start, [...(places.get(start) ?? []), each]);
  }
  return new Map(
    [...files].map(([path, places]) => {
      const text = workspace.textOf(path) ?? "";
      const edits = [...places.values()].map((at) => editOf(text, at, to)).sort((a, b) => a.span.start - b.span.start);
      return [path, edits];
    }),
  );
}

/** The edit of one place, at which there may be two names: `{ title }` is a field and its value. */
function editOf(text: string, at: readonly FoundName[], to: string): Edit {
  const span = at[0]?.occurrence.span ?? { start: 0, end: 0 };
  const written = text.slice(span.start, span.end);
  if (written.startsWith('"')) return { span, text: JSON.stringify(to) };
  const roles = new Set(at.map(({ occurrence }) => occurrence.shorthand));
  if (roles.has("field") && roles.has("value")) return { span, text: to };
  if (roles.has("field")) return { span, text: `${to}: ${written}` };
  if (roles.has("value")) return { span, text: `${written}: ${to}` };
  return { span, text: to };
}

/** The first mistake that the files would have with their edits, and don't have without them. */
function newMistake(workspace: Workspace, files: ReadonlyMap<string, readonly Edit[]>): Diagnostic | undefined {
  const edited = new Map([...files].map(([path, edits]) => [path, applied(workspace.textOf(path) ?? "", edits)]));
  const then = openWorkspace({ read: (path) => edited.get(path) ?? workspace.textOf(path) });
  for (const path of files.keys()) {
    const before = codesOf(workspace.analyse(path));
    for (const each of then.analyse(path)?.diagnostics ?? []) {
      if (each.severity !== "error") continue;
      const left = before.get(each.code) ?? 0;
      if (left === 0) return each;
      before.set(each.code, left - 1);
    }
  }
  return undefined;
}

/** How many errors of each code there are. */
function codesOf(analysis: Analysis | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { severity, code } of analysis?.diagnostics ?? []) {
    if (severity === "error") counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return counts;
}

/** A tool is named in its TypeScript too. */
function noteOf(found: readonly FoundName[]): string | undefined {
  for (const { occurrence } of found) {
    const { meaning, text, defines } = occurrence;
    if (!defines || meaning.kind !== "declaration" || meaning.declared.declaration.kind !== "tool") continue;
    const { properties } = meaning.declared.declaration;
    const from = properties.find(({ name }) => name.text === "from")?.value;
    const file = from && fixedText(from);
    if (file !== undefined) return `It is also the export \`${text}\` of "${file}": rename it there too.`;
  }
  return undefined;
}
