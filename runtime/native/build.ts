/**
 * Compiles the engine: our C++ sources against the llama.cpp libraries that are installed. Installing does it, and the
 * first use where that could not; both through {@link buildAddon}.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { access, constants, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { packageRoot } from "../package-root.ts";
import { EngineProblem } from "../run/options.ts";
import { readBundle } from "./git-bundle.ts";
import { type Backend, findLibraries, findPackage, type Libraries } from "./libraries.ts";
import { withLock } from "./lock.ts";

/** What {@link buildAddon} takes. */
export interface BuildOptions {
  /** The best one that this machine can use if it is left out. */
  readonly backend?: Backend;
  /** What is being done, and how far it is, from 0 to 1. Not called where nothing has to be built. */
  readonly onProgress?: (step: string, fraction: number) => void;
}

/** Where the compiled engine is or will be. */
export interface AddonPlace {
  readonly file: string;
  readonly built: boolean;
  readonly libraries: Libraries;
}

/** Where the compiled engine belongs, and whether it is there. Builds nothing. */
export async function locateAddon(backend?: Backend): Promise<AddonPlace> {
  const libraries = findLibraries(backend);
  const hash = createHash("sha256");
  for (const text of [libraries.version, process.platform, process.arch, ...extraFlags()])
    hash.update(text).update("\0");
  for (const name of (await readdir(sources())).sort()) hash.update(name).update(await readFile(join(sources(), name)));
  const common = hash.digest("hex");
  // The compiled file finds the libraries by their way from where it lies, so that is a part of what it is.
  const fileIn = (folder: string) => {
    const own = createHash("sha256").update(common).update(relative(folder, libraries.folder)).digest("hex");
    return join(
      folder,
      `agentflow-${libraries.backend}-${own.slice(0, 16)}${extraFlags().length > 0 ? "-own" : ""}.node`,
    );
  };
  const files = [ownFolder(), userFolder()].map(fileIn);
  const [own = "", shared = ""] = files;
  const found = files.find((file) => existsSync(file));
  return { file: found ?? ((await isWritable(ownFolder())) ? own : shared), built: found !== undefined, libraries };
}

/**
 * The path of the compiled engine, which is compiled first if it is not there: about ten seconds. Processes that ask at
 * the same time wait for the one that builds. Throws {@link EngineProblem} with what to install where it can't.
 */
export async function buildAddon(options: BuildOptions = {}): Promise<string> {
  const place = await locateAddon(options.backend);
  if (place.built) return place.file;
  if (!(await isWritable(dirname(place.file))))
    throw new EngineProblem(
      `agentflow compiles its engine once, and may not write it to ${dirname(place.file)}.`,
      "Give yourself leave to write there, or set XDG_CACHE_HOME to a folder of your own.",
    );
  const compiled = async (): Promise<string> => {
    if (existsSync(place.file)) return place.file;
    const work = await mkdtemp(join(dirname(place.file), "build-"));
    try {
      await compile(place, work, options.onProgress ?? (() => {}));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return place.file;
  };
  return await withLock(`${place.file}.lock`, compiled, () => options.onProgress?.(WAITING, 0));
}

const WAITING = "waiting for another process that compiles the engine";

/** Words for the compiler beside ours, for one that looks for mistakes while the engine runs. */
const extraFlags = () => process.env.AGENTFLOW_CXXFLAGS?.split(/\s+/).filter(Boolean) ?? [];

const sources = () => join(packageRoot(), "runtime", "native", "src");

/** Inside the package, so that it goes when the package goes. */
const ownFolder = () => join(packageRoot(), "dist", "native");

/** For a package that its user may not write to. */
function userFolder(): string {
  const cache =
    process.platform === "darwin"
      ? join(homedir(), "Library", "Caches")
      : process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "agentflow", "native");
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function compile(
  place: AddonPlace,
  work: string,
  report: (step: string, fraction: number) => void,
): Promise<void> {
  const compiler = await findCompiler();
  report("unpacking llama.cpp's headers", 0);
  const { libraries, file } = place;
  const headers = readBundle(await readFile(libraries.source), ["include", "ggml/include"], ".h");
  for (const [path, content] of headers) await writeFile(join(work, basename(path)), content);

  const includes = [work, ...["node-addon-api", join("node-api-headers", "include")].map(installed)];
  const flags = ["-std=c++17", "-O3", "-fPIC", "-fvisibility=hidden", "-DNAPI_VERSION=8", "-DNAPI_CPP_EXCEPTIONS"];
  flags.push(...extraFlags());
  const units = (await readdir(sources())).filter((name) => name.endsWith(".cpp"));
  // The one with Node's headers takes longest: begin with it.
  units.sort((a, b) => Number(b === "binding.cpp") - Number(a === "binding.cpp"));
  const queue = units.map((name) => ({ source: join(sources(), name), object: join(work, `${name}.o`) }));
  const objects = queue.map((unit) => unit.object);
  let done = 0;
  const worker = async () => {
    for (let unit = queue.shift(); unit; unit = queue.shift()) {
      await execute(compiler, [...flags, ...includes.map((path) => `-I${path}`), "-c", unit.source, "-o", unit.object]);
      report("compiling the engine", 0.1 + (0.85 * ++done) / units.length);
    }
  };
  report("compiling the engine", 0.1);
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 8) }, worker));

  const mac = process.platform === "darwin";
  const origin = mac ? "@loader_path" : "$ORIGIN";
  const output = join(work, basename(file));
  await execute(compiler, [
    ...(mac ? ["-dynamiclib", "-undefined", "dynamic_lookup"] : ["-shared", "-pthread"]),
    ...objects,
    ...libraries.files,
    `-Wl,-rpath,${origin}/${relative(dirname(file), libraries.folder)}`,
    ...extraFlags(),
    "-o",
    output,
  ]);
  await rename(output, file);
  // What other sources or versions made in this package is of no use any more; a shared cache may serve other packages.
  if (dirname(file) === ownFolder()) await removeOthers(file);
  report("compiling the engine", 1);
}

async function removeOthers(file: string): Promise<void> {
  const kind = (name: string) => /^agentflow-([a-z]+)-[0-9a-f]+(-own)?\.node$/.exec(name)?.slice(1).join();
  for (const name of await readdir(dirname(file)))
    if (name !== basename(file) && kind(name) !== undefined && kind(name) === kind(basename(file)))
      await rm(join(dirname(file), name), { force: true });
}

function installed(path: string): string {
  const [name = "", ...rest] = path.split(/[\\/]/);
  const folder = findPackage(packageRoot(), name);
  if (folder === undefined) throw new EngineProblem(`${name} is not installed.`, "Install agentflow again.");
  return join(folder, ...rest);
}

/** The words of the command that compiles. Throws {@link EngineProblem} where there is none. */
export async function findCompiler(): Promise<readonly string[]> {
  const asked = process.env.CXX?.split(/\s+/).filter(Boolean);
  const candidates = asked?.length ? [asked] : [["g++"], ["clang++"], ["c++"]];
  for (const candidate of candidates) if ((await output([...candidate, "--version"])).code === 0) return candidate;
  throw new EngineProblem(
    asked?.length
      ? `agentflow compiles its engine once, and the compiler that CXX names (${asked.join(" ")}) does not run.`
      : "agentflow compiles its engine once, and there is no C++ compiler here.",
    process.platform === "darwin"
      ? "Install one with: xcode-select --install"
      : "Install one (on Debian or Ubuntu: apt install g++; on Fedora: dnf install gcc-c++; on Alpine: apk add g++), or set CXX.",
  );
}

async function execute(compiler: readonly string[], args: readonly string[]): Promise<void> {
  const { code, text } = await output([...compiler, ...args]);
  if (code === 0) return;
  const line = text.split("\n").find((each) => /error|cannot find|undefined/i.test(each)) ?? text.split("\n")[0] ?? "";
  throw new EngineProblem(
    `agentflow's engine could not be compiled: ${line.trim() || `${compiler[0]} ended with ${code}`}`,
    "It needs a compiler for C++17, such as g++ 9 or clang 10; set CXX to choose one.",
  );
}

function output(command: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const [name = "", ...args] = command;
    const child = spawn(name, args, { stdio: ["ignore", "ignore", "pipe"] });
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(0, 20_000);
    });
    child.on("error", (error) => resolve({ code: -1, text: error.message }));
    child.on("close", (code) => resolve({ code, text }));
  });
}
