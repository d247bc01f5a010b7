/**
 * Builds the library: its entries as ESM with the package's dependencies left outside, so that an embedding program has one copy of
 * each, and the declarations of all that they name.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { removeStale } from "./stale.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What `exports` in package.json leads to. */
const ENTRIES = { index: "embed/index.ts", runtime: "embed/runtime.ts", esbuild: "embed/esbuild.ts" };

/** Builds the library into `outdir` and takes away what an older build left there. */
export async function buildLibrary(outdir) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: await dependencies(),
    metafile: true,
    logLevel: "warning",
  });
  const made = Object.keys(metafile.outputs).map((path) => join(root, path));
  made.push(...(await writeDeclarations(join(outdir, "types"))));
  await removeStale(outdir, new Set(made));
  return metafile;
}

/** What is installed with the library. Any other package is a part of it. */
async function dependencies() {
  const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return Object.keys(manifest.dependencies).flatMap((name) => [name, `${name}/*`]);
}

/**
 * The declarations of the entries and of every file of ours that they lead to. Each is made from its own text alone, which
 * takes a fraction of a second for all of them; a type that would have to be worked out is an error.
 */
async function writeDeclarations(outdir) {
  const ts = await import("typescript").then(
    ({ default: library }) => library,
    () => undefined,
  );
  // Whoever installs without what development needs can run everything, and compiles nothing against it.
  if (!ts) return [];
  const queue = Object.values(ENTRIES);
  const known = new Set(queue);
  const written = [];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const { outputText, diagnostics } = ts.transpileDeclaration(await readFile(join(root, path), "utf8"), {
      fileName: path,
      reportDiagnostics: true,
      compilerOptions: { ...OPTIONS, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext },
    });
    if (diagnostics?.length)
      throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(diagnostics[0].messageText, "\n")}`);
    // TypeScript 5.9 writes a class's `[Symbol.x]()` twice, the first time as a property.
    const once = outputText.replace(/^ +\[Symbol\.\w+\]: \(\) => .*;\n/gm, "");
    const text = once.replace(/(from |import\()"(\.[^"]+)\.tsx?"/g, (_, before, target) => {
      const file = relative(root, join(root, dirname(path), `${target}.ts`)).replaceAll("\\", "/");
      if (!existsSync(join(root, file))) throw new Error(`${path} imports ${file}, which is not there.`);
      if (!known.has(file)) queue.push(file);
      known.add(file);
      return `${before}"${target}.js"`;
    });
    const file = join(outdir, path.replace(/\.ts$/, ".d.ts"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    written.push(file);
  }
  return written;
}

const OPTIONS = {
  strict: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  stripInternal: true,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildLibrary(join(root, "dist", "lib"));
