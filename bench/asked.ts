import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

/** What a benchmark was asked for on its command line: `[--quick] [--only 1,3] [--threads N]`. */
export interface Asked {
  /** Fewer sizes and repetitions. */
  readonly quick: boolean;
  /** Of all sides. */
  readonly threads: number;
  /** Whether the part of this number is to be measured. */
  asksFor(part: number): boolean;
}

/** Reads the command line of this process. */
export function readAsked(): Asked {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      threads: { type: "string", default: `${Math.min(availableParallelism(), 4)}` },
    },
  });
  const only = values.only?.split(",").map(Number);
  return {
    quick: values.quick,
    threads: Number(values.threads),
    asksFor: (part) => !only || only.includes(part),
  };
}

/** The time since it was made. */
export interface Stopwatch {
  seconds(): number;
  /** Says on stderr how far the benchmark is, behind the seconds so far. */
  say(message: string): void;
}

/** Starts a stopwatch. */
export function startStopwatch(): Stopwatch {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  return { seconds, say: (message) => console.error(`${seconds().toFixed(0).padStart(4)} s  ${message}`) };
}
