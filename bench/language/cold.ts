import { readFileSync } from "node:fs";

/** Milliseconds of a first compilation in a fresh process. */
export interface ColdTimes {
  /** Loading and evaluating the compiler's code. */
  readonly load: number;
  /** Compiling a program, from its text to its graph, with that code as it came. */
  readonly compile: number;
}

// The text is read before the clock starts; the compiler is loaded by the import that is timed.
const text = readFileSync(process.argv[2] ?? "", "utf8");
const start = performance.now();
const { compile } = await import("../../compiler/index.ts");
const loaded = performance.now();
const { graph, diagnostics } = compile("program.af", { read: (path) => (path === "program.af" ? text : undefined) });
const compiled = performance.now();
if (!graph || diagnostics.length > 0)
  throw new Error(`the generated program is wrong: ${JSON.stringify(diagnostics[0])}`);
console.log(JSON.stringify({ load: loaded - start, compile: compiled - loaded } satisfies ColdTimes));
