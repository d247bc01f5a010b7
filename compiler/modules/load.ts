import type { Import, Module } from "../../language/ast.ts";
import { report } from "../../language/catalogue.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { type Parsed, parse } from "../../language/index.ts";
import { nameProblems } from "../diagnostics/names.ts";
import type { Host } from "../host.ts";
import { type Damage, damagesOf } from "./damage.ts";
import { importPath } from "./path.ts";

/** The files of a program, parsed. */
export interface Loaded {
  /** The entry file first, then each file where an import first reaches it. Empty if the entry can't be read. */
  readonly modules: readonly LoadedModule[];
  readonly sources: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether a file is there, where the host can tell. */
  readonly exists?: (path: string) => boolean;
}

/** One file of a program. */
export interface LoadedModule {
  /** Its place in {@link Loaded.modules}. */
  readonly index: number;
  readonly path: string;
  readonly text: string;
  readonly tree: Module;
  /** Where the parser met errors: what is odd there, or missing elsewhere for it, is no mistake of its own. */
  readonly damages: readonly Damage[];
  /** Where its imports lead; one that leads nowhere has been reported and is absent. */
  readonly imports: ReadonlyMap<Import, LoadedModule>;
}

/** Reads and parses `entry` and all that it imports; whoever keeps trees gives them with `parsed`. */
export function load(entry: string, host: Host, parsed: (text: string, path: string) => Parsed = parse): Loaded {
  const modules: LoadedModule[] = [];
  const byPath = new Map<string, LoadedModule>();
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];

  const visit = (path: string, text: string, trail: readonly string[]): LoadedModule => {
    sources.set(path, text);
    const { module: tree, diagnostics: mistakes } = parsed(text, path);
    diagnostics.push(...mistakes);
    const imports = new Map<Import, LoadedModule>();
    const damages = damagesOf({ text, tree }, mistakes);
    const module: LoadedModule = { index: modules.length, path, text, tree, damages, imports };
    modules.push(module);
    byPath.set(path, module);
    for (const each of tree.imports) {
      const target = follow(each, path, [...trail, path]);
      if (target) imports.set(each, target);
    }
    return module;
  };

  const follow = (node: Import, from: string, trail: readonly string[]): LoadedModule | undefined => {
    const { value: written, span } = node.path;
    if (written === "") return undefined;
    const found = importPath(from, written);
    if (found.kind === "wrong") {
      diagnostics.push(
        report(nameProblems.wrongImportPath, from, span, { path: written, mend: found.hint, instead: found.instead }),
      );
      return undefined;
    }
    const start = trail.indexOf(found.path);
    if (start >= 0) {
      const cycle = [...trail.slice(start), found.path];
      diagnostics.push(report(nameProblems.importCycle, from, span, { cycle }));
      return undefined;
    }
    const known = byPath.get(found.path);
    if (known) return known;
    const text = host.read(found.path);
    if (text === undefined) {
      diagnostics.push(report(nameProblems.unknownModule, from, span, { path: written, looked: found.path }));
      return undefined;
    }
    return visit(found.path, text, trail);
  };

  const text = host.read(entry);
  if (text === undefined)
    diagnostics.push(report(nameProblems.unreadableFile, entry, { start: 0, end: 0 }, { path: entry }));
  else visit(entry, text, []);
  return { modules, sources, diagnostics, ...(host.exists && { exists: (path) => host.exists?.(path) ?? true }) };
}
