/**
 * Numbers within bounds, digit by digit: canonical decimals (see `canonical.ts`) of at most 15 digits in all, exactly those
 * that the bounds allow.
 */
import type { NumberType } from "../graph/type.ts";
import { MAX_DIGITS, plainDecimal } from "../types/canonical.ts";
import { chars, choice, type Gbnf, nothing, optional, type Rules, sequence, text } from "./gbnf-text.ts";

/** The digits of a bound's size. */
interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

/** The rule of a number's type; undefined where no number of 15 digits is within the bounds. */
export function numberRule(type: NumberType, rules: Rules): Gbnf | undefined {
  const { integer, min, max } = type;
  const name = integer ? "int" : "number";
  if (min === undefined && max === undefined) return rules.named(name, () => numbers(type, rules));
  const bound = (value: number) => plainDecimal(value.toString()).replace("-", "m").replace(".", "p");
  const low = min === undefined ? "" : `-from-${bound(min)}`;
  const high = max === undefined ? "" : `-to-${bound(max)}`;
  return rules.named(`${name}${low}${high}`, () => numbers(type, rules));
}

function numbers({ integer, min, max }: NumberType, rules: Rules): Gbnf | undefined {
  const options: Gbnf[] = [];
  if ((min ?? 0) <= 0 && (max ?? 0) >= 0) options.push(text("0"));
  if (min === undefined || min < 0) {
    const sizes = positive(Math.max(0, -(max ?? 0)), min === undefined ? undefined : -min, integer, rules);
    if (sizes) options.push(sequence(text("-"), sizes));
  }
  if (max === undefined || max > 0) {
    const sizes = positive(Math.max(0, min ?? 0), max, integer, rules);
    if (sizes) options.push(sizes);
  }
  return options.length === 0 ? undefined : choice(options);
}

/** Decimals above 0, from `low` to `high`. */
function positive(low: number, high: number | undefined, integer: boolean, rules: Rules): Gbnf | undefined {
  const writer: Writer = { low: decimal(low), high: high === undefined ? undefined : decimal(high), integer, rules };
  const options: Gbnf[] = [];
  const most = Math.min(MAX_DIGITS, writer.high?.whole.length ?? MAX_DIGITS);
  for (let digits = writer.low.whole.length; digits <= most; digits++) {
    const atLow = digits === writer.low.whole.length;
    const atHigh = digits === writer.high?.whole.length;
    if (!atLow && !atHigh) {
      // Nothing holds these back any more: all lengths up to the high bound's at once.
      const last = writer.high ? most - (most === writer.high.whole.length ? 1 : 0) : most;
      options.push(freeFrom(digits, last, writer));
      digits = last;
      continue;
    }
    const made = wholePart(0, digits, atLow, atHigh, true, writer);
    if (made) options.push(made);
  }
  return options.length === 0 ? undefined : choice(options);
}

interface Writer {
  readonly low: Decimal;
  readonly high: Decimal | undefined;
  readonly integer: boolean;
  readonly rules: Rules;
}

const DIGITS: Gbnf = chars([[0x30, 0x39]]);
const NONZERO: Gbnf = chars([[0x31, 0x39]]);

/** Any decimal with `from` to `to` digits before the point, the first of them not 0. */
function freeFrom(from: number, to: number, { integer, rules }: Writer): Gbnf {
  if (integer) return sequence(NONZERO, rules.repeat(DIGITS, from - 1, to - 1));
  const lead = sequence(NONZERO, rules.repeat(DIGITS, from - 1, from - 1));
  if (to === MAX_DIGITS) return sequence(lead, tail(MAX_DIGITS - from, rules));
  const each = Array.from({ length: to - from + 1 }, (_, i) =>
    sequence(NONZERO, rules.repeat(DIGITS, from + i - 1, from + i - 1), freeFraction(MAX_DIGITS - from - i, rules)),
  );
  return choice(each);
}

/** What may follow a digit before the point, with `left` digits still to be written at most. */
function tail(left: number, rules: Rules): Gbnf {
  if (left === 0) return nothing;
  const more = rules.named(`more-${left}`, () =>
    choice([sequence(DIGITS, tail(left - 1, rules)), sequence(text("."), fraction(left, rules))]),
  );
  return optional(more as Gbnf);
}

/** Digits after a point, at most `left`, the last of them not 0. */
function fraction(left: number, rules: Rules): Gbnf {
  return rules.named(`fraction-${left}`, () => {
    if (left === 1) return NONZERO;
    const rest = fraction(left - 1, rules);
    return choice([sequence(NONZERO, optional(rest)), sequence(text("0"), rest)]);
  }) as Gbnf;
}

const freeFraction = (left: number, rules: Rules): Gbnf =>
  left === 0 ? nothing : optional(sequence(text("."), fraction(left, rules)));

/**
 * The digits before the point from `at` on, of `digits` in all. `atLow`, `atHigh`: so far they are the bound's own, so
 * the bound still matters. `zero`: so far they are all 0.
 */
function wholePart(
  at: number,
  digits: number,
  atLow: boolean,
  atHigh: boolean,
  zero: boolean,
  writer: Writer,
): Gbnf | undefined {
  const { low, high, integer, rules } = writer;
  if (at === digits)
    return fractionPart(
      MAX_DIGITS - digits,
      atLow ? low.fraction : null,
      atHigh && high ? high.fraction : null,
      zero,
      writer,
    );
  if (!atLow && !atHigh && !zero) {
    const rest = rules.repeat(DIGITS, digits - at, digits - at);
    return integer ? rest : sequence(rest, freeFraction(MAX_DIGITS - digits, rules));
  }
  const first = atLow ? Number(low.whole[at]) : at === 0 && digits > 1 ? 1 : 0;
  const last = atHigh && high ? Number(high.whole[at]) : 9;
  const groups = groupDigits(first, last, (digit) => [
    atLow && digit === Number(low.whole[at]),
    atHigh && digit === Number(high?.whole[at]),
    zero && digit === 0,
  ]);
  return anyOf(
    groups.map(({ ranges, key: [nextLow, nextHigh, nextZero] }) => {
      const rest = wholePart(at + 1, digits, nextLow ?? false, nextHigh ?? false, nextZero ?? false, writer);
      return rest && sequence(ranges, rest);
    }),
  );
}

/** The point and what follows it, or nothing. `low`, `high`: the bound's fraction where it still matters. */
function fractionPart(
  left: number,
  low: string | null,
  high: string | null,
  needed: boolean,
  writer: Writer,
): Gbnf | undefined {
  const may = !needed && (low === null || !/[1-9]/.test(low));
  if (writer.integer) return may ? nothing : undefined;
  const digits = fractionDigits(0, left, low, high, writer.rules);
  if (!digits) return may ? nothing : undefined;
  const written = sequence(text("."), digits);
  return may ? optional(written) : written;
}

function fractionDigits(
  at: number,
  left: number,
  low: string | null,
  high: string | null,
  rules: Rules,
): Gbnf | undefined {
  if (left === 0) return undefined;
  const floor = low !== null && /[1-9]/.test(low.slice(at)) ? low : null;
  // Only zeros could follow the high bound's last digit, and a fraction doesn't end in one.
  if (high !== null && at >= high.length) return undefined;
  if (floor === null && high === null) return fraction(left, rules);
  const first = floor === null ? 0 : Number(floor[at]);
  const last = high === null ? 9 : Number(high[at]);
  const groups = groupDigits(first, last, (digit) => [
    floor !== null && digit === first,
    high !== null && digit === last,
    digit === 0,
  ]);
  return anyOf(
    groups.map(({ ranges, key: [atLow, atHigh, zero] }) => {
      const rest = fractionDigits(at + 1, left - 1, atLow ? floor : null, atHigh ? high : null, rules);
      const ends = !zero && !(atLow && floor !== null && /[1-9]/.test(floor.slice(at + 1)));
      if (!rest) return ends ? ranges : undefined;
      return sequence(ranges, ends ? optional(rest) : rest);
    }),
  );
}

/** Digits from `first` to `last`, those with the same key together. */
function groupDigits(first: number, last: number, keyOf: (digit: number) => readonly boolean[]) {
  const groups: { from: number; to: number; key: readonly boolean[] }[] = [];
  for (let digit = first; digit <= last; digit++) {
    const key = keyOf(digit);
    const group = groups.at(-1);
    if (group && group.key.join() === key.join()) group.to = digit;
    else groups.push({ from: digit, to: digit, key });
  }
  return groups.map(({ from, to, key }) => ({
    ranges: from === to ? text(String(from)) : chars([[0x30 + from, 0x30 + to]]),
    key,
  }));
}

function anyOf(options: readonly (Gbnf | undefined)[]): Gbnf | undefined {
  const able = options.filter((option) => option !== undefined);
  return able.length === 0 ? undefined : choice(able);
}

function decimal(size: number): Decimal {
  const [whole = "0", fraction = ""] = plainDecimal(size.toString()).split(".");
  return { whole, fraction };
}
