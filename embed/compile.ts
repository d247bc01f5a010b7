/**
 * Programs from texts and files. What is wrong with them is data.
 */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile as compileModules } from "../compiler/compile.ts";
import type { Host } from "../compiler/host.ts";
import { type PlainDiagnostic, plainDiagnostic } from "../language/plain-diagnostic.ts";
import { renderDiagnostic } from "../language/render.ts";
import { fileHost } from "../runtime/host.ts";
import type { ProgramSetting } from "./parts.ts";
import { openProgram, type Program } from "./program.ts";
import type { AnyProgramTypes, ProgramTypes } from "./types.ts";

/** What is wrong with a program, or merely odd, at one place of one file. Lines and columns count from 1. */
export type Problem = PlainDiagnostic & {
  /** All of it as the command shows it: the place, the lines of the source, the sentence and the mend. */
  readonly shown: string;
};

/** What compiling gives: a program, perhaps with warnings, or what is wrong with it. */
export type Compiled<Types extends ProgramTypes = AnyProgramTypes> = {
  readonly problems: readonly Problem[];
  /** The files that it rests on, those included that were looked for and not found. */
  readonly files: readonly string[];
} & ({ readonly ok: true; readonly program: Program<Types> } | { readonly ok: false });

/** Modules by path, for programs of several files that are on no disk. */
export interface Modules {
  /** The texts, by paths as imports lead to them: `./review.af` in `main.af` is `review.af`. */
  readonly modules: { readonly [path: string]: string };
  /** The path of the entry file; `main.af` if left out. */
  readonly entry?: string;
}

/**
 * Compiles a program from its text, or from the texts of its modules. It reads no files but those of the standard library
 * that the program imports, which are part of agentflow.
 *
 * @example
 * ```ts
 * const compiled = compile(`agent poet() -> string(1..80) {}
 * flow main() -> string { return poet() }`);
 * if (compiled.ok) console.log(await compiled.program.flow("main")());
 * else for (const problem of compiled.problems) console.error(problem.shown);
 * ```
 */
export function compile<Types extends ProgramTypes = AnyProgramTypes>(
  source: string | Modules,
  setting: Pick<ProgramSetting, "directory"> = {},
): Compiled<Types> {
  const { modules, entry = "main.af" } = typeof source === "string" ? { modules: { "main.af": source } } : source;
  const texts = new Map(Object.entries(modules).map(([path, text]) => [join(path), text]));
  const library = fileHost(".");
  const read = (path: string) => texts.get(join(path)) ?? (path.startsWith("std/") ? library.read(path) : undefined);
  return compiledFrom(entry, { read }, setting);
}

/** Compiles the program in a file. It reads that, and what it imports. */
export async function load<Types extends ProgramTypes = AnyProgramTypes>(file: string | URL): Promise<Compiled<Types>> {
  const path = resolve(file instanceof URL ? fileURLToPath(file) : file);
  const directory = dirname(path);
  return compiledFrom(basename(path), fileHost(directory), { directory, file: path });
}

/** The program that compiling gave. Throws a {@link ProgramProblem} where it has errors. */
export function programOf<Types extends ProgramTypes>(compiled: Compiled<Types>): Program<Types> {
  if (compiled.ok) return compiled.program;
  throw new ProgramProblem(compiled.problems);
}

/** A program with errors, for those who want a program or nothing. */
export class ProgramProblem extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ shown }) => shown).join("\n\n"));
    this.name = "ProgramProblem";
    this.problems = problems;
  }
}

function compiledFrom<Types extends ProgramTypes>(entry: string, host: Host, setting: ProgramSetting): Compiled<Types> {
  const files = new Set<string>();
  const read = (path: string): string | undefined => {
    files.add(path);
    return host.read(path);
  };
  const { graph, diagnostics, sources } = compileModules(entry, { read });
  const problems = diagnostics.map((diagnostic) => {
    const text = sources.get(diagnostic.file) ?? "";
    return { ...plainDiagnostic(diagnostic, text), shown: renderDiagnostic(diagnostic, text) };
  });
  const common = { problems, files: [...files] };
  return graph ? { ok: true, program: openProgram<Types>(graph, setting), ...common } : { ok: false, ...common };
}
