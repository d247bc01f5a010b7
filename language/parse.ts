import type { Module } from "./ast.ts";
import { report } from "./catalogue.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { ModuleParser } from "./parser/module.ts";
import { mostProblems, problemList } from "./problem-list.ts";
import { scan } from "./scanner/scan.ts";
import { syntaxProblems } from "./syntax-problems.ts";
import type { Token } from "./tokens.ts";

/** The tree of a file, and what is wrong with its syntax. */
export interface Parsed {
  readonly module: Module;
  /** In the order of the file, at most a hundred. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses the text of an `.af` file.
 *
 * Gives a tree for every text and never throws: what is missing is a `missing` node or a name with an empty text.
 *
 * ```ts
 * const { module, diagnostics } = parse("schema Plan { questions: string[1..4] }", "plan.af");
 * ```
 */
export function parse(text: string, file: string): Parsed {
  const { module, diagnostics } = parseTokens(text, file);
  return { module, diagnostics };
}

/** Where a text has what only bytes that are none are read as; undefined if it is text throughout. */
function findNoText(text: string): number | undefined {
  const zero = text.indexOf("\0");
  const at = zero < 0 ? text.indexOf("\ufffd") : zero;
  return at < 0 ? undefined : at;
}

/** Parses a text and gives its tokens as well, each with what the parser found it to be. */
export function parseTokens(text: string, file: string): Parsed & { readonly tokens: readonly Token[] } {
  const unreadable = findNoText(text);
  if (unreadable !== undefined) {
    const span = { start: unreadable, end: unreadable + 1 };
    const module: Module = {
      kind: "module",
      imports: [],
      declarations: [],
      comments: [],
      span: { start: 0, end: text.length },
    };
    const binary = text[unreadable] === "\0";
    return { module, tokens: [], diagnostics: [report(syntaxProblems.notText, file, span, { binary })] };
  }
  const scanProblems = problemList(file, mostProblems);
  const scanned = scan(text, scanProblems);
  const problems = problemList(file, mostProblems);
  const module = new ModuleParser(text, scanned, problems).module();
  const found = [...scanProblems.diagnostics, ...problems.diagnostics].sort((a, b) => a.span.start - b.span.start);
  const last = found[mostProblems - 1];
  const { tokens } = scanned;
  if (!last) return { module, tokens, diagnostics: found };
  const more = report(syntaxProblems.tooMany, file, last.span, { most: mostProblems - 1 });
  return { module, tokens, diagnostics: [...found.slice(0, mostProblems - 1), more] };
}
