/** Part 1: tokens a second, and what a tick costs beside the model's own computation. */
import { all, type Operation, scoped, until } from "effection";
import { paysToCopy } from "../../compiler/plan/streams.ts";
import { type BatchedRow, runBatchedBench } from "./batched-bench.ts";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { median, type Rounds, rounds, Series } from "./measure.ts";
import type { ModelName } from "./models.ts";
import { drawTokens, shareByFile, useNodeLlama } from "./node-llama.ts";
import { OPENING, onForks, someTokens, usePrefixed, writeRows } from "./ours.ts";

const PREFIX = 512;

/** One length of private tails on one model. */
interface Case {
  readonly model: ModelName;
  readonly tail: number;
  readonly branches: readonly number[];
  readonly rounds: Rounds;
  /** Numbers of branches with which node-llama-cpp's API is measured too. */
  readonly api?: readonly number[];
}

const once = { least: 1, most: 1, seconds: 0 };
const CASES: readonly Case[] = [
  { model: "small-4k", tail: 32, branches: [1, 4, 8, 16, 32], rounds: { least: 3, most: 7, seconds: 30 } },
  { model: "small-4k", tail: 128, branches: [8, 32], rounds: { least: 2, most: 5, seconds: 30 } },
  { model: "small-4k", tail: 512, branches: [8, 32], rounds: once },
  { model: "small-32k", tail: 32, branches: [1, 4, 8, 16, 32], rounds: { least: 3, most: 5, seconds: 30 } },
  { model: "small-32k", tail: 128, branches: [8, 32], rounds: { least: 1, most: 3, seconds: 20 } },
  { model: "small-152k", tail: 32, branches: [1, 8, 32], rounds: { least: 2, most: 3, seconds: 30 } },
  { model: "0.4B", tail: 32, branches: [1, 8, 32], rounds: { least: 2, most: 2, seconds: 0 }, api: [8, 32] },
];
const QUICK: readonly Case[] = [
  { model: "small-4k", tail: 32, branches: [1, 8, 32], rounds: { least: 3, most: 3, seconds: 0 } },
  { model: "small-32k", tail: 32, branches: [8, 32], rounds: once },
  { model: "small-152k", tail: 32, branches: [8], rounds: once },
  { model: "0.4B", tail: 16, branches: [8], rounds: once, api: [8] },
];

/** Of a tick, outside llama_decode, at most. */
const OUTSIDE: Readonly<Record<ModelName, number>> = {
  "small-4k": 0.05,
  "small-32k": 0.1,
  "small-152k": 0.15,
  "0.4B": 0.1,
};
/** Where branches are many enough for the targets. */
const TARGETED = [8, 32];

export function* measureThroughput(bench: Bench): Operation<Figure[]> {
  const figures: Figure[] = [];
  for (const each of bench.quick ? QUICK : CASES) {
    bench.say(`1: ${each.model}, tails of ${each.tail}`);
    figures.push(...(yield* measureCase(bench, each)));
  }
  return figures;
}

function* measureCase(bench: Bench, { model, tail, branches, rounds: repeat, api = [] }: Case): Operation<Figure[]> {
  const file = bench.file(model);
  const most = Math.max(...branches);
  // As a run would choose.
  const streams = paysToCopy(Math.min(...branches), PREFIX, tail) ? "separate" : "unified";
  return yield* scoped(function* () {
    const { device, base } = yield* usePrefixed(bench, {
      model,
      prefix: PREFIX,
      branches: most,
      tail: tail + 1,
      streams,
    });
    const speeds = new Map(branches.map((count) => [count, new Series<string>()]));
    const outside = new Map(branches.map((count) => [count, [] as number[]]));
    for (const round of rounds(repeat)) {
      for (const count of branches) {
        const cost = yield* onForks(device, base, count, (branch, index) =>
          writeRows(device, branch, tail, round + index),
        );
        speeds.get(count)?.add("ours", (count * tail) / cost.seconds);
        outside.get(count)?.push(1 - cost.decoding / cost.busy);
      }
      for (const [name, rows] of yield* theirs(bench, file, tail, branches))
        for (const row of rows) speeds.get(row.branches)?.add(name, row.rowsPerSecond);
      for (const count of api) speeds.get(count)?.add("node-llama-cpp", yield* ofApi(bench, file, tail, count));
    }
    return branches.flatMap((count) => {
      const series = speeds.get(count) ?? new Series<string>();
      return figuresOf(model, tail, count, series.medians(), median(outside.get(count) ?? []));
    });
  });
}

/** Both programs, with the cache as one and as a stream for each branch. */
function* theirs(
  bench: Bench,
  file: string,
  tail: number,
  branches: readonly number[],
): Operation<[string, BatchedRow[]][]> {
  const found: [string, BatchedRow[]][] = [];
  for (const program of bench.programs)
    for (const streams of ["unified", "separate"] as const) {
      const request = { file, prefix: PREFIX, tail, branches, threads: bench.threads, streams };
      found.push([`${program.name} ${streams}`, yield* until(runBatchedBench(program, request))]);
    }
  return found;
}

function* ofApi(bench: Bench, file: string, tail: number, count: number): Operation<number> {
  return yield* scoped(function* () {
    const options = { file, sequences: count, length: PREFIX + tail + 1, threads: bench.threads };
    const { sequences } = yield* useNodeLlama(options);
    yield* until(shareByFile(sequences, someTokens(PREFIX)));
    const start = performance.now();
    yield* all(sequences.map((sequence, index) => until(drawTokens(sequence, OPENING, tail, index))));
    return (count * tail * 1000) / (performance.now() - start);
  });
}

function figuresOf(
  model: ModelName,
  tail: number,
  count: number,
  speeds: Readonly<Record<string, number>>,
  outside: number,
): Figure[] {
  const { ours = Number.NaN, "node-llama-cpp": api, ...limits } = speeds;
  const targeted = TARGETED.includes(count);
  const what = `${count} branches, tails of ${tail}`;
  const common = { part: 1, model, unit: "tokens/s", ours } as const;
  const figures: Figure[] = [];
  if (Object.keys(limits).length > 0)
    figures.push({
      ...common,
      what,
      others: limits,
      ratio: ours / Math.max(...Object.values(limits)),
      ...(targeted && { target: { is: "at least", value: 1 } }),
    });
  if (api !== undefined)
    figures.push({
      ...common,
      what: `${what}, beside the API`,
      others: { "node-llama-cpp": api },
      ratio: ours / api,
      target: { is: "at least", value: 1.6 },
    });
  figures.push({
    part: 1,
    model,
    what: `${what}: outside llama_decode`,
    unit: "of a tick",
    ours: outside,
    others: {},
    ratio: outside,
    ...(targeted && { target: { is: "at most", value: OUTSIDE[model] } }),
  });
  return figures;
}
