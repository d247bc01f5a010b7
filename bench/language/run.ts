/**
 * Measures the compiler: how its phases grow with the length of a program, ten thousand lines in a fresh process
 * beside `tsc --noEmit` on as many lines of zod schemas and typed functions, and `agentflow check` of a short file.
 * Prints JSON, and a table on stderr. What is timed is bundled as the command is, and runs in processes of its own.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundle } from "../../scripts/build.mjs";
import type { ColdTimes } from "./cold.ts";
import { countLines, generateProgram, generateTypeScript } from "./generate.ts";
import type { PhaseTimes } from "./phases.ts";
import { coldTable, growthTable } from "./table.ts";

const seed = 20;
const lengths = [1_000, 5_000, 10_000, 50_000] as const;
const coldLines = 10_000;
const shortLines = 50;

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const compiler = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
// Inside the package, so that the TypeScript finds zod as the sources do.
const folder = mkdtempSync(join(mkdirIn(root, "dist"), "bench-"));
try {
  const result = await measure();
  console.log(JSON.stringify(result, null, 2));
  console.error(`${growthTable(result.growth)}\n\n${coldTable(result)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  await bundleMeasured();
  await bundle(join(folder, "cli"));
  return {
    node: process.version,
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? "unknown",
    seed,
    growth: lengths.map(growthAt),
    cold: coldRun(),
    check: checkRun(),
  };
}

/** The medians of the phases over one program, and of every thousand lines of it. */
function growthAt(length: number) {
  const text = generateProgram(length, seed);
  const lines = countLines(text);
  const rounds = length > 10_000 ? 5 : 11;
  const times = JSON.parse(node("warm.js", [written("program.af", text), String(rounds)])) as PhaseTimes[];
  const ms = mapPhases((phase) => median(times.map((each) => each[phase])));
  return { lines, rounds, ms, msPerThousand: mapPhases((phase) => (ms[phase] * 1_000) / lines) };
}

/** Each tool starts afresh for each round, in turns, so that a busy machine slows both. */
function coldRun() {
  const program = generateProgram(coldLines, seed);
  const lines = countLines(program);
  const file = written("program.af", program);
  const typed = generateTypeScript(lines, seed);
  writeProject(typed);
  const ours: ColdTimes[] = [];
  const checks: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    ours.push(JSON.parse(node("cold.js", [file])) as ColdTimes);
    checks.push(
      timeOf(() => execFileSync(process.execPath, [compiler, "-p", folder, "--noEmit"], { stdio: "inherit" })),
    );
  }
  const wall = ours.map(({ compile, plan }) => compile + plan);
  const ms = {
    total: median(wall),
    fastest: Math.min(...wall),
    compile: median(ours.map(({ compile }) => compile)),
    plan: median(ours.map(({ plan }) => plan)),
    cpu: median(ours.map(({ cpu }) => cpu)),
    load: median(ours.map(({ load }) => load)),
    tsc: median(checks),
    fastestTsc: Math.min(...checks),
  };
  return { lines, typescriptLines: countLines(typed), rounds: ours.length, ms, ratio: ms.tsc / ms.total };
}

/** The whole process of `agentflow check`, from start to exit. */
function checkRun() {
  const program = generateProgram(shortLines, seed);
  const file = written("short.af", program);
  const rounds = 11;
  const times = Array.from({ length: rounds }, () => timeOf(() => node("cli/agentflow.js", ["check", file])));
  return { lines: countLines(program), rounds, ms: median(times), fastest: Math.min(...times) };
}

async function bundleMeasured(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ["bench/language/cold.ts", "bench/language/warm.ts"],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
  });
}

function writeProject(typed: string): void {
  written("program.ts", typed);
  const compilerOptions = { target: "ES2023", module: "NodeNext", strict: true, skipLibCheck: true, types: [] };
  written("tsconfig.json", JSON.stringify({ compilerOptions, files: ["program.ts"] }));
  written("package.json", JSON.stringify({ type: "module" }));
}

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function mkdirIn(parent: string, name: string): string {
  const path = join(parent, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function node(script: string, args: readonly string[]): string {
  return execFileSync(process.execPath, [join(folder, script), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function mapPhases(of: (phase: keyof PhaseTimes) => number): PhaseTimes {
  return { parse: of("parse"), check: of("check"), lower: of("lower"), plan: of("plan") };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
