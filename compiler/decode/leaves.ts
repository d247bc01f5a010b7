/** Leaves of values as states: strings, whatever has a finite automaton, and free text. */
import type { State } from "./assemble.ts";
import type { Dfa } from "./automaton.ts";
import { Guard } from "./machine.ts";

/** An automaton while it is built. */
export interface Draft {
  readonly states: readonly State[];
  /** Where a frame ends that needs no state of its own for it. */
  readonly end: number;
  /** A new state without edges. */
  state(): number;
  shift(at: number, from: number, to: number, target: number, guard?: number, counts?: boolean): void;
}

/** The states of a finite automaton. */
export function buildDfa({ states, state, shift }: Draft, start: number, dfa: Dfa): void {
  const ids = dfa.edges.map((_, i) => (i === 0 ? start : state()));
  for (const [i, row] of dfa.edges.entries()) {
    states[ids[i]!]!.pops = dfa.accepts[i]!;
    for (const e of row) shift(ids[i]!, e.from, e.to, ids[e.target]!);
  }
}

/** A quoted string of `min` to `max` code points, escaped only where JSON needs it. */
export function buildString(draft: Draft, start: number, min: number, max: number): void {
  const { states, end, state, shift } = draft;
  const body = state();
  const escaped = state();
  const [u, z1, z2, low, high] = [state(), state(), state(), state(), state()];
  shift(start, 0x22, 0x22, body);
  shift(body, 0x22, 0x22, end, Guard.enough);
  for (const [from, to] of [
    [0x20, 0x21],
    [0x23, 0x5b],
    [0x5d, 0x7f],
  ] as const)
    shift(body, from, to, body, Guard.more, true);
  shift(body, 0x5c, 0x5c, escaped, Guard.more, true);
  for (const c of '"\\bfnrt') shift(escaped, c.charCodeAt(0), c.charCodeAt(0), body);
  shift(escaped, 0x75, 0x75, u);
  shift(u, 0x30, 0x30, z1);
  shift(z1, 0x30, 0x30, z2);
  shift(z2, 0x30, 0x30, low);
  shift(z2, 0x31, 0x31, high);
  // Of \u0000–\u000f, those with a short escape of their own are not canonical.
  for (const c of "01234567bef") shift(low, c.charCodeAt(0), c.charCodeAt(0), body);
  for (const c of "0123456789abcdef") shift(high, c.charCodeAt(0), c.charCodeAt(0), body);
  utf8Tails(draft, body, body, Guard.more, true);
  for (const s of [states[start]!, ...states.slice(body)]) Object.assign(s, { low: min, high: max });
}

/** All code points above U+007F but surrogates, in well-formed UTF-8. */
function utf8Tails({ state, shift }: Draft, at: number, to: number, guard: number, counts: boolean): void {
  const [one, two, three, e0, ed, f0, f4] = [state(), state(), state(), state(), state(), state(), state()];
  shift(at, 0xc2, 0xdf, one, guard, counts);
  shift(at, 0xe0, 0xe0, e0, guard, counts);
  shift(at, 0xe1, 0xec, two, guard, counts);
  shift(at, 0xed, 0xed, ed, guard, counts);
  shift(at, 0xee, 0xef, two, guard, counts);
  shift(at, 0xf0, 0xf0, f0, guard, counts);
  shift(at, 0xf1, 0xf3, three, guard, counts);
  shift(at, 0xf4, 0xf4, f4, guard, counts);
  shift(one, 0x80, 0xbf, to);
  shift(two, 0x80, 0xbf, one);
  shift(three, 0x80, 0xbf, two);
  shift(e0, 0xa0, 0xbf, one);
  shift(ed, 0x80, 0x9f, one);
  shift(f0, 0x90, 0xbf, two);
  shift(f4, 0x80, 0x8f, two);
}

/** Text of at most `max` code points up to the first `until`, whose first byte, in ASCII, appears nowhere else in it. */
export function buildFree(draft: Draft, start: number, until: readonly number[], max: number): void {
  const { states, state, shift } = draft;
  const [opening, ...rest] = until;
  if (opening === undefined || opening > 0x7f) throw new Error("free text needs an ASCII end");
  for (const [from, to] of [
    [0x09, 0x0a],
    [0x20, opening - 1],
    [opening + 1, 0x7e],
  ] as const)
    if (from <= to && !(from === 0x09 && opening === 0x0a)) shift(start, from, to, start, Guard.more, true);
  utf8Tails(draft, start, start, Guard.more, true);
  let at = state();
  shift(start, opening, opening, at);
  for (const byte of rest) {
    const next = state();
    shift(at, byte, byte, next);
    at = next;
  }
  states[at]!.pops = true;
  states[start]!.high = max;
}
