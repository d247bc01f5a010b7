import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, normalize, relative, resolve, sep } from "node:path";
import { compile } from "../compiler/compile.ts";
import type { Graph } from "../compiler/graph/graph.ts";
import { type Diagnostic, suggestNear } from "../language/index.ts";
import { hostOfEntry } from "../runtime/host.ts";
import { meant, UsageProblem } from "./usage.ts";

/** A compiled file, with what is needed to show its problems in the user's terms. */
export interface LoadedProgram {
  /** Absent where the file has errors. */
  readonly graph?: Graph;
  readonly diagnostics: readonly Diagnostic[];
  /** Texts of all modules, by the names that diagnostics have for them. */
  readonly sources: ReadonlyMap<string, string>;
  /** The folder of the file. */
  readonly directory: string;
  /** A module's name as the user can open it from where the command was called. */
  readonly shown: (file: string) => string;
}

/**
 * Compiles the file that was named on the command line; with `look` also files are looked for that only a run reads.
 * Throws a {@link UsageProblem} where there is no such file.
 */
export function loadProgram(file: string, { look = false } = {}): LoadedProgram {
  requireFile(file);
  const { host, entry, directory } = hostOfEntry(file);
  const exists = (path: string) => existsSync(resolve(directory, path));
  return {
    ...compile(entry, look ? { ...host, exists } : host),
    directory,
    shown: (name) => shownName(name, directory),
  };
}

/** Throws a {@link UsageProblem} where no file of that name is there. */
export function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new UsageProblem(`There is no file \`${file}\`.`, meant(similarFile(file)));
  if (found.isDirectory()) throw new UsageProblem(`\`${file}\` is a folder; name an .af file in it.`);
}

function similarFile(file: string): string | undefined {
  const folder = dirname(file);
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(".af"));
    const name = suggestNear(basename(file), names) ?? suggestNear(`${basename(file)}.af`, names);
    const exact = names.find((candidate) => candidate === `${basename(file)}.af`);
    const found = exact ?? name;
    return found === undefined ? undefined : normalize(join(folder, found));
  } catch {
    return undefined;
  }
}

function shownName(name: string, directory: string): string {
  return name.startsWith("std/") ? name : shownPath(resolve(directory, name));
}

/** A path as messages write it: from where the command runs, unless that is far away. */
export function shownPath(file: string): string {
  const path = relative("", file);
  return path.startsWith(`..${sep}..`) ? file : path;
}
