/**
 * Finite automata over bytes: what strings with a pattern or a format, literals and numbers are held to. An expression
 * becomes an NFA (Thompson's construction), the NFA a DFA (subset construction), and states from which no end can be
 * reached are taken away, so that whatever is accepted so far can be completed.
 */
import { minimise } from "./minimise.ts";

/** A regular expression over bytes. */
export type Bytes =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "sequence"; readonly parts: readonly Bytes[] }
  | { readonly kind: "choice"; readonly options: readonly Bytes[] }
  /** `max` absent: any number. */
  | { readonly kind: "repeat"; readonly part: Bytes; readonly min: number; readonly max?: number };

/** A deterministic automaton, which fails where it has no edge. */
export interface Dfa {
  /** For each state, disjoint byte ranges in ascending order and where they lead; state 0 is the start. */
  readonly edges: readonly (readonly { readonly from: number; readonly to: number; readonly target: number }[])[];
  readonly accepts: readonly boolean[];
}

/** More states than this are refused: the constraint is then checked after decoding. */
const MAX_STATES = 20_000;

/** Steps at most in which the subsets are made, half a second's worth: few states may each stand for very many. */
const MAX_STEPS = 8_000_000;

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
  return minimise(subsets(nfa, start, final));
}

function subsets(nfa: Nfa, start: number, final: number): Dfa {
  let steps = 0;
  const work = (count: number): void => {
    steps += count;
    if (steps > MAX_STEPS) throw new TooManyStates();
  };
  const closure = (states: Iterable<number>): number[] => {
    const seen = new Set(states);
    const pending = [...seen];
    for (let s = pending.pop(); s !== undefined; s = pending.pop())
      for (const next of nfa.epsilon[s]!)
        if (!seen.has(next)) {
          seen.add(next);
          pending.push(next);
        }
    work(seen.size * 8);
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
    work(cuts.length * out.length);
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
