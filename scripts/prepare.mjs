/**
 * Runs at the end of `npm ci`: builds the command, and through it what else can be made ahead of the first run (the
 * native addon, the small model). Only a bundle that can't be built fails the installation; the rest says in a sentence
 * what is missing, and is made at first use.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./build.mjs";

const out = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist", "cli");
try {
  await bundle(out);
} catch {
  // esbuild has told what it could not resolve, and where.
  console.error("agentflow: the command could not be built, so nothing was installed that could run.");
  process.exit(1);
}
spawnSync(process.execPath, [join(out, "prepare.js")], { stdio: "inherit" });
