/** Random numbers and types of numbers, near their edges. */
import fc from "fast-check";
import { numberDfa } from "../../../compiler/decode/number.ts";
import type { NumberType } from "../../../compiler/graph/type.ts";
import { canonicalNumber } from "../../../compiler/types/canonical.ts";
import { literalFits } from "../../../compiler/types/literal.ts";
import { bounds } from "./bounds.ts";

/** Numbers where something changes: the length of a decimal, the digits that fit, what a double can say. */
const edges = [
  0,
  1,
  9,
  10,
  99,
  100,
  0.1,
  0.5,
  0.9,
  0.25,
  0.0001,
  1e-14,
  1e-7,
  9.99,
  10.01,
  999_999_999_999_999,
  1e15,
  1e16,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  1e21,
  0.1 + 0.2,
  1 / 3,
  123_456.789,
  99_999_999_999_999.9,
  5e-324,
  Number.MAX_VALUE,
];
const edge = fc.tuple(fc.constantFrom(...edges), fc.boolean()).map(([n, negative]) => (negative ? -n : n) || 0);

const small = bounds(-120, 1200).map((b): NumberType => ({ kind: "number", integer: true, ...b }));
const scaled = fc.tuple(bounds(-12_000, 12_000), fc.constantFrom(1, 10, 1000, 10_000)).map(
  ([{ min, max }, scale]): NumberType => ({
    kind: "number",
    integer: false,
    ...(min !== undefined && { min: min / scale || 0 }),
    ...(max !== undefined && { max: max / scale || 0 }),
  }),
);
const extreme = fc
  .tuple(fc.option(edge, { nil: undefined }), fc.option(edge, { nil: undefined }), fc.boolean())
  .map(([a, b, integer]): NumberType => {
    const [min, max] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
    return { kind: "number", integer, ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  });

/** Types of which at least one number can be written. */
export const numbers: fc.Arbitrary<NumberType> = fc
  .oneof({ weight: 2, arbitrary: small }, { weight: 2, arbitrary: scaled }, { weight: 1, arbitrary: extreme })
  .filter((type) => numberDfa(type) !== null);

/** Decimals of at most 15 digits. */
export const decimals: fc.Arbitrary<number> = fc.oneof(
  edge.map((n) => Number(canonicalNumber(n))).filter(writable),
  fc
    .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.constantFrom(1, 10, 1000, 1e6, 1e9))
    .map(([digits, scale]) => digits / scale || 0),
  fc
    .tuple(fc.maxSafeInteger(), fc.nat(15))
    .map(([n, places]) => Number(`${Math.trunc(n / 100)}e-${places}`) || 0)
    .filter(writable),
);

/** Whether a number is its own canonical text. */
export function writable(n: number): boolean {
  const text = canonicalNumber(n);
  return Number(text) === n && text.replace(/[-.]/g, "").length <= 15;
}

/** Numbers of a type that can be written; the bounds themselves and their neighbours among them. */
export function numbersOf(type: NumberType): fc.Arbitrary<number> {
  const { min, max } = type;
  const near = fc
    .tuple(
      fc.constantFrom(min ?? 0, max ?? 0, 0),
      fc.constantFrom(0, 1, -1, 0.5, -0.5, 0.1, -0.1, 0.001, -0.001, 7, -13, 250),
    )
    .map(([base, step]) => Number((base + step).toPrecision(15)) || 0);
  const within = fc.double({
    min: Math.max(min ?? -1e6, -Number.MAX_VALUE),
    max: Math.max(min ?? -1e6, max ?? Math.max(1e6, (min ?? 0) + 1e6)),
    noNaN: true,
  });
  const round = fc
    .tuple(within, fc.nat(type.integer ? 0 : 6))
    .map(([n, places]) => (Math.abs(n) < 1e20 ? Number(n.toFixed(places)) || 0 : n));
  const fallback = anyOf(type);
  return fc.oneof(near, round).map((n) => (literalFits(n, type) && writable(n) ? n : fallback));
}

/** Some number of a type: 0, a bound, or a number next to it. */
function anyOf(type: NumberType): number {
  const { min = 0, max = 0 } = type;
  const whole = [0, min, max, Math.ceil(min), Math.floor(max)];
  const places = [min, max].flatMap((n) => [...Array(15).keys()].flatMap((p) => [ceil(n, p), -ceil(-n, p)]));
  const found = [...whole, ...places].find((n) => literalFits(n, type) && writable(n));
  if (found === undefined) throw new Error(`no number found for ${JSON.stringify(type)}`);
  return found || 0;
}

const ceil = (n: number, places: number): number =>
  Number(
    `${Math.ceil(Number(`${n}e${places}`.replace(/e([+-]?\d+)e(\d+)$/, (_, a, b) => `e${Number(a) + Number(b)}`)))}e-${places}`,
  );
