/**
 * Maps that are values: setting an entry gives another map and copies a small part of it only, so that a run of thousands
 * of agents can be reduced event by event.
 */
export type Buckets<T> = readonly (ReadonlyMap<string, T> | undefined)[];

/** Copying so many pointers and one bucket of some thousands of entries cost about the same. */
const COUNT = 256;

/** A map without entries. */
export const noEntries: Buckets<never> = [];

/** The entry of `key`, if there is one. */
export function entryAt<T>(buckets: Buckets<T>, key: string): T | undefined {
  return buckets[bucketOf(key)]?.get(key);
}

/** The same map but for the entry of `key`. */
export function withEntry<T>(buckets: Buckets<T>, key: string, value: T): Buckets<T> {
  const at = bucketOf(key);
  const copy =
    buckets.length === 0 ? new Array<ReadonlyMap<string, T> | undefined>(COUNT).fill(undefined) : [...buckets];
  copy[at] = new Map(copy[at]).set(key, value);
  return copy;
}

/** The map with each entry changed. */
export function mapEntries<T>(buckets: Buckets<T>, change: (value: T) => T): Buckets<T> {
  return buckets.map((bucket) => bucket && new Map([...bucket].map(([key, value]) => [key, change(value)])));
}

/** All entries, in no order that means anything. */
export function entriesIn<T>(buckets: Buckets<T>): readonly (readonly [key: string, value: T])[] {
  return buckets.flatMap((bucket) => [...(bucket ?? [])]);
}

function bucketOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 13)) & (COUNT - 1);
}
