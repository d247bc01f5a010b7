import type { BatchedBench } from "./batched-bench.ts";
import type { ModelName } from "./models.ts";

/** What every part of the benchmark works with. */
export interface Bench {
  /** Of all sides. */
  readonly threads: number;
  /** Fewer sizes and repetitions. */
  readonly quick: boolean;
  readonly programs: readonly BatchedBench[];
  /** A model's file. */
  file(name: ModelName): string;
  /** Progress, for people. */
  say(message: string): void;
}
