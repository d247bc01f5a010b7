/**
 * Runs when somebody installs the package: makes what a first run would otherwise have to make, above all the native
 * engine, which is compiled here. Nothing of it can fail an installation. In the repository `prepare.mjs` does this.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const prepare = join(root, "dist", "cli", "prepare.js");
if (!existsSync(join(root, "cli")) && existsSync(prepare)) await import(pathToFileURL(prepare).href);
