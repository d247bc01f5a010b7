import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { packageRoot } from "../../runtime/package-root.ts";
import { buildLibrary } from "../../scripts/library.mjs";

/** A project of somebody's that has the library among its packages. */
export interface Consumer {
  readonly folder: string;
  /** Writes files into it. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly drop: () => void;
}

/** A project with the library as it would be installed: its declarations and bundles alone, and the packages it names. */
export async function makeConsumer(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), "agentflow-consumer-"));
  const modules = join(folder, "node_modules");
  const home = join(modules, "agentflow");
  mkdirSync(join(home, "stdlib"), { recursive: true });
  for (const name of ["package.json", "stdlib/std"])
    cpSync(join(packageRoot(), name), join(home, name), { recursive: true, filter: (path) => !/\.ts$/.test(path) });
  await buildLibrary(join(home, "dist", "lib"));
  const manifest = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { dependencies: object };
  for (const name of [...Object.keys(manifest.dependencies), "@types/node", "undici-types"]) link(modules, name);
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write({ "package.json": '{ "name": "consumer", "private": true, "type": "module" }\n' });
  return { folder, write, drop: () => rmSync(folder, { recursive: true, force: true }) };
}

function link(modules: string, name: string): void {
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(packageRoot(), "node_modules", name), join(modules, name), "dir");
}

/** How TypeScript finds packages. */
export type Resolution = "bundler" | "nodenext";

/** Libraries of declarations that every project has are read once. */
const read = new Map<string, ts.SourceFile | undefined>();

/** What `tsc` would say to all files of the project and the declarations of ours, by file and line. */
export function typeProblems({ folder }: Consumer, resolution: Resolution): readonly string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.esnext.disposable.d.ts"],
    types: ["node"],
    typeRoots: [join(folder, "node_modules", "@types")],
    allowArbitraryExtensions: true,
    exactOptionalPropertyTypes: true,
    ...(resolution === "bundler"
      ? { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
      : { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }),
  };
  const host = ts.createCompilerHost(options);
  const files = ["", "docs"]
    .flatMap((inner) => readdirSync(join(folder, inner)).map((name) => join(inner, name)))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.af.ts"));
  const program = ts.createProgram(
    files.map((name) => join(folder, name)),
    options,
    {
      ...host,
      getSourceFile(name, version) {
        if (!/typescript\/lib|@types/.test(name)) return host.getSourceFile(name, version);
        if (!read.has(name)) read.set(name, host.getSourceFile(name, version));
        return read.get(name);
      },
    },
  );
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => /\/(agentflow|agentflow-consumer-\w+)\/(?!node_modules)/.test(fileName));
  const problems = [
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  return problems.map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
