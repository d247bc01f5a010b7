import { readFileSync } from "node:fs";

/** Milliseconds of a first compilation in a fresh process. */
export interface ColdTimes {
  /** Loading and evaluating the compiler's code. */
  readonly load: number;
  /** Compiling a program, from its text to its graph, with that code as it came. */
  readonly compile: number;
  /** Planning its main flow after that. */
  readonly plan: number;
  /** Processor time of both, on all threads: what other processes on the machine take from it is not in it. */
  readonly cpu: number;
}

// The text is read before the clock starts; the compiler is loaded by the import that is timed.
const text = readFileSync(process.argv[2] ?? "", "utf8");
const start = performance.now();
const { compile, makePlan } = await import("./measured.ts");
const loaded = performance.now();
const before = process.cpuUsage();
const { graph, diagnostics } = compile("program.af", { read: (path) => (path === "program.af" ? text : undefined) });
const compiled = performance.now();
if (graph?.main === undefined || diagnostics.length > 0)
  throw new Error(`the generated program is wrong: ${JSON.stringify(diagnostics[0])}`);
makePlan(graph, graph.main);
const planned = performance.now();
const { user, system } = process.cpuUsage(before);
const times: ColdTimes = {
  load: loaded - start,
  compile: compiled - loaded,
  plan: planned - compiled,
  cpu: (user + system) / 1_000,
};
console.log(JSON.stringify(times));
