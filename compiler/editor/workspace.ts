import type { Declaration } from "../../language/ast.ts";
import { type Parsed, parseTokens } from "../../language/parse.ts";
import type { Token } from "../../language/tokens.ts";
import { bind } from "../bind/bind.ts";
import { check } from "../check/check.ts";
import type { Host } from "../host.ts";
import { load } from "../modules/load.ts";
import type { PlanOptions } from "../plan/make.ts";
import { type Analysis, makeAnalysis } from "./analysis.ts";

/** What an editor gives: the texts as they are on the screen, and what else there is. */
export interface WorkspaceHost extends Host {
  /**
   * The paths of all `.af` files that may use one another, written as {@link Host.read} takes them. References and new
   * names are looked for in them; without them, only in files that were analysed.
   */
  files?(): readonly string[];
}

/** How a workspace plans flows. */
export interface WorkspaceOptions {
  /** What counts tokens, and how many branches there are. */
  readonly plan?: PlanOptions;
}

/** The programs of an editor, each analysed as often as its texts change. */
export interface Workspace {
  /**
   * The analysis of a file as it is now; the same one as long as no text that it rests on has changed. Undefined where
   * the host has no such file.
   */
  analyse(path: string): Analysis | undefined;
  /** The analysis of a file as it would be with another text; looks only into the declaration at that offset of it. */
  suppose(path: string, text: string, at: number): Analysis | undefined;
  /** A file alone, whatever it imports. */
  parsedOf(path: string): ParsedFile | undefined;
  /** The current text of a file. */
  textOf(path: string): string | undefined;
  /** Every file that may use names of the others: of the standard library there is none. */
  files(): readonly string[];
}

/** Analyses that are kept: those of open files and of what a search for references went through. */
const MOST_KEPT = 100;

/**
 * Opens a workspace over a host. It reads texts whenever it is asked something, so a host keeps what it has read.
 *
 * ```ts
 * const workspace = openWorkspace({ read: (path) => open.get(path) ?? onDisk(path) });
 * const analysis = workspace.analyse("/project/research.af");
 * if (analysis) hoverAt(analysis, 120);
 * ```
 */
export function openWorkspace(host: WorkspaceHost, options: WorkspaceOptions = {}): Workspace {
  const trees = new Map<string, ParsedFile>();
  const kept = new Map<string, Kept>();

  const parsed = (text: string, path: string): ParsedFile => {
    const known = trees.get(path);
    if (known?.text === text) return known;
    const made = { text, ...parseTokens(text, path) };
    trees.set(path, made);
    return made;
  };

  const analysed = (
    path: string,
    from: Host,
    parseOf: typeof parsed,
    { before, into }: { before?: Analysis | undefined; into?: (declaration: Declaration) => boolean },
  ): Analysis | undefined => {
    const loaded = load(path, from, parseOf);
    const [module] = loaded.modules;
    if (!module) return undefined;
    const { tokens } = parseOf(module.text, path);
    return makeAnalysis(module, tokens, check(bind(loaded), into), { plan: options.plan, before });
  };

  const analyse = (path: string, before: Analysis | undefined): Kept | undefined => {
    const files = new Map<string, ParsedFile | undefined>();
    const others = new Map<string, boolean>();
    const noting: Host = {
      read(each) {
        const text = host.read(each);
        files.set(each, text === undefined ? undefined : parsed(text, each));
        return text;
      },
      ...(host.exists && {
        exists(each) {
          const found = host.exists?.(each) ?? true;
          others.set(each, found);
          return found;
        },
      }),
    };
    const analysis = analysed(path, noting, parsed, { before });
    return analysis && { files, others, analysis };
  };

  // Its trees are those of all other analyses too, so that a name is the same one in all of them.
  const isCurrent = ({ files, others }: Kept): boolean =>
    [...files].every(([path, file]) => {
      const text = host.read(path);
      return file ? file.text === text && trees.get(path) === file : text === undefined;
    }) && [...others].every(([path, found]) => host.exists?.(path) === found);

  return {
    analyse(path) {
      const known = kept.get(path);
      const current = known && isCurrent(known) ? known : analyse(path, known?.analysis);
      // The one that was asked for last is the last to go.
      kept.delete(path);
      if (current) kept.set(path, current);
      for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return current?.analysis;
    },
    suppose(path, text, at) {
      const own = { text, ...parseTokens(text, path) };
      const around = own.module.declarations.find(({ span }) => span.start <= at && at <= span.end);
      const supposed: Host = {
        read: (each) => (each === path ? text : host.read(each)),
        ...(host.exists && { exists: (each) => host.exists?.(each) ?? true }),
      };
      const parseOf: typeof parsed = (given, each) => (each === path ? own : parsed(given, each));
      return analysed(path, supposed, parseOf, { into: (declaration) => declaration === around });
    },
    textOf: (path) => host.read(path),
    parsedOf(path) {
      const text = host.read(path);
      return text === undefined ? undefined : parsed(text, path);
    },
    files() {
      const own = [...kept.keys()].filter((path) => !path.startsWith("std/"));
      return [...new Set([...(host.files?.() ?? []), ...own])];
    },
  };
}

/** The current text of a file, with its tree and its tokens. */
export interface ParsedFile extends Parsed {
  readonly text: string;
  readonly tokens: readonly Token[];
}

interface Kept {
  readonly analysis: Analysis;
  /** What the host gave for it, what it did not have included. */
  readonly files: ReadonlyMap<string, ParsedFile | undefined>;
  /** Which files that are no programs it said to be there. */
  readonly others: ReadonlyMap<string, boolean>;
}
