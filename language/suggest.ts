/** A name that is shorter could be anything: one edit makes any other of it. */
const shortest = 3;

/**
 * The one name that was probably meant: the sole candidate, else one that differs in case alone, else the nearest
 * within max(1, length / 3) edits; undefined if there is none, or the written name is itself a candidate. For a name of
 * one or two letters only one that differs in case is meant.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  const names = new Set(candidates);
  if (written === "" || names.has(written)) return undefined;
  if (names.size === 1 && written.length >= shortest) return [...names][0];
  return likest(written, names);
}

/** Like {@link suggest}, but a sole candidate must be near too: for places where a name of another kind may be meant. */
export function suggestNear(written: string, candidates: Iterable<string>): string | undefined {
  const names = new Set(candidates);
  return written === "" || names.has(written) ? undefined : likest(written, names);
}

/** Among more names than these none is looked for: each is compared letter by letter, and every misspelt one with all. */
const mostCompared = 5_000;

function likest(written: string, candidates: ReadonlySet<string>): string | undefined {
  if (candidates.size > mostCompared) return undefined;
  const names = [...candidates].sort();
  return inOtherCase(written, names) ?? nearest(written, names);
}

function inOtherCase(written: string, names: readonly string[]): string | undefined {
  return names.find((name) => name.toLowerCase() === written.toLowerCase());
}

function nearest(written: string, names: readonly string[]): string | undefined {
  if (written.length < shortest) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(written, name, least);
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/**
 * How many letters must be put in, taken out, replaced or swapped with their neighbour to get from `a` to `b`
 * (optimal string alignment); `limit` or more once it is sure to be so many.
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, at(before, column - 2) + 1);
      }
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least >= limit) return limit;
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
