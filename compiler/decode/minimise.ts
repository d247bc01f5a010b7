import type { Dfa } from "./automaton.ts";
import { byColumns } from "./columns.ts";

/** A step to state `target` on any byte from `from` to `to`. */
type Step = Dfa["edges"][number][number];

/**
 * The smallest automaton that accepts the same: without states that can't be reached or from which no end can be, and
 * with equal states merged (Hopcroft's algorithm, for partial automata as Valmari and Lehtinen describe it: counted
 * repetitions are long chains, on which simpler ones are quadratic). Null where nothing is accepted.
 */
export function minimise(dfa: Dfa): Dfa | null {
  const before: number[][] = dfa.edges.map(() => []);
  for (const [s, row] of dfa.edges.entries()) for (const e of row) before[e.target]!.push(s);
  const alive = reachable(
    dfa.accepts.flatMap((accepts, s) => (accepts ? [s] : [])),
    (s) => before[s]!,
  );
  if (!alive.has(0)) return null;
  const blocks = equalStates(dfa, alive);

  const ids = new Map<number, number>([[blocks[0]!, 0]]);
  const order = [0];
  const edges: Step[][] = [];
  for (let i = 0; i < order.length; i++) {
    const row: { from: number; to: number; target: number }[] = [];
    for (const e of dfa.edges[order[i]!]!) {
      if (!alive.has(e.target)) continue;
      const block = blocks[e.target]!;
      if (!ids.has(block)) ids.set(block, order.push(e.target) - 1);
      const target = ids.get(block)!;
      const last = row.at(-1);
      if (last && last.target === target && last.to === e.from - 1) last.to = e.to;
      else row.push({ from: e.from, to: e.to, target });
    }
    edges.push(row);
  }
  return { edges, accepts: order.map((s) => dfa.accepts[s]!) };
}

function reachable(from: readonly number[], next: (state: number) => readonly number[]): ReadonlySet<number> {
  const seen = new Set(from);
  const pending = [...from];
  for (let s = pending.pop(); s !== undefined; s = pending.pop())
    for (const other of next(s))
      if (!seen.has(other)) {
        seen.add(other);
        pending.push(other);
      }
  return seen;
}

/** For each state that is alive the number of its block: states of one block accept the same. */
function equalStates(dfa: Dfa, alive: ReadonlySet<number>): Int32Array {
  const size = dfa.edges.length;
  const wide = new Uint32Array(size * 256);
  for (const [s, row] of dfa.edges.entries())
    if (alive.has(s))
      for (const e of row) if (alive.has(e.target)) wide.fill(e.target + 1, s * 256 + e.from, s * 256 + e.to + 1);
  const { classCount, entries } = byColumns(wide);
  /** Who leads to a state, by the class of the byte. */
  const sources = Array.from({ length: size }, () => new Map<number, number[]>());
  for (let s = 0; s < size; s++)
    for (let c = 0; c < classCount; c++) {
      const target = entries[s * classCount + c]! - 1;
      if (target < 0) continue;
      const same = sources[target]!.get(c);
      if (same) same.push(s);
      else sources[target]!.set(c, [s]);
    }

  const blockOf = new Int32Array(size);
  const blocks: number[][] = [[], []];
  for (const s of alive) {
    blockOf[s] = dfa.accepts[s] ? 1 : 0;
    blocks[blockOf[s]!]!.push(s);
  }
  const pending = [0, 1];
  const isPending = [true, true];
  for (let splitter = pending.pop(); splitter !== undefined; splitter = pending.pop()) {
    isPending[splitter] = false;
    const leading = new Map<number, number[]>();
    for (const s of blocks[splitter]!)
      for (const [c, from] of sources[s]!) {
        const all = leading.get(c);
        if (all) all.push(...from);
        else leading.set(c, [...from]);
      }
    for (const from of leading.values()) {
      const touched = new Map<number, number[]>();
      for (const s of from) {
        const inside = touched.get(blockOf[s]!);
        if (inside) inside.push(s);
        else touched.set(blockOf[s]!, [s]);
      }
      for (const [block, inside] of touched) {
        const whole = blocks[block]!;
        if (inside.length === whole.length) continue;
        const added = blocks.push(inside) - 1;
        for (const s of inside) blockOf[s] = added;
        blocks[block] = whole.filter((s) => blockOf[s] === block);
        // If the old block still has to split others, both halves have to; if it has done so, one of them is enough.
        const smaller = inside.length <= blocks[block]!.length ? added : block;
        const next = isPending[block] ? added : smaller;
        pending.push(next);
        isPending[next] = true;
      }
    }
  }
  return blockOf;
}
