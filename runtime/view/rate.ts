import type { ModelView, Sample } from "./state.ts";

/** Rates are means over so long: short enough to follow, long enough to be read. */
export const RATE_WINDOW_MS = 2000;

/** Tokens a second that agents of a model write right now; 0 soon after the last one. */
export function tokensPerSecond(model: ModelView, now: number): number {
  const recent = within(model.wrote, now);
  return perSecond(
    recent.reduce((sum, { count }) => sum + count, 0),
    now - (recent[0]?.t ?? now),
  );
}

/** Passes a second that a model's engine makes right now. */
export function ticksPerSecond(model: ModelView, now: number): number {
  const recent = within(model.passes, now);
  const [first, last] = [recent[0], recent.at(-1)];
  return first && last ? perSecond(last.count - first.count, now - first.t) : 0;
}

function within(samples: readonly Sample[], now: number): readonly Sample[] {
  return samples.filter(({ t }) => t > now - RATE_WINDOW_MS);
}

// What began just now would look faster than it is.
function perSecond(count: number, milliseconds: number): number {
  return (1000 * count) / Math.max(milliseconds, 500);
}
