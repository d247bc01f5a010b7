/**
 * The automaton of canonical numbers: plain decimals without exponent, leading zeros, trailing zeros of a fraction or
 * `-0`, of at most {@link MAX_DIGITS} digits in all, within inclusive bounds. Bounds are compared digit by digit while the
 * number is written, so `int(1..10)` and `number(0..1)` are held to exactly.
 */
import { MAX_DIGITS } from "../types/canonical.ts";
import type { Dfa } from "./automaton.ts";
import { minimise } from "./minimise.ts";

interface Magnitude {
  readonly whole: string;
  readonly fraction: string;
}

/** -1, 0, 1: the digits so far against the bound's, as if the number ended here. */
type Order = -1 | 0 | 1;

interface At {
  readonly phase: "start" | "minus" | "zero" | "whole" | "dot" | "fraction";
  readonly negative: boolean;
  readonly digits: number;
  /** Digits of the fraction so far. */
  readonly places: number;
  readonly lastZero: boolean;
  readonly nonZero: boolean;
  readonly low: Order;
  readonly high: Order;
}

const PHASES: readonly At["phase"][] = ["start", "minus", "zero", "whole", "dot", "fraction"];

/** Numbers of at most two digits each, side by side. */
function keyOf(at: At): number {
  const flags = (at.negative ? 1 : 0) + (at.lastZero ? 2 : 0) + (at.nonZero ? 4 : 0);
  return (
    ((((PHASES.indexOf(at.phase) * 8 + flags) * 100 + at.digits) * 100 + at.places) * 3 + at.low + 1) * 3 + at.high + 1
  );
}

/** What a number is held to; both bounds are inclusive. */
export interface NumberBounds {
  readonly integer: boolean;
  readonly min?: number;
  readonly max?: number;
}

/** Null where no canonical number is within the bounds. */
export function numberDfa(bounds: NumberBounds): Dfa | null {
  const low = bounds.min === undefined ? undefined : { negative: bounds.min < 0, ...magnitude(bounds.min) };
  const high = bounds.max === undefined ? undefined : { negative: bounds.max < 0, ...magnitude(bounds.max) };

  const states: At[] = [];
  const ids = new Map<number, number>();
  const idOf = (at: At): number => {
    const key = keyOf(at);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, states.length);
    return states.push(at) - 1;
  };
  const start: At = {
    phase: "start",
    negative: false,
    digits: 0,
    places: 0,
    lastZero: false,
    nonZero: false,
    low: 0,
    high: 0,
  };
  idOf(start);
  const edges: { from: number; to: number; target: number }[][] = [];
  for (let i = 0; i < states.length; i++) {
    const at = states[i]!;
    const row: { from: number; to: number; target: number }[] = [];
    const go = (byte: number, next: At) => row.push({ from: byte, to: byte, target: idOf(next) });
    if (at.phase === "start" && (bounds.min === undefined || bounds.min < 0))
      go(45, { ...at, phase: "minus", negative: true });
    if (!bounds.integer && (at.phase === "zero" || at.phase === "whole") && at.digits < MAX_DIGITS)
      go(46, { ...at, phase: "dot", low: settle(at.low, at.digits, low), high: settle(at.high, at.digits, high) });
    for (let digit = 0; digit <= 9; digit++) {
      const next = write(at, digit, low, high);
      if (next) go(48 + digit, next);
    }
    edges.push(row.sort((a, b) => a.from - b.from));
  }
  const accepts = states.map((at) => {
    if (at.phase === "start" || at.phase === "minus" || at.phase === "dot") return false;
    if (at.negative && !at.nonZero) return false;
    if (at.phase === "fraction" && at.lastZero) return false;
    return within(at, low, high);
  });
  return minimise({ edges, accepts });
}

function write(at: At, digit: number, low: Magnitude | undefined, high: Magnitude | undefined): At | null {
  if (at.phase === "zero" || at.digits >= MAX_DIGITS) return null;
  const inFraction = at.phase === "dot" || at.phase === "fraction";
  const phase = inFraction ? "fraction" : digit === 0 && at.digits === 0 ? "zero" : "whole";
  const compare = (order: Order, bound: Magnitude | undefined): Order => {
    if (!bound || order !== 0) return order;
    const text = inFraction ? bound.fraction : bound.whole;
    const place = inFraction ? at.places : at.digits;
    const other = place < text.length ? Number(text[place]) : 0;
    return digit < other ? -1 : digit > other ? 1 : 0;
  };
  return {
    phase,
    negative: at.negative,
    digits: at.digits + 1,
    places: inFraction ? at.places + 1 : 0,
    lastZero: inFraction && digit === 0,
    nonZero: at.nonZero || digit !== 0,
    low: compare(at.low, low),
    high: compare(at.high, high),
  };
}

/** The order once the whole part has ended: more digits are more, fewer are less. */
function settle(order: Order, digits: number, bound: Magnitude | undefined): Order {
  if (!bound || digits === bound.whole.length) return order;
  return digits < bound.whole.length ? -1 : 1;
}

function within(
  at: At,
  low: (Magnitude & { negative: boolean }) | undefined,
  high: (Magnitude & { negative: boolean }) | undefined,
): boolean {
  /** The number against the bound, signs included. */
  const order = (bound: Magnitude & { negative: boolean }, digitsOrder: Order): Order => {
    if (at.negative !== bound.negative) {
      const bothZero = !at.nonZero && !/[1-9]/.test(bound.whole + bound.fraction);
      return bothZero ? 0 : at.negative ? -1 : 1;
    }
    let size = digitsOrder;
    if (at.phase === "fraction") {
      // Digits of the bound's fraction that were not written count as more, unless they are zeros.
      if (size === 0 && /[1-9]/.test(bound.fraction.slice(at.places))) size = -1;
    } else {
      size = settle(digitsOrder, at.digits, bound);
      if (size === 0 && /[1-9]/.test(bound.fraction)) size = -1;
    }
    return (at.negative ? -size : size) as Order;
  };
  return (!low || order(low, at.low) >= 0) && (!high || order(high, at.high) <= 0);
}

/** The digits of |value|, whole and fraction, without exponent. */
function magnitude(value: number): Magnitude {
  const [mantissa = "0", exponent = "0"] = Math.abs(value).toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const shift = Number(exponent);
  if (shift >= 0) {
    const digits = whole + fraction.padEnd(shift, "0");
    return { whole: digits.slice(0, whole.length + shift).replace(/^0+(?=\d)/, ""), fraction: fraction.slice(shift) };
  }
  const digits = whole.padStart(1 - shift, "0") + fraction;
  const point = digits.length - fraction.length + shift;
  return { whole: digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0", fraction: digits.slice(point) };
}
