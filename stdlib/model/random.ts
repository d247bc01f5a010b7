/**
 * Fills arrays with random 32-bit words: xoshiro128**, seeded by splitmix32. The same seed gives the same words on
 * every machine; models that are made twice are the same bytes.
 */
export function randomWords(seed: number): (out: Uint32Array) => void {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  let a = next();
  let b = next();
  let c = next();
  let d = next();
  return (out) => {
    for (let index = 0; index < out.length; index++) {
      const product = Math.imul(b, 5);
      out[index] = Math.imul((product << 7) | (product >>> 25), 9);
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
  };
}

/** Whole numbers from 0 up to a bound, and picks, from one seed. */
export interface Dice {
  below(bound: number): number;
  pick<T>(items: readonly T[]): T;
  /** About normal with mean 0 and deviation 1: a sum of four uniform numbers, so that no `Math.log` can differ. */
  normal(): number;
}

export function makeDice(seed: number): Dice {
  const words = randomWords(seed);
  const buffer = new Uint32Array(1024);
  let used = buffer.length;
  const word = (): number => {
    if (used === buffer.length) {
      words(buffer);
      used = 0;
    }
    return buffer[used++] ?? 0;
  };
  return {
    below: (bound) => Math.floor((word() / 2 ** 32) * bound),
    pick: (items) => {
      const item = items[Math.floor((word() / 2 ** 32) * items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    normal: () => {
      const sum = (word() + word() + word() + word()) / 2 ** 32;
      return (sum - 2) * Math.sqrt(3);
    },
  };
}
