import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that agentflow is installed in: where `stdlib/`, the C++ sources and `dist/` are. The same whether this
 * runs from the sources or from a chunk of the bundle, because it looks for the package's own `package.json`.
 */
export function packageRoot(): string {
  root ??= find(dirname(fileURLToPath(import.meta.url)));
  return root;
}

/** The version in the package's own `package.json`. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
  return isManifest(manifest) ? manifest.version : "unknown";
}

let root: string | undefined;

function find(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file) && isManifest(JSON.parse(readFileSync(file, "utf8")))) return folder;
    if (folder === dirname(folder)) throw new Error(`agentflow's own package.json is in no folder above ${from}.`);
  }
}

function isManifest(value: unknown): value is { readonly name: "agentflow"; readonly version: string } {
  return typeof value === "object" && value !== null && "name" in value && value.name === "agentflow";
}
