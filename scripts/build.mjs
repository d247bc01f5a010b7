/**
 * `npm run build`: the command and, by `library.mjs`, the library. The command is one ESM bundle with a lazily loaded chunk for each command, because unbundled its libraries take
 * most of a second to load. `dist/cli/metafile.json` lists what went where; a test reads it.
 */
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeGrammar } from "./grammar.mjs";
import { buildLibrary } from "./library.mjs";
import { removeStale } from "./stale.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Stay in `node_modules`: they bring binaries, or are only needed where someone debugs the view. */
const external = ["node-llama-cpp", "libsql", "esbuild", "node-addon-api", "node-api-headers", "react-devtools-core"];

/** Bundles the command into `outdir`, takes away what an older build left there, and gives esbuild's account of it. */
export async function bundle(outdir) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { agentflow: "cli/agentflow.ts", prepare: "cli/prepare.ts" },
    outdir,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    jsx: "automatic",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    external,
    define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
    // CommonJS libraries inside the bundle ask for Node's own modules by `require`.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
    metafile: true,
    logLevel: "warning",
  });
  await writeFile(join(outdir, "metafile.json"), JSON.stringify(metafile));
  await removeStale(outdir, new Set(Object.keys(metafile.outputs).map((path) => join(root, path))));
  return metafile;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(join(root, "dist", "cli"));
  await buildLibrary(join(root, "dist", "lib"));
  await writeGrammar(join(root, "dist", "grammar"));
}
