import type { Declaration, Name, RecordTypeEntry, Span, Statement } from "../../language/ast.ts";
import { printType } from "../types/print.ts";
import type { Analysis } from "./analysis.ts";
import type { Workspace } from "./workspace.ts";

/** What an entry of an outline is. */
export type OutlineKind = Declaration["kind"] | "field" | "value" | "spine";

/** A part of a file that has a name, and what is in it. */
export interface OutlineEntry {
  readonly kind: OutlineKind;
  readonly name: string;
  /** What it takes and gives, in a few words. */
  readonly detail?: string;
  readonly span: Span;
  /** Its name alone, or the word that stands for it. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineEntry[];
}

/** The declarations of a file, with their fields and values. What has no name yet is left out. */
export function outlineOf(analysis: Analysis): readonly OutlineEntry[] {
  return analysis.module.tree.declarations.flatMap((each) =>
    each.name.text === "" ? [] : [{ ...declarationEntry(each, analysis), children: childrenOf(each, analysis) }],
  );
}

function declarationEntry(node: Declaration, { checked }: Analysis): Omit<OutlineEntry, "children"> {
  const { name, span, kind } = node;
  const head = { kind, name: name.text, span, nameSpan: name.span };
  const signature = node.kind === "test" ? undefined : checked.signatures.get(node);
  if (!signature) return head;
  const names = signature.parameters.map((parameter) => parameter.name).join(", ");
  return { ...head, detail: `(${names}) -> ${printType(signature.result, 40)}` };
}

function childrenOf(node: Declaration, analysis: Analysis): readonly OutlineEntry[] {
  switch (node.kind) {
    case "schema":
      return fields(node.entries, analysis);
    case "type":
      return node.type.kind === "record-type" ? fields(node.type.entries, analysis) : [];
    case "flow":
    case "test":
      return node.body.statements.flatMap((each) => statementEntry(each, analysis));
    case "model":
    case "tool":
    case "agent":
      return [];
    default:
      return node satisfies never;
  }
}

function fields(entries: readonly RecordTypeEntry[], { checked }: Analysis): readonly OutlineEntry[] {
  return entries.flatMap((each): OutlineEntry[] => {
    if (each.kind !== "field" || each.name.text === "") return [];
    const type = checked.written.get(each.type);
    return [entry("field", each.name, each.span, type && printType(type, 40))];
  });
}

function statementEntry(node: Statement, { checked }: Analysis): readonly OutlineEntry[] {
  if (node.kind === "spine") {
    const nameSpan = { start: node.span.start, end: node.span.start + "spine".length };
    return [entry("spine", { text: "spine", span: nameSpan }, node.span)];
  }
  if (node.kind !== "let" || node.name.text === "") return [];
  const local = checked.bound.locals.get(node.name);
  const type = local && checked.locals.get(local);
  return [entry("value", node.name, node.span, type && printType(type, 40))];
}

function entry(kind: OutlineKind, { text: name, span: nameSpan }: Name, span: Span, detail?: string): OutlineEntry {
  return { kind, name, span, nameSpan, children: [], ...(detail !== undefined && { detail }) };
}

/** A declaration somewhere in the workspace. */
export interface FoundSymbol {
  readonly kind: OutlineKind;
  readonly name: string;
  readonly path: string;
  readonly span: Span;
}

/** Symbols that a search gives; who has more searches with more letters. */
const MOST_FOUND = 500;

/** The declarations of all files in whose names the letters of `query` stand, in that order; all of them for an empty one. */
export function symbolsOf(workspace: Workspace, query: string): readonly FoundSymbol[] {
  const found: FoundSymbol[] = [];
  for (const path of workspace.files()) {
    for (const { kind, name } of workspace.parsedOf(path)?.module.declarations ?? []) {
      if (name.text === "" || !hasLetters(name.text.toLowerCase(), query.toLowerCase())) continue;
      found.push({ kind, name: name.text, path, span: name.span });
      if (found.length === MOST_FOUND) return found;
    }
  }
  return found;
}

function hasLetters(name: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
