/** What goes round: a repeat's value and a reduction's, which one round gives to the next. */
import { max, type Size, keyOf as sizeKey, unbounded, zero } from "./size.ts";
import { contextOf, either, type Value, valueKey } from "./value.ts";
import type { World } from "./walk.ts";

/** Rounds that are followed one by one: of what still grows then, no bound is known. */
const MOST_ROUNDS = 64;

/** What is known before the last round is walked. */
export interface Settled {
  /** All values that a round may begin with. */
  readonly value: Value;
  /** What one round adds to the spine at most. */
  readonly grown: Size;
}

/**
 * Follows `rounds` rounds but the last, until one more changes nothing: mostly two or three, since what an agent gives is
 * bounded by its own limits. `walk` takes the values that a round may begin with and what each round before added.
 */
export function settle(
  start: Value,
  rounds: number,
  world: World,
  walk: (before: Settled) => { readonly value: Value; readonly grown: Size },
): Settled {
  let at: Settled = { value: start, grown: zero };
  for (let round = 1; round < rounds; round++) {
    const found = walk(at);
    const next: Settled = { value: either([at.value, found.value]), grown: max(at.grown, found.grown) };
    if (keyOf(next) === keyOf(at)) return at;
    if (round === MOST_ROUNDS || world.rounds.left-- <= 0) {
      const value = endless(next.value);
      return { value, grown: walk({ value, grown: unbounded }).grown };
    }
    at = next;
  }
  return at;
}

const keyOf = ({ value, grown }: Settled): string => `${sizeKey(grown)} ${valueKey(value)}`;

/** Any value of any size. */
function endless(value: Value): Value {
  const context = contextOf(value);
  const json: Value = { kind: "typed", type: { kind: "json" }, cap: unbounded };
  return context ? { ...json, context: { ...context, size: unbounded } } : json;
}
