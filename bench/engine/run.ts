/**
 * Measures the native engine beside what it is to be compared with: llama.cpp's `llama-batched-bench`, which only
 * decodes and is the limit, and node-llama-cpp's own API, which people would use instead. All on the same models with
 * the same threads, in the same run, in turns. Prints JSON, and a table on stderr.
 *
 *     npm run bench:engine -- [--quick] [--only 1,3] [--threads N]
 */
import { cpus, totalmem } from "node:os";
import { main, type Operation, until } from "effection";
import { buildAddon } from "../../runtime/native/build.ts";
import { readAsked, startStopwatch } from "../asked.ts";
import { llamaVersion, prepareBatchedBench } from "./batched-bench.ts";
import type { Bench } from "./bench.ts";
import { type Figure, figureTable, isMet, type Part } from "./figure.ts";
import { measureForks } from "./forks.ts";
import { measureHeadline } from "./headline.ts";
import { modelFile } from "./models.ts";
import { measurePrefill } from "./prefill.ts";
import { measureThroughput } from "./throughput.ts";
import { measureTyped } from "./typed.ts";

const measures: Readonly<Record<Part, (bench: Bench) => Operation<Figure[]>>> = {
  1: measureThroughput,
  2: measurePrefill,
  3: measureTyped,
  4: measureHeadline,
  5: measureForks,
};

await main(function* () {
  const { quick, threads, asksFor } = readAsked();
  const { say, seconds } = startStopwatch();
  yield* until(buildAddon({ backend: "cpu", onProgress: (step) => say(step) }));
  const { programs, missing } = yield* until(prepareBatchedBench(say));
  for (const sentence of missing) say(sentence);
  const bench: Bench = { threads, quick, programs, file: (name) => modelFile(name, say), say };

  const figures: Figure[] = [];
  for (const part of ([1, 2, 3, 4, 5] as const).filter(asksFor)) figures.push(...(yield* measures[part](bench)));
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cpus: cpus().length,
    memory: totalmem(),
    node: process.version,
  };
  const settings = { threads, quick, llama: llamaVersion(), missing, seconds: Math.round(seconds()) };
  console.log(
    JSON.stringify({ machine, settings, figures: figures.map((each) => ({ ...each, met: isMet(each) })) }, null, 2),
  );
  console.error(figureTable(figures));
});
