/**
 * llama.cpp's own `llama-batched-bench`, the limit of what can be reached: it decodes rows of random tokens, and samples
 * nothing. Two programs of the same source: one built here with OpenMP and for this very processor, one linked against
 * the libraries that node-llama-cpp ships.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findCompiler } from "../../runtime/native/build.ts";
import { findLibraries, type Libraries } from "../../runtime/native/libraries.ts";
import { cacheFolder } from "./cache.ts";

/** One of the two programs. */
export interface BatchedBench {
  readonly name: "built" | "shipped";
  readonly program: string;
  /** Where it runs: the shipped libraries look there for the processor's. */
  readonly folder: string;
}

/** One line of what it measures. */
export interface BatchedRow {
  readonly branches: number;
  readonly prefillPerSecond: number;
  readonly rowsPerSecond: number;
}

/** What one run of it measures. */
export interface BatchedRequest {
  readonly file: string;
  readonly prefix: number;
  /** Tokens of each branch behind the prefix. */
  readonly tail: number;
  readonly branches: readonly number[];
  readonly threads: number;
  readonly streams: "unified" | "separate";
}

const run = promisify(execFile);

/** The programs that can be had here, and for each that can't a sentence why. Building takes minutes, once. */
export async function prepareBatchedBench(
  say: (message: string) => void,
): Promise<{ readonly programs: BatchedBench[]; readonly missing: string[] }> {
  const libraries = findLibraries("cpu");
  const home = cacheFolder(`node-llama-cpp-${libraries.version}`);
  const programs: BatchedBench[] = [];
  const missing: string[] = [];
  for (const [name, make] of [
    ["built", build],
    ["shipped", link],
  ] as const) {
    const program = join(home, name, "llama-batched-bench");
    try {
      if (!existsSync(program)) await make(program, libraries, await source(home, libraries), say);
      programs.push({ name, program, folder: name === "shipped" ? libraries.folder : dirname(program) });
    } catch (error) {
      const reason = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : String(error);
      missing.push(`llama-batched-bench (${name}) could not be made: ${reason}`);
    }
  }
  return { programs, missing };
}

async function source(home: string, libraries: Libraries): Promise<string> {
  const folder = join(home, "source");
  if (existsSync(folder)) return folder;
  const part = `${folder}.${process.pid}`;
  await run("git", ["clone", "--quiet", libraries.source, part]);
  await rename(part, folder);
  return folder;
}

async function build(program: string, _: Libraries, source: string, say: (message: string) => void): Promise<void> {
  say("building llama-batched-bench: five minutes or more, once");
  const folder = `${dirname(program)}.${process.pid}`;
  const off = ["LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES", "LLAMA_BUILD_SERVER", "LLAMA_BUILD_APP", "LLAMA_OPENSSL"];
  const settings = [
    "CMAKE_BUILD_TYPE=Release",
    "BUILD_SHARED_LIBS=OFF",
    "GGML_NATIVE=ON",
    "GGML_OPENMP=ON",
    ...off.map((name) => `${name}=OFF`),
    // GCC's own header for AMX tells it of only eight of the bytes that a tile's configuration is read from, so it drops
    // the stores of the others as dead, and the program dies of an illegal configuration.
    ...(process.platform === "linux" && process.arch === "x64" ? ["CMAKE_CXX_FLAGS=-fno-tree-dse -fno-dse"] : []),
  ];
  try {
    await run("cmake", ["-S", source, "-B", folder, ...settings.map((setting) => `-D${setting}`)]);
    const target = ["--target", "llama-batched-bench", "--parallel", "2"];
    await run("cmake", ["--build", folder, ...target], { maxBuffer: 1 << 28 });
    await mkdir(dirname(program), { recursive: true });
    await rename(join(folder, "bin", "llama-batched-bench"), program);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function link(program: string, libraries: Libraries, source: string): Promise<void> {
  const [compiler = "", ...words] = await findCompiler();
  const sources = ["batched-bench.cpp", "main.cpp"].map((name) => join(source, "tools", "batched-bench", name));
  const headers = ["common", "include", join("ggml", "include"), "vendor"].map((name) => `-I${join(source, name)}`);
  const common = join(libraries.folder, process.platform === "darwin" ? "libllama-common.dylib" : "libllama-common.so");
  await mkdir(dirname(program), { recursive: true });
  const flags = ["-std=c++17", "-O2", `-Wl,-rpath,${libraries.folder}`, "-o", `${program}.part`];
  await run(compiler, [...words, ...headers, ...sources, common, ...libraries.files, ...flags]);
  await rename(`${program}.part`, program);
}

/** Runs it once; a line for each number of branches. */
export async function runBatchedBench(bench: BatchedBench, request: BatchedRequest): Promise<BatchedRow[]> {
  const { file, prefix, tail, branches, threads, streams } = request;
  const most = Math.max(...branches);
  // Streams are of equal length, a multiple of 256.
  const stream = Math.ceil((prefix + tail) / 256) * 256;
  const cells = streams === "unified" ? prefix + most * tail + 256 : most * stream;
  const list = (name: string, values: readonly number[]) => [name, values.join(",")];
  const { stdout } = await run(
    bench.program,
    [
      ...["-m", file, "-c", `${cells}`, "-t", `${threads}`, "-tb", `${threads}`, "-pps"],
      ...[streams === "unified" ? "-kvu" : "-no-kvu", "--output-format", "jsonl"],
      ...[...list("-npp", [prefix]), ...list("-ntg", [tail]), ...list("-npl", branches)],
    ],
    { cwd: bench.folder, maxBuffer: 1 << 26 },
  );
  const rows = stdout.split("\n").filter((line) => line.startsWith("{"));
  return rows.map((line) => {
    const row = JSON.parse(line) as { pl: number; speed_pp: number; speed_tg: number };
    return { branches: row.pl, prefillPerSecond: row.speed_pp, rowsPerSecond: row.speed_tg };
  });
}

/** llama.cpp's own word for its version. */
export function llamaVersion(): string {
  const folder = join(dirname(findLibraries("cpu").source), "binariesGithubRelease.json");
  return (JSON.parse(readFileSync(folder, "utf8")) as { release: string }).release;
}
