import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure } from "esbuild";

/** The exports of a user's TypeScript module, or why it could not be loaded. */
export type UserModule =
  | { readonly kind: "loaded"; readonly exports: Readonly<Record<string, unknown>> }
  | { readonly kind: "failed"; readonly message: string; readonly hint?: string };

const loaded = new Map<string, Promise<UserModule>>();

/**
 * Loads a module of the user's. It is bundled first, since Node 20 imports no TypeScript: what it imports by a relative
 * path becomes a part of it, packages are found from where it stands. Loaded once a process.
 */
export function loadUserModule(file: string): Promise<UserModule> {
  const known = loaded.get(file);
  if (known) return known;
  const loading = load(file);
  loaded.set(file, loading);
  return loading;
}

async function load(file: string): Promise<UserModule> {
  if (!existsSync(file)) {
    return { kind: "failed", message: `There is no file ${file}.`, hint: "Make it, or mend the path after `from`." };
  }
  const bundled = await bundle(file);
  if (bundled.kind === "failed") return bundled;
  const place = await placeFor(file, bundled.code);
  try {
    await writeFile(place.file, bundled.code, { mode: 0o600 });
    const exports: unknown = await import(pathToFileURL(place.file).href);
    return { kind: "loaded", exports: isRecord(exports) ? exports : {} };
  } catch (error) {
    return { kind: "failed", message: `${file} failed while it was loaded: ${firstLine(error)}` };
  } finally {
    await rm(place.remove, { recursive: true, force: true });
  }
}

const STDERR_CONSOLE = `import { Console as AgentflowConsole } from "node:console";
const agentflowConsole = new AgentflowConsole(process.stderr, process.stderr);`;

async function bundle(file: string): Promise<{ kind: "bundled"; code: string } | (UserModule & { kind: "failed" })> {
  const { build } = await import("esbuild");
  const url = JSON.stringify(pathToFileURL(file).href);
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      logLevel: "silent",
      sourcemap: false,
      // The result of a run is all that belongs on stdout.
      banner: { js: STDERR_CONSOLE },
      // The module runs from another place than it was written for; what it asks about itself shall not change.
      define: {
        console: "agentflowConsole",
        "import.meta.url": url,
        "import.meta.filename": JSON.stringify(file),
        "import.meta.dirname": JSON.stringify(dirname(file)),
      },
    });
    return { kind: "bundled", code: result.outputFiles[0]?.text ?? "" };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const first = error.errors[0];
    const where = first?.location ? `${first.location.line}:${first.location.column + 1}: ` : "";
    return { kind: "failed", message: `${file} can't be built: ${where}${first?.text ?? error.message}` };
  }
}

/** Beside the packages that the module may import, so that Node finds them; without any, in a folder of its own. */
async function placeFor(file: string, code: string): Promise<{ file: string; remove: string }> {
  const hash = createHash("sha256").update(file).update(code).digest("hex").slice(0, 16);
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const packages = join(folder, "node_modules");
    if (existsSync(packages)) {
      const cache = join(packages, ".cache", "agentflow");
      try {
        await mkdir(cache, { recursive: true });
        const place = join(cache, `${hash}-${process.pid}.mjs`);
        return { file: place, remove: place };
      } catch {
        break;
      }
    }
    if (folder === dirname(folder)) break;
  }
  const own = await mkdtemp(join(tmpdir(), "agentflow-"));
  return { file: join(own, `${hash}.mjs`), remove: own };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0] ?? "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
