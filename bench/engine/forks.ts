/** Part 5: what a fork and a release take, and how long the event loop waits while the engine is at its busiest. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { all, type Operation, scoped, spawn, until } from "effection";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { rounds, Series } from "./measure.ts";
import type { ModelName } from "./models.ts";
import { drawTokens, tokensOf, useNodeLlama } from "./node-llama.ts";
import { OPENING, someTokens, usePrefixed, writeRows } from "./ours.ts";

const PREFIXES = [128, 512, 2048, 8192];
const FORKS = 64;
const BUSY: readonly ModelName[] = ["small-4k", "0.4B"];
/** Of the event loop's delay, in the 99th of a hundred cases. */
const MOST_DELAY = 10;

export function* measureForks(bench: Bench): Operation<Figure[]> {
  const figures: Figure[] = [];
  for (const prefix of bench.quick ? [512] : PREFIXES) {
    bench.say(`5: forks of ${prefix} tokens`);
    figures.push(...(yield* measurePrefix(bench, prefix)));
  }
  for (const model of BUSY) {
    bench.say(`5: the event loop, ${model}`);
    figures.push(yield* measureEventLoop(bench, model));
  }
  return figures;
}

function* measurePrefix(bench: Bench, prefix: number): Operation<Figure[]> {
  const model = "small-4k";
  const micros = new Series<"fork" | "release">();
  yield* scoped(function* () {
    const { device, base } = yield* usePrefixed(bench, { model, prefix, branches: FORKS, tail: 1 });
    for (const _ of rounds({ least: 5, most: 15, seconds: 2 })) {
      const start = performance.now();
      const forks = Array.from({ length: FORKS }, () => device.fork(base));
      // Commands are carried out in their order, so this one, which does nothing, is through when the forks are.
      yield* device.truncate(base, prefix);
      micros.add("fork", ((performance.now() - start) * 1000) / FORKS);
      const middle = performance.now();
      yield* all(forks.map((branch) => device.release(branch)));
      micros.add("release", ((performance.now() - middle) * 1000) / FORKS);
    }
  });
  const theirs = yield* scoped(() => copyByFile(bench, model, prefix));
  const [fork, release] = [micros.median("fork"), micros.median("release")];
  return [
    {
      ...{ part: 5, model, what: `fork, ${prefix} tokens`, unit: "µs", ours: fork },
      ...{ others: { "node-llama-cpp, a state through a file": theirs }, ratio: theirs / fork },
    },
    { part: 5, model, what: `release, ${prefix} tokens`, unit: "µs", ours: release, others: {} },
  ];
}

/** The quickest way to a second sequence of the same beginning that node-llama-cpp's API has. */
function* copyByFile(bench: Bench, model: ModelName, prefix: number): Operation<number> {
  const options = { file: bench.file(model), sequences: 2, length: prefix + 1, threads: bench.threads };
  const { sequences } = yield* useNodeLlama(options);
  const [first, second] = sequences;
  if (!first || !second) return Number.NaN;
  yield* until(first.evaluateWithoutGeneratingNewTokens(tokensOf(someTokens(prefix))));
  const folder = mkdtempSync(join(tmpdir(), "agentflow-bench-"));
  const micros = new Series<"copy">();
  try {
    const file = join(folder, "state");
    for (const _ of rounds({ least: 5, most: 5, seconds: 0 })) {
      const start = performance.now();
      yield* until(first.saveStateToFile(file));
      yield* until(second.loadStateFromFile(file, { acceptRisk: true }));
      micros.add("copy", (performance.now() - start) * 1000);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return micros.median("copy");
}

/** A long prompt goes in while 31 other branches write. */
function* measureEventLoop(bench: Bench, model: ModelName): Operation<Figure> {
  const prompt = model === "0.4B" ? 2048 : 16_384;
  const others = 31;
  const tail = model === "0.4B" ? 16 : 128;
  const ours = yield* scoped(function* () {
    const { device, base } = yield* usePrefixed(bench, {
      model,
      prefix: 512,
      branches: others + 1,
      tail: tail + 1 + prompt / 32,
    });
    const forks = Array.from({ length: others }, () => device.fork(base));
    const long = device.fork();
    return yield* delayDuring(function* () {
      const writing = yield* spawn(() => all(forks.map((branch, index) => writeRows(device, branch, tail, index))));
      yield* device.extend(long, someTokens(prompt, 1));
      yield* writing;
    });
  });
  const theirs = yield* scoped(function* () {
    const length = Math.min(prompt, 4096) + 1;
    const { sequences } = yield* useNodeLlama({
      file: bench.file(model),
      sequences: others + 1,
      length,
      threads: bench.threads,
    });
    const [long, ...short] = sequences;
    return yield* delayDuring(function* () {
      const writing = yield* spawn(() =>
        all(short.map((sequence, index) => until(drawTokens(sequence, OPENING, tail, index)))),
      );
      if (long) yield* until(long.evaluateWithoutGeneratingNewTokens(tokensOf(someTokens(length - 1, 1))));
      yield* writing;
    });
  });
  return {
    ...{ part: 5, model, what: `the event loop's delay, a prompt of ${prompt} tokens and 31 branches`, unit: "ms" },
    ...{ ours, others: { "node-llama-cpp": theirs }, ratio: ours, target: { is: "at most", value: MOST_DELAY } },
  };
}

/** How late the event loop was in the worst of a hundred cases, in milliseconds. */
function* delayDuring(work: () => Operation<void>): Operation<number> {
  const resolution = 1;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  try {
    yield* work();
  } finally {
    delay.disable();
  }
  // It measures how far apart the timer's calls are, which is its resolution at the least.
  return delay.percentile(99) / 1e6 - resolution;
}
