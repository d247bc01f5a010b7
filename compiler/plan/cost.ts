import type { Cost } from "./plan.ts";
import { max, product, type Size, sum, zero } from "./size.ts";

export const free: Cost = { calls: zero, toolCalls: zero, read: zero, shared: zero, written: zero };

/** One after the other, or side by side: costs add up either way. */
export function together(...costs: readonly Cost[]): Cost {
  return combine(costs, sum);
}

/** Only one of them. */
export function oneOf(...costs: readonly Cost[]): Cost {
  return costs.length === 0 ? free : combine(costs, max);
}

export function times(count: Size, cost: Cost): Cost {
  return combine([cost], (size) => product(count, size));
}

function combine(costs: readonly Cost[], how: (...sizes: Size[]) => Size): Cost {
  const of = (key: keyof Cost) => how(...costs.map((c) => c[key]));
  return {
    calls: of("calls"),
    toolCalls: of("toolCalls"),
    read: of("read"),
    shared: of("shared"),
    written: of("written"),
  };
}
