import { readFileSync } from "node:fs";

/** Weights as training leaves them: numbers by name, and what training says of them. */
export interface Weights {
  readonly about: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;
}

/**
 * Reads a safetensors file of 32-bit numbers: the length of a header, the header in JSON, the numbers. Throws for
 * anything else.
 */
export function readSafetensors(file: string): Weights {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, start)) as Record<string, unknown>;
  const { __metadata__: about, ...entries } = header;
  const tensors = Object.entries(entries).map(([name, entry]) => {
    const { dtype, shape, data_offsets: at } = entry as Entry;
    if (dtype !== "F32") throw new Error(`${name} in ${file} is stored as ${dtype}; only F32 is read here.`);
    // A copy begins where 32-bit numbers may begin.
    const own = Uint8Array.from(bytes.subarray(start + at[0], start + at[1]));
    return [name, { shape, values: new Float32Array(own.buffer) }] as const;
  });
  return { about: about as Weights["about"], tensors: new Map(tensors) };
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}
