/**
 * Finite automata over bytes: what strings with a pattern or a format, literals and numbers are held to. An expression
 * becomes an NFA (Thompson's construction), the NFA a DFA (subset construction), and states from which no end can be
 * reached are taken away, so that whatever is accepted so far can be completed.
 */

/** A regular expression over bytes. */
export type Bytes =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "sequence"; readonly parts: readonly Bytes[] }
  | { readonly kind: "choice"; readonly options: readonly Bytes[] }
  /** `max` absent: any number. */
  | { readonly kind: "repeat"; readonly part: Bytes; readonly min: number; readonly max?: number };

export interface Dfa {
  /** For each state, disjoint byte ranges in ascending order and where they lead; state 0 is the start. */
  readonly edges: readonly (readonly { readonly from: number; readonly to: number; readonly target: number }[])[];
  readonly accepts: readonly boolean[];
}

/** More states than this is refused: the constraint is then checked after decoding. */
export const MAX_STATES = 20_000;

export class TooManyStates extends Error {}

interface Nfa {
  readonly epsilon: number[][];
  readonly edges: { from: number; to: number; target: number }[][];
}

/** The smallest trimmed DFA found for `expression`; null where it accepts nothing. Throws {@link TooManyStates}. */
export function determinise(expression: Bytes): Dfa | null {
  const nfa: Nfa = { epsilon: [], edges: [] };
  const state = () => {
    if (nfa.edges.length > 4 * MAX_STATES) throw new TooManyStates();
    nfa.epsilon.push([]);
    return nfa.edges.push([]) - 1;
  };
  const add = (part: Bytes, from: number, to: number): void => {
    switch (part.kind) {
      case "range":
        nfa.edges[from]!.push({ from: part.from, to: part.to, target: to });
        return;
      case "sequence": {
        let at = from;
        for (const [i, p] of part.parts.entries()) {
          const next = i === part.parts.length - 1 ? to : state();
          add(p, at, next);
          at = next;
        }
        if (part.parts.length === 0) nfa.epsilon[from]!.push(to);
        return;
      }
      case "choice":
        for (const option of part.options) add(option, from, to);
        return;
      case "repeat": {
        let at = from;
        for (let i = 0; i < part.min; i++) {
          const next = state();
          add(part.part, at, next);
          at = next;
        }
        if (part.max === undefined) {
          const loop = state();
          nfa.epsilon[at]!.push(loop);
          // A state of its own for the body's end keeps an empty match inside the loop from being taken for progress.
          const back = state();
          add(part.part, loop, back);
          nfa.epsilon[back]!.push(loop);
          nfa.epsilon[loop]!.push(to);
          return;
        }
        for (let i = part.min; i < part.max; i++) {
          const next = state();
          nfa.epsilon[at]!.push(to);
          add(part.part, at, next);
          at = next;
        }
        nfa.epsilon[at]!.push(to);
        return;
      }
    }
  };
  const start = state();
  const final = state();
  add(expression, start, final);
  return trim(subsets(nfa, start, final));
}

function subsets(nfa: Nfa, start: number, final: number): Dfa {
  const closure = (states: Iterable<number>): number[] => {
    const seen = new Set(states);
    const pending = [...seen];
    for (let s = pending.pop(); s !== undefined; s = pending.pop())
      for (const next of nfa.epsilon[s]!)
        if (!seen.has(next)) {
          seen.add(next);
          pending.push(next);
        }
    return [...seen].sort((a, b) => a - b);
  };
  const sets: number[][] = [];
  const ids = new Map<string, number>();
  const idOf = (set: number[]): number => {
    const key = set.join();
    const known = ids.get(key);
    if (known !== undefined) return known;
    if (sets.length >= MAX_STATES) throw new TooManyStates();
    ids.set(key, sets.length);
    return sets.push(set) - 1;
  };
  idOf(closure([start]));
  const edges: { from: number; to: number; target: number }[][] = [];
  for (let i = 0; i < sets.length; i++) {
    const out = sets[i]!.flatMap((s) => nfa.edges[s]!);
    const cuts = [...new Set(out.flatMap((e) => [e.from, e.to + 1]))].sort((a, b) => a - b);
    const row: { from: number; to: number; target: number }[] = [];
    for (let c = 0; c + 1 < cuts.length; c++) {
      const from = cuts[c]!;
      const to = cuts[c + 1]! - 1;
      const targets = out.filter((e) => e.from <= from && to <= e.to).map((e) => e.target);
      if (targets.length === 0) continue;
      const target = idOf(closure(targets));
      const last = row.at(-1);
      if (last && last.target === target && last.to === from - 1) last.to = to;
      else row.push({ from, to, target });
    }
    edges.push(row);
  }
  return { edges, accepts: sets.map((set) => set.includes(final)) };
}

/** Without the states from which no accepting one can be reached, and with equal states merged (Moore's refinement). */
export function trim(dfa: Dfa): Dfa | null {
  const before: number[][] = dfa.edges.map(() => []);
  for (const [s, row] of dfa.edges.entries()) for (const e of row) before[e.target]!.push(s);
  const alive = new Set<number>();
  const pending = dfa.accepts.flatMap((accepts, s) => (accepts ? [s] : []));
  for (let s = pending.pop(); s !== undefined; s = pending.pop())
    if (!alive.has(s)) {
      alive.add(s);
      pending.push(...before[s]!);
    }
  if (!alive.has(0)) return null;

  let block: number[] = dfa.accepts.map((accepts) => (accepts ? 1 : 0));
  for (let count = 0; ; ) {
    const keys = new Map<string, number>();
    const next = dfa.edges.map((row, s) => {
      const merged: { from: number; to: number; target: number }[] = [];
      for (const e of row) {
        if (!alive.has(e.target)) continue;
        const last = merged.at(-1);
        if (last && last.target === block[e.target] && last.to === e.from - 1) last.to = e.to;
        else merged.push({ from: e.from, to: e.to, target: block[e.target]! });
      }
      const key = `${block[s]};${merged.map((e) => `${e.from}-${e.to}>${e.target}`).join()}`;
      const known = keys.get(key) ?? keys.size;
      keys.set(key, known);
      return known;
    });
    block = next;
    if (keys.size === count) break;
    count = keys.size;
  }

  const ids = new Map<number, number>([[block[0]!, 0]]);
  const order = [0];
  const edges: { from: number; to: number; target: number }[][] = [];
  const accepts: boolean[] = [];
  for (let i = 0; i < order.length; i++) {
    const s = order[i]!;
    const row: { from: number; to: number; target: number }[] = [];
    for (const e of dfa.edges[s]!) {
      if (!alive.has(e.target)) continue;
      const b = block[e.target]!;
      if (!ids.has(b)) ids.set(b, order.push(e.target) - 1);
      const target = ids.get(b)!;
      const last = row.at(-1);
      if (last && last.target === target && last.to === e.from - 1) last.to = e.to;
      else row.push({ from: e.from, to: e.to, target });
    }
    edges.push(row);
    accepts.push(dfa.accepts[s]!);
  }
  return { edges, accepts };
}
