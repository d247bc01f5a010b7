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
      else held.push(withRuns(delta, runsOf(delta)));
      const now = clock.now();
      if (now - last < INTERVAL_MS) return;
      last = now;
      flush();
    },
    flush,
  };
}

function join(first: TurnDelta, second: TurnDelta): TurnDelta {
  const joined = {
    channel: first.channel,
    text: first.text + second.text,
    sampled: first.sampled + second.sampled,
    forced: first.forced + second.forced,
  };
  return withRuns(joined, joinRuns(runsOf(first), runsOf(second)));
}

/** What says of itself only that something in it was forced, and not where, counts as sampled. */
function runsOf({ text, sampled, forced, runs }: TurnDelta): readonly number[] {
  return runs ?? (forced > 0 && sampled === 0 ? [0, text.length] : [text.length]);
}

function withRuns(delta: TurnDelta, runs: readonly number[]): TurnDelta {
  const { runs: _, ...rest } = delta;
  return runs.some((length, index) => index % 2 === 1 && length > 0) ? { ...rest, runs } : rest;
}

/** Stretches of two texts as stretches of both together. By turns sampled and forced, sampled first. */
export function joinRuns(first: readonly number[], second: readonly number[]): readonly number[] {
  const joined = [...first];
  second.forEach((length, index) => {
    if (length === 0) return;
    const lastIs = (joined.length - 1) % 2;
    if (joined.length > 0 && lastIs === index % 2) joined[joined.length - 1] = (joined.at(-1) ?? 0) + length;
    else if (joined.length % 2 === index % 2) joined.push(length);
    else joined.push(0, length);
  });
  return joined;
}
