/** What a process had at one moment, in bytes. */
export interface MemorySample {
  readonly operations: number;
  /** Resident. */
  readonly rss: number;
  /** The JavaScript heap, after garbage was collected. */
  readonly heap: number;
}

/** What the allocators may hold on to more at one moment than at another. */
const NOISE = 12e6;

/**
 * By how many bytes memory grew from the second quarter of a run to its last, by the medians: the first quarter is for
 * caches to fill. Flat is what is within the noise.
 */
export function grownBy(samples: readonly MemorySample[]): { rss: number; heap: number; flat: boolean } {
  const quarter = Math.floor(samples.length / 4);
  const grown = (of: (sample: MemorySample) => number): number =>
    median(samples.slice(-quarter).map(of)) - median(samples.slice(quarter, 2 * quarter).map(of));
  if (quarter === 0) return { rss: 0, heap: 0, flat: true };
  const rss = grown((sample) => sample.rss);
  const heap = grown((sample) => sample.heap);
  return { rss, heap, flat: rss < NOISE && heap < NOISE / 4 };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
