/** States -> the flat arrays of a {@link Machine}, with the shortest way to the end of each frame. */
import type { Assembly, Edge, State } from "./assemble.ts";
import { byColumns } from "./columns.ts";
import { Action, entry, Guard, type Machine, UNBOUNDED } from "./machine.ts";

/** Packs the states that {@link assemble} made. */
export function pack({ states, start }: Assembly): Machine {
  const wide = new Uint32Array(states.length * 256);
  const calls: number[] = [];
  const callIds = new Map<number, number>();
  const callOf = (callee: number, back: number): number => {
    const key = callee * states.length + back;
    let id = callIds.get(key);
    if (id === undefined) {
      id = calls.push(callee, back) / 2 - 1;
      callIds.set(key, id);
    }
    return id;
  };
  for (const [s, state] of states.entries())
    for (const e of state.edges) {
      const [action, target] =
        e.callee === undefined ? [Action.shift, e.target] : [Action.call, callOf(e.callee, e.target)];
      wide.fill(entry(action, e.guard, e.counts, target), s * 256 + e.from, s * 256 + e.to + 1);
    }
  return {
    ...byColumns(wide),
    calls: Uint32Array.from(calls),
    pops: Uint8Array.from(states, (s) => (s.pops ? 1 : 0)),
    low: Uint32Array.from(states, (s) => s.low),
    high: Uint32Array.from(states, (s) => s.high),
    ...shortestEnds(states),
    start,
  };
}

/**
 * The fewest bytes from each state to the end of its frame, for a counter that has reached its lower bound (`end`), is
 * one short of it (`first`), and for each one more (`loop`); and the frames which that way opens one inside the other.
 *
 * A call costs what its frame costs from the start, so this is Knuth's generalisation of Dijkstra's algorithm, done here
 * by relaxing until nothing changes: costs only fall, and the graphs are small.
 */
function shortestEnds(states: readonly State[]): Pick<Machine, "end" | "first" | "loop" | "need"> {
  const size = states.length;
  const far = UNBOUNDED;
  const levels = [new Float64Array(size).fill(far), new Float64Array(size).fill(far), new Float64Array(size).fill(far)];
  const need = new Uint16Array(size);
  /** Bytes and frames through an edge, with `short` counts still missing. */
  const through = (e: Edge, short: number): { cost: number; depth: number } => {
    if (e.guard === Guard.enough && short > 0) return { cost: far, depth: 0 };
    const left = e.counts ? Math.max(0, short - 1) : short;
    const after = levels[left]![e.target]!;
    if (e.callee === undefined) return { cost: after + 1, depth: need[e.target]! };
    // A frame starts with a counter of 0, so all of its lower bound is missing.
    const inside = whole(e.callee);
    return { cost: inside + after, depth: Math.max(need[e.callee]! + 1, need[e.target]!) };
  };
  const whole = (start: number): number => {
    const short = states[start]!.low;
    const [end, first, second] = levels as [Float64Array, Float64Array, Float64Array];
    if (short === 0) return end[start]!;
    if (first[start]! >= far || (short > 1 && second[start]! >= far)) return far;
    return first[start]! + (short - 1) * (second[start]! - first[start]!);
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (let s = size - 1; s >= 0; s--) {
      const state = states[s]!;
      for (let short = 0; short <= 2; short++) {
        let best = state.pops ? 0 : far;
        let depth = 0;
        for (const e of state.edges) {
          if (e.guard === Guard.more && state.high === 0) continue;
          const way = through(e, short);
          if (way.cost < best) {
            best = way.cost;
            depth = way.depth;
          }
        }
        if (best < levels[short]![s]!) {
          levels[short]![s] = best;
          need[s] = Math.max(need[s]!, depth);
          changed = true;
        }
      }
    }
  }
  const [end, first, second] = levels as [Float64Array, Float64Array, Float64Array];
  return {
    end: Uint32Array.from(end),
    first: Uint32Array.from(first),
    loop: Uint32Array.from(second, (cost, s) => Math.max(0, cost - first[s]!)),
    need,
  };
}
