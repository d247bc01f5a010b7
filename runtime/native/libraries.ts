/**
 * The llama.cpp libraries that node-llama-cpp ships ready built: one package for each platform and kind of processor.
 */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { EngineProblem } from "../run/options.ts";

/** What computes. With a graphics processor's libraries the processor itself still serves where that one is missing. */
export type Backend = "cpu" | "cuda" | "vulkan" | "metal";

/** One set of libraries, by full paths. */
export interface Libraries {
  readonly backend: Backend;
  readonly folder: string;
  /** To link against, in this order. */
  readonly files: readonly string[];
  /** The version of node-llama-cpp. */
  readonly version: string;
  /** llama.cpp's source as a git bundle. */
  readonly source: string;
}

/** The backends whose libraries are installed here, the best first. */
export function installedBackends(): Backend[] {
  return (["metal", "cuda", "vulkan", "cpu"] as const).filter((backend) => folderOf(backend) !== undefined);
}

/** The libraries of `backend`; of the best one that this machine can use if it is left out. Throws {@link EngineProblem}. */
export function findLibraries(backend: Backend | undefined): Libraries {
  const chosen = backend ?? installedBackends().find(usable);
  const folder = chosen && folderOf(chosen);
  if (chosen === undefined || folder === undefined) {
    throw new EngineProblem(
      `There are no llama.cpp libraries ${backend === undefined ? "" : `for ${backend} `}for ${process.platform} ${process.arch} in this installation.`,
      backend === undefined
        ? "Install without --omit=optional: they are optional packages of node-llama-cpp."
        : `Installed are: ${installedBackends().join(", ") || "none"}.`,
    );
  }
  const names = readdirSync(folder);
  const files = [/^libllama[.\w]*\.(so|dylib)$/, /^libggml[.\w]*\.(so|dylib)$/, /^libggml-base[.\w]*\.(so|dylib)$/].map(
    (pattern) => names.find((name) => pattern.test(name)),
  );
  if (files.includes(undefined))
    throw new EngineProblem(`The llama.cpp libraries in ${folder} are not complete.`, "Install agentflow again.");
  const home = nodeLlamaCpp();
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string };
  return {
    backend: chosen,
    folder,
    files: files.map((name) => join(folder, String(name))),
    version: manifest.version,
    source: join(home, "llama", "gitRelease.bundle"),
  };
}

/** The folder of an installed package, looked for from `from` upwards, as Node does. */
export function findPackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return realpathSync(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}

function nodeLlamaCpp(): string {
  const home = findPackage(packageRoot(), "node-llama-cpp");
  if (home === undefined) throw new EngineProblem("node-llama-cpp is not installed.", "Install agentflow again.");
  return home;
}

const systems: Readonly<Record<string, string>> = { linux: "linux", darwin: "mac" };
const processors: Readonly<Record<string, string>> = { arm: "armv7l" };

function folderOf(backend: Backend): string | undefined {
  const system = systems[process.platform];
  if (system === undefined) return undefined;
  const processor = processors[process.arch] ?? process.arch;
  const name = `${system}-${processor}${backend === "cpu" ? "" : `-${backend}`}`;
  const home = findPackage(nodeLlamaCpp(), join("@node-llama-cpp", name));
  const folder = home && join(home, "bins", name);
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}

/** Whether it is worth a try. Vulkan is only taken when it is asked for: software drivers are slower than the processor. */
function usable(backend: Backend): boolean {
  switch (backend) {
    case "cpu":
    case "metal":
      return true;
    case "cuda":
      return existsSync("/proc/driver/nvidia/version");
    case "vulkan":
      return false;
  }
}
