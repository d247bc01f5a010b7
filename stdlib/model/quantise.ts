import { randomWords } from "./random.ts";

/** How a tensor's numbers are stored. `q8_0`: blocks of 32 bytes with a scale in half precision before each. */
export type Quantisation = (typeof QUANTISATIONS)[number];

/** All of them. */
export const QUANTISATIONS = ["f32", "f16", "q8_0"] as const;

const BLOCK = 32;
const BLOCK_BYTES = 34;
/** Noise is made and written in pieces of so many numbers. */
const NOISE_PIECE = 1 << 17;

/** Bytes of `count` numbers. */
export function encodedBytes(type: Quantisation, count: number): number {
  switch (type) {
    case "f32":
      return count * 4;
    case "f16":
      return count * 2;
    case "q8_0":
      if (count % BLOCK !== 0) throw new Error(`q8_0 takes rows of a multiple of ${BLOCK}, not ${count}`);
      return (count / BLOCK) * BLOCK_BYTES;
    default:
      return type satisfies never;
  }
}

/** Encodes `values` into `out`, which has the bytes that {@link encodedBytes} says. */
export function encodeRow(type: Quantisation, values: Float32Array, out: Uint8Array): void {
  encoders[type](values, new DataView(out.buffer, out.byteOffset, out.byteLength));
}

const encoders: Readonly<Record<Quantisation, (values: Float32Array, out: DataView) => void>> = {
  f32: (values, out) =>
    values.forEach((value, index) => {
      out.setFloat32(index * 4, value, true);
    }),
  f16: (values, out) =>
    values.forEach((value, index) => {
      out.setUint16(index * 2, halfBits(value), true);
    }),
  q8_0: (values, out) => {
    for (let block = 0; block * BLOCK < values.length; block++) {
      encodeBlock(values.subarray(block * BLOCK, (block + 1) * BLOCK), out, block * BLOCK_BYTES);
    }
  },
};

function encodeBlock(values: Float32Array, view: DataView, at: number): void {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  const scale = largest / 127;
  view.setUint16(at, halfBits(scale), true);
  values.forEach((value, index) => {
    view.setInt8(at + 2 + index, scale === 0 ? 0 : Math.round(value / scale));
  });
}

/**
 * Encodes `count` numbers of uniform noise with mean zero and the given standard deviation, a piece at a time. In q8_0
 * the random bytes are the quants themselves: half a billion numbers take about a second.
 */
export function encodeNoise(
  type: Quantisation,
  count: number,
  noise: { readonly seed: number; readonly deviation: number },
  write: (bytes: Uint8Array) => void,
): void {
  const words = randomWords(noise.seed);
  for (let done = 0; done < count; ) {
    const size = Math.min(NOISE_PIECE, count - done);
    const bytes = new Uint8Array(encodedBytes(type, size));
    if (type === "q8_0") fillQuants(bytes, words, noise.deviation);
    else encodeRow(type, uniform(size, words, noise.deviation), bytes);
    write(bytes);
    done += size;
  }
}

/** A byte from -128 to 127, evenly, deviates by this much. */
const BYTE_DEVIATION = Math.sqrt((256 ** 2 - 1) / 12);

function fillQuants(bytes: Uint8Array, words: (out: Uint32Array) => void, deviation: number): void {
  const random = new Uint32Array(Math.ceil(bytes.length / 4));
  words(random);
  bytes.set(new Uint8Array(random.buffer, 0, bytes.length));
  const scale = halfBits(deviation / BYTE_DEVIATION);
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    bytes[at] = scale & 0xff;
    bytes[at + 1] = scale >> 8;
  }
}

function uniform(count: number, words: (out: Uint32Array) => void, deviation: number): Float32Array {
  const random = new Uint32Array(count);
  words(random);
  const width = deviation * Math.sqrt(12);
  return Float32Array.from(random, (word) => (word / 2 ** 32 - 0.5) * width);
}

const floatView = new DataView(new ArrayBuffer(4));

/** The bits of a number in half precision (IEEE 754 binary16), rounded to nearest, ties to even; too large is infinite. */
export function halfBits(value: number): number {
  floatView.setFloat32(0, value);
  const bits = floatView.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | (exponent > 142 && mantissa !== 0 ? 0x200 : 0);
  if (exponent <= 0) {
    // Below the smallest normal number the leading one becomes part of the mantissa.
    if (exponent < -10) return sign;
    return sign | roundedShift(mantissa | 0x800000, 14 - exponent);
  }
  // A mantissa that rounds up to 2 carries into the exponent, which is what addition does.
  return sign | ((exponent << 10) + roundedShift(mantissa, 13));
}

function roundedShift(value: number, by: number): number {
  const half = 2 ** (by - 1);
  const floor = Math.floor(value / 2 ** by);
  const rest = value - floor * 2 ** by;
  return rest > half || (rest === half && floor % 2 === 1) ? floor + 1 : floor;
}
