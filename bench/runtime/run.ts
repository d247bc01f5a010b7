/**
 * Measures the runtime: many agents at once beside the same work by hand, what an agent costs us, and a team over one
 * spine beside sessions that share nothing. Prints JSON, and a table on stderr. Parts 1 and 2 are bundled as the command
 * is, and every measurement of them runs in a process of its own.
 *
 *     npm run bench:runtime -- [--quick] [--only 1,2,3] [--threads N]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { ensure, main, type Operation, until } from "effection";
import { build } from "esbuild";
import { packageRoot } from "../../runtime/package-root.ts";
import { readAsked, startStopwatch } from "../asked.ts";
import type { ModelName } from "../engine/models.ts";
import type { Measured } from "./measure.ts";
import { type Researched, researchByHand, researchByProgram } from "./research.ts";
import { codeLines, type Figure, figureTable, isMet } from "./table.ts";

const PARTS = {
  1: "many agents at once",
  2: "ten thousand agents in one process",
  3: "a team over one spine",
} as const;

/** Seconds that so many agents may take; the longest way through, with the forward that failed, takes 0.383. */
const MOST_SECONDS = { 50: 0.45, 200: 0.55, 1000: 1.0 } as const;
const MANY = 10_000;
const MOST_MEMORY = 2 ** 30;
/** Of our own time for an agent, and for each of its turns, in milliseconds. */
const MOST_AN_AGENT = 0.5;
const MOST_A_TURN = 0.1;
const TURNS = 2;

await main(function* () {
  const { quick, threads, asksFor } = readAsked();
  const { say } = startStopwatch();

  const figures: Figure[] = [];
  const measured = asksFor(1) || asksFor(2) ? yield* useMeasure() : undefined;
  if (measured && asksFor(1)) figures.push(...manyAgents(measured, quick ? 1 : 5, say));
  if (measured && asksFor(2)) figures.push(...tenThousand(measured, say));
  if (asksFor(3)) {
    for (const model of ["small-4k", ...(quick ? [] : ["0.4B" as const])] as const) {
      figures.push(...(yield* team(model, threads, say)));
    }
  }
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    node: process.version,
    load: loadavg()[0],
  };
  const lines = { ours: codeLines("scale.af"), byHand: codeLines("by-hand.ts") };
  const shown = figures.map((each) => ({ ...each, met: isMet(each) }));
  console.log(JSON.stringify({ machine, settings: { threads, quick, lines }, figures: shown }, null, 2));
  console.error(figureTable(figures, PARTS));
  console.error(`\nlines of code: ${lines.ours} in scale.af, ${lines.byHand} by hand`);
});

function manyAgents(measured: Measure, rounds: number, say: (message: string) => void): Figure[] {
  return ([50, 200, 1000] as const).flatMap((count): Figure[] => {
    say(`1: ${count} agents`);
    const pairs = Array.from({ length: rounds }, () => ({
      ours: measured("ours", count),
      hand: measured("hand", count),
    }));
    const ours = fastest(pairs.map((pair) => pair.ours));
    const hand = fastest(pairs.map((pair) => pair.hand));
    for (const { tools, succeeded } of pairs.map((pair) => pair.ours))
      if (tools !== 1 || succeeded !== count) throw new Error(`${tools} calls of the tool, ${succeeded} values.`);
    const what = `${count} agents`;
    return [
      { part: 1, what, unit: "s", ours: ours.seconds, byHand: hand.seconds, most: MOST_SECONDS[count] },
      { part: 1, what: `${what}, processor time`, unit: "s", ours: ours.cpu, byHand: hand.cpu },
    ];
  });
}

function tenThousand(measured: Measure, say: (message: string) => void): Figure[] {
  say(`2: ${MANY} agents`);
  const ours = measured("ours", MANY);
  const hand = measured("hand", MANY);
  const what = `${MANY} agents`;
  const each = (seconds: number) => (seconds * 1000) / MANY;
  return [
    {
      part: 2,
      what: `${what}, memory`,
      unit: "MB",
      ours: ours.rss / 1e6,
      byHand: hand.rss / 1e6,
      most: MOST_MEMORY / 1e6,
    },
    {
      ...{ part: 2, what: `processor time an agent of ${TURNS} turns`, unit: "ms", ours: each(ours.cpu) },
      ...{ byHand: each(hand.cpu), most: MOST_AN_AGENT + TURNS * MOST_A_TURN },
    },
    { part: 2, what: `${what}, all of it`, unit: "s", ours: ours.seconds, byHand: hand.seconds },
  ];
}

function* team(model: ModelName, threads: number, say: (message: string) => void): Operation<Figure[]> {
  say(`3: five agents on ${model}`);
  const options = { model, threads, say };
  const ours: Researched = yield* researchByProgram(options);
  const hand: Researched = yield* researchByHand(options);
  const figure = (what: string, unit: string, of: keyof Researched): Figure => ({
    ...{ part: 3, what: `${model}: ${what}`, unit },
    ...{ ours: ours[of], byHand: hand[of] },
  });
  return [
    figure("wall time", "s", "seconds"),
    figure("tokens prefilled", "", "prefilled"),
    figure("tokens written", "", "written"),
    figure("values of the type, of 5", "", "values"),
  ];
}

/** Runs in a process of its own: nothing is warm, and the memory is its alone. */
type Measure = (side: "ours" | "hand", count: number) => Measured;

/** Bundles what is measured, inside the package, so that it finds its dependencies. */
function* useMeasure(): Operation<Measure> {
  const parent = join(packageRoot(), "dist");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "bench-"));
  yield* ensure(() => rmSync(folder, { recursive: true, force: true }));
  const options = { bundle: true, packages: "external", format: "esm", platform: "node", target: "node20" } as const;
  const entryPoints = [join(packageRoot(), "bench/runtime/measure.ts")];
  yield* until(build({ entryPoints, outdir: folder, logLevel: "warning", ...options }));
  return (side, count) => {
    const args = [join(folder, "measure.js"), side, `${count}`];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
  };
}

/** Whatever else the machine does can only make it slower. */
function fastest(all: readonly Measured[]): Measured {
  return all.reduce((best, each) => (each.seconds < best.seconds ? each : best));
}
