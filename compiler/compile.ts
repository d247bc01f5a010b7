import { report } from "../language/catalogue.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import { mostProblems } from "../language/problem-list.ts";
import { syntaxProblems } from "../language/syntax-problems.ts";
import { bind } from "./bind/bind.ts";
import { type Checked, check } from "./check/check.ts";
import type { Graph } from "./graph/graph.ts";
import type { Host } from "./host.ts";
import { lower } from "./lower/lower.ts";
import { isConsequence } from "./modules/damage.ts";
import { type Loaded, load } from "./modules/load.ts";
import { declaredWarnings } from "./plan/warnings.ts";

/** What compiling a program gives. */
export interface Compiled {
  /** Absent where there is an error. */
  readonly graph?: Graph;
  /** In the order of the files, the entry file first, and of the text in each; at most a hundred. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text of every file that was read, by the path that diagnostics name it by. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Compiles the program whose entry file is `entry`: loads what it imports, binds names, checks types and makes the
 * execution graph. Of other files only errors are reported, not what merely looks odd in them.
 */
export function compile(entry: string, host: Host): Compiled {
  const loaded = load(entry, host);
  return { ...finish(entry, check(bind(loaded))), sources: loaded.sources };
}

/** Makes the graph of a checked program, where it has no errors, and puts in order all that is to be said of it. */
export function finish(entry: string, checked: Checked): Omit<Compiled, "sources"> {
  const { bound } = checked;
  const { loaded } = bound;
  const found = [...loaded.diagnostics, ...bound.diagnostics, ...checked.diagnostics];
  const failed = loaded.modules.length === 0 || found.some((each) => each.severity === "error");
  const lowered = failed ? undefined : lower(checked);
  const odd = lowered ? declaredWarnings(lowered.graph, (file) => loaded.modules[file]?.path ?? entry) : [];
  const diagnostics = bounded(inOrder(loaded, entry, [...found, ...(lowered?.diagnostics ?? []), ...odd]));
  return { ...(lowered && { graph: lowered.graph }), diagnostics };
}

function inOrder(loaded: Loaded, entry: string, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map(loaded.modules.map((module) => [module.path, module.index]));
  const place = (each: Diagnostic): number => places.get(each.file) ?? loaded.modules.length;
  const seen = new Set<string>();
  return diagnostics
    .filter((each) => {
      const module = loaded.modules[place(each)];
      if (module && !loaded.diagnostics.includes(each) && isConsequence(module, each)) return false;
      const key = `${each.file} ${each.span.start} ${each.span.end} ${each.code} ${each.message}`;
      if (seen.has(key) || (each.severity === "warning" && each.file !== entry)) return false;
      seen.add(key);
      return true;
    })
    .sort((a, b) => place(a) - place(b) || a.span.start - b.span.start || a.span.end - b.span.end);
}

/** The first of them, errors before warnings, and that there are more. */
function bounded(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= mostProblems) return diagnostics;
  const errors = diagnostics.filter((each) => each.severity === "error");
  const last = errors[mostProblems - 1];
  if (last) {
    const more = report(syntaxProblems.tooMany, last.file, last.span, { most: mostProblems - 1 });
    return [...errors.slice(0, mostProblems - 1), more];
  }
  const warnings = diagnostics.filter((each) => each.severity !== "error").slice(0, mostProblems - errors.length);
  const kept = new Set([...errors, ...warnings]);
  return diagnostics.filter((each) => kept.has(each));
}
