/** Repetitions and what is made of them. */

/** The middle one; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** How often something is repeated: at least so often, then on while the seconds last. */
export interface Rounds {
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

/** One turn after another, so that all that is compared in a round meets the machine in the same state. */
export function* rounds({ least, most, seconds }: Rounds): Generator<number> {
  const start = performance.now();
  for (let round = 0; round < most; round++) {
    if (round >= least && (performance.now() - start) / 1000 > seconds) return;
    yield round;
  }
}

/** Lists of values by name. */
export class Series<Name extends string> {
  readonly #values = new Map<Name, number[]>();

  add(name: Name, value: number): void {
    this.#values.set(name, [...this.of(name), value]);
  }

  of(name: Name): readonly number[] {
    return this.#values.get(name) ?? [];
  }

  median(name: Name): number {
    return median(this.of(name));
  }

  medians(): Record<string, number> {
    return Object.fromEntries([...this.#values].map(([name, values]) => [name, median(values)]));
  }
}
