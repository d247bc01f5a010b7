/**
 * Runs at the end of `npm ci`: builds the command, the library and what editors read, and through the command what else
 * can be made ahead of the first run (the native addon, the small model's layout). Only a bundle that can't be built fails the
 * installation; the rest says in a sentence what is missing, and is made at first use.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./build.mjs";
import { writeGrammar } from "./grammar.mjs";
import { buildLibrary } from "./library.mjs";

const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
const out = join(dist, "cli");
try {
  await bundle(out);
  await buildLibrary(join(dist, "lib"));
  await writeGrammar(join(dist, "grammar"));
} catch (error) {
  // What esbuild could not resolve, it has told already, and where.
  const why = "errors" in error ? "" : ` ${error.message}`;
  console.error(`agentflow: it could not be built, so nothing was installed that could run.${why}`);
  process.exit(1);
}
spawnSync(process.execPath, [join(out, "prepare.js")], { stdio: "inherit" });
