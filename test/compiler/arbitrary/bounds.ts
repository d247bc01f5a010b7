import fc from "fast-check";

/** Both bounds, one or none, between two ends. */
export function bounds(low: number, high: number): fc.Arbitrary<{ readonly min?: number; readonly max?: number }> {
  const end = fc.option(fc.integer({ min: low, max: high }), { nil: undefined });
  return fc.tuple(end, end).map(([a, b]) => {
    const [min, max] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
    return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  });
}
