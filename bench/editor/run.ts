/**
 * Measures what an editor waits for after a keystroke in a file of 2,000 lines: our language server over its pipes,
 * beside the language service of TypeScript, in process, on as many lines of zod schemas and typed functions. Each
 * question is the first after its keystroke, so it pays for all that the keystroke has changed; problems are asked for
 * without the pause that they wait for in an editor. Prints JSON, and a table on stderr.
 *
 *     npm run bench:editor -- [--quick]
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../../scripts/build.mjs";
import { readAsked, startStopwatch } from "../asked.ts";
import { countLines, generateProgram, generateTypeScript } from "../language/generate.ts";
import { shortNumber, tableLines } from "../table.ts";
import { quantile, type Times } from "./keystrokes.ts";
import { measureOurs } from "./ours.ts";
import { measureTypeScript } from "./typescript.ts";

const LINES = 2_000;
const SEED = 20;
/** Milliseconds within which 95 of 100 answers are there: what a person takes for at once. */
const BOUND = 50;

const { quick } = readAsked();
const { say, seconds } = startStopwatch();
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
mkdirSync(join(root, "dist"), { recursive: true });
// Inside the package, so that the TypeScript finds zod as the sources do.
const folder = mkdtempSync(join(root, "dist", "bench-editor-"));
try {
  await bundle(folder);
  const program = generateProgram(LINES, SEED);
  const typed = generateTypeScript(countLines(program), SEED);
  say("our language server");
  const ours = await measureOurs(join(folder, "agentflow.js"), program, quick ? 40 : 200);
  say("the language service of TypeScript");
  const theirs = measureTypeScript(folder, typed, quick ? 5 : 20);
  const figures = ours.map((each) => figureOf(each, theirs));
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    load: loadavg()[0],
    node: process.version,
  };
  const settings = { lines: countLines(program), typescriptLines: countLines(typed), seed: SEED, quick, bound: BOUND };
  console.log(JSON.stringify({ machine, settings: { ...settings, seconds: Math.round(seconds()) }, figures }, null, 2));
  console.error(`\n${table(figures).join("\n")}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What one kind of request took, in milliseconds. */
type Figure = ReturnType<typeof figureOf>;

function figureOf({ typing, ask, ms, cpu }: Times, others: readonly Times[]) {
  const other = others.find((each) => each.typing === typing && each.ask === ask);
  const [median, p95] = [quantile(ms, 0.5), quantile(ms, 0.95)];
  const typescript = { median: quantile(other?.ms ?? [], 0.5), p95: quantile(other?.ms ?? [], 0.95), cpu: other?.cpu };
  return { typing, ask, median, p95, cpu, typescript, ratio: typescript.median / median, met: p95 <= BOUND };
}

function table(figures: readonly Figure[]): string[] {
  const head = ["typed", "asked", "median", "p95", "processor", "TypeScript", "p95", "processor", "times as long", ""];
  const ms = (value: number | undefined): string => (value === undefined ? "-" : `${shortNumber(value)} ms`);
  const rows = figures.map(({ typing, ask, median, p95, cpu, typescript, ratio, met }) => [
    typing,
    ask,
    ms(median),
    ms(p95),
    ms(cpu),
    ms(typescript.median),
    ms(typescript.p95),
    ms(typescript.cpu),
    ratio.toFixed(1),
    met ? "ok" : `MISS at most ${BOUND} ms`,
  ]);
  return tableLines([head, ...rows]);
}
