import type { Clock } from "../clock.ts";
import type { TurnDelta } from "../engine/engine.ts";

/** Joins the pieces that one branch writes in one turn, so that a listener hears of it ten times a second at most. */
export interface Coalescer {
  add(delta: TurnDelta): void;
  /** Gives out what is still held back; the turn is over. */
  flush(): void;
}

/** Ten times a second is as fast as anyone reads. */
const INTERVAL_MS = 100;

/**
 * The first piece goes out at once, later ones joined by channel when a tenth of a second has gone by, the rest at the
 * end. No timer runs: a branch that writes nothing has nothing to tell.
 */
export function makeCoalescer(clock: Clock, give: (delta: TurnDelta) => void): Coalescer {
  let held: TurnDelta[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    const due = held;
    held = [];
    for (const delta of due) give(delta);
  };
  return {
    add(delta) {
      const before = held.at(-1);
      if (before?.channel === delta.channel) held[held.length - 1] = join(before, delta);
      else held.push(delta);
      const now = clock.now();
      if (now - last < INTERVAL_MS) return;
      last = now;
      flush();
    },
    flush,
  };
}

function join(first: TurnDelta, second: TurnDelta): TurnDelta {
  return {
    channel: first.channel,
    text: first.text + second.text,
    sampled: first.sampled + second.sampled,
    forced: first.forced + second.forced,
  };
}
