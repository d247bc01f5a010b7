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
  /** Every file that may use names of the others. */
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

  const analyse = (path: string): Kept | undefined => {
    const texts = new Map<string, string | undefined>();
    const read = (each: string): string | undefined => {
      const text = host.read(each);
      texts.set(each, text);
      return text;
    };
    const loaded = load(path, { read }, parsed);
    const [module] = loaded.modules;
    if (!module) return undefined;
    const { tokens } = parsed(module.text, path);
    return { texts, analysis: makeAnalysis(module, tokens, check(bind(loaded)), options.plan ?? {}) };
  };

  return {
    analyse(path) {
      const known = kept.get(path);
      const current = known && isCurrent(known, host) ? known : analyse(path);
      // The one that was asked for last is the last to go.
      kept.delete(path);
      if (current) kept.set(path, current);
      for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
      return current?.analysis;
    },
    files() {
      return [...new Set([...(host.files?.() ?? []), ...kept.keys()])];
    },
  };
}

interface ParsedFile extends Parsed {
  readonly text: string;
  readonly tokens: readonly Token[];
}

interface Kept {
  readonly analysis: Analysis;
  /** What the host gave for it, what it did not have included. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

function isCurrent({ texts }: Kept, host: Host): boolean {
  for (const [path, text] of texts) if (host.read(path) !== text) return false;
  return true;
}
