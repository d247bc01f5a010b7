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
await bundle(out);
spawnSync(process.execPath, [join(out, "prepare.js")], { stdio: "inherit" });
