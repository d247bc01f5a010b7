/** Part 2: prompts into the cache. */
import { type Operation, scoped, until } from "effection";
import { useNativeDevice } from "../../runtime/native/device.ts";
import { runBatchedBench } from "./batched-bench.ts";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { rounds, Series } from "./measure.ts";
import type { ModelName } from "./models.ts";
import { costOf, someTokens } from "./ours.ts";

const MODELS: readonly ModelName[] = ["small-4k", "small-32k", "0.4B"];
const LENGTHS = [512, 2048];

export function* measurePrefill(bench: Bench): Operation<Figure[]> {
  const figures: Figure[] = [];
  for (const model of MODELS)
    for (const length of LENGTHS) {
      bench.say(`2: ${model}, ${length} tokens`);
      const medians = yield* measureLength(bench, model, length);
      const { ours = Number.NaN, ...others } = medians;
      figures.push({
        part: 2,
        model,
        what: `${length} tokens`,
        unit: "tokens/s",
        ours,
        others,
        ratio: ours / Math.max(...Object.values(others)),
        target: { is: "at least", value: 0.95 },
      });
    }
  return figures;
}

function* measureLength(bench: Bench, model: ModelName, length: number): Operation<Record<string, number>> {
  const file = bench.file(model);
  return yield* scoped(function* () {
    const device = yield* useNativeDevice({
      file,
      context: length,
      branches: 1,
      threads: bench.threads,
      backend: "cpu",
    });
    const speeds = new Series<string>();
    const repeat = bench.quick ? { least: 2, most: 2, seconds: 0 } : { least: 3, most: 9, seconds: 12 };
    for (const round of rounds(repeat)) {
      const branch = device.fork();
      const { seconds } = yield* costOf(device, () => device.extend(branch, someTokens(length, round)));
      yield* device.release(branch);
      speeds.add("ours", length / seconds);
      for (const program of bench.programs) {
        const request = {
          file,
          prefix: length,
          tail: 1,
          branches: [1],
          threads: bench.threads,
          streams: "unified",
        } as const;
        const [row] = yield* until(runBatchedBench(program, request));
        if (row) speeds.add(program.name, row.prefillPerSecond);
      }
    }
    return speeds.medians();
  });
}
