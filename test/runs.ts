/**
 * How often a property is tried: a few times in the ordinary suite, and `npm run test:long` asks for ten thousand of every
 * one (`PROPERTY_RUNS` for another number). A property that tries many things in a run counts them: `of` a run.
 */
export function runs(ordinary: number): number {
  const asked = Number(process.env.PROPERTY_RUNS ?? 0);
  return asked > 0 ? asked : ordinary;
}

/** Milliseconds that a test may take: those of the ordinary suite, or two hours in the long one. */
export function patience(ordinary: number): number {
  return process.env.PROPERTY_RUNS ? 7_200_000 : ordinary;
}
