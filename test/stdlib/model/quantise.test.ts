import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodedBytes, encodeNoise, encodeRow, halfBits } from "../../../stdlib/model/quantise.ts";

const fromHalf = (bits: number): number => {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const size = exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15);
  return (bits & 0x8000 ? -1 : 1) * size;
};

describe("quantisation", () => {
  it("knows half precision: exact, rounded, smallest, too large", () => {
    expect(halfBits(1)).toBe(0x3c00);
    expect(halfBits(-2)).toBe(0xc000);
    expect(halfBits(65504)).toBe(0x7bff);
    expect(halfBits(65536)).toBe(0x7c00);
    expect(halfBits(2 ** -24)).toBe(1);
    expect(halfBits(2 ** -26)).toBe(0);
    expect(halfBits(1 + 2 ** -11)).toBe(0x3c00);
    expect(halfBits(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(halfBits(2047.9999)).toBe(0x6800);
  });

  it("takes back every number of half precision", () => {
    for (let bits = 0; bits < 0x7c00; bits++) expect(halfBits(fromHalf(bits))).toBe(bits);
  });

  it("keeps a block of 32 within half a step of its largest number", () => {
    const numbers = fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(numbers, (values) => {
        const out = new Uint8Array(encodedBytes("q8_0", 64));
        encodeRow("q8_0", Float32Array.from(values), out);
        const view = new DataView(out.buffer);
        values.forEach((value, index) => {
          const at = Math.floor(index / 32) * 34;
          const scale = fromHalf(view.getUint16(at, true));
          const read = scale * view.getInt8(at + 2 + (index % 32));
          expect(Math.abs(read - value)).toBeLessThanOrEqual(0.55 * scale + 127 * scale * 2 ** -11 + 1e-5);
        });
      }),
      { numRuns: 100 },
    );
  });

  it("makes noise of the deviation asked for, the same for the same seed, in every format", () => {
    const noise = (type: "f32" | "q8_0", seed: number) => {
      const parts: Uint8Array[] = [];
      encodeNoise(type, 64_000, { seed, deviation: 0.5 }, (bytes) => parts.push(bytes));
      return Buffer.concat(parts);
    };
    expect(noise("q8_0", 1).equals(noise("q8_0", 1))).toBe(true);
    expect(noise("q8_0", 1).equals(noise("q8_0", 2))).toBe(false);
    const floats = noise("f32", 1);
    const quants = noise("q8_0", 1);
    const deviation = (read: (index: number) => number) => {
      let sum = 0;
      for (let index = 0; index < 64_000; index++) sum += read(index) ** 2;
      return Math.sqrt(sum / 64_000);
    };
    expect(deviation((index) => floats.readFloatLE(index * 4))).toBeCloseTo(0.5, 2);
    const blockOf = (index: number) => Math.floor(index / 32) * 34;
    expect(
      deviation(
        (index) => fromHalf(quants.readUInt16LE(blockOf(index))) * quants.readInt8(blockOf(index) + 2 + (index % 32)),
      ),
    ).toBeCloseTo(0.5, 2);
  });

  it("refuses rows that q8_0 can't hold", () => {
    expect(() => encodedBytes("q8_0", 33)).toThrow("multiple of 32");
  });
});
