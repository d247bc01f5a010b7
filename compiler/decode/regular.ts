/** The automata of leaves: numbers, and strings with a pattern or a format, as their canonical JSON. */
import type { Type } from "../graph/type.ts";
import { formatPattern } from "../types/formats.ts";
import { type CharRange, parseRegex, type Regex } from "../types/regex.ts";
import { type Bytes, type Dfa, determinise } from "./automaton.ts";
import { numberDfa } from "./number.ts";

/** Null where nothing fits, or the pattern is not one of ours. Throws `TooManyStates` where it is too large to hold. */
export function regularDfa(type: Type): Dfa | null {
  const key = JSON.stringify(type);
  const known = made.get(key);
  if (known !== undefined) return known;
  const dfa = make(type);
  if (made.size >= MOST_KEPT) made.clear();
  made.set(key, dfa);
  return dfa;
}

/** Leaves are few and stand in many types; a date's automaton takes a millisecond to make. An editor meets ever new ones. */
const made = new Map<string, Dfa | null>();
const MOST_KEPT = 500;

function make(type: Type): Dfa | null {
  if (type.kind === "number") return numberDfa(type);
  if (type.kind !== "string") return null;
  const pattern = type.format ? formatPattern[type.format] : type.pattern;
  const parsed = pattern === undefined ? undefined : parseRegex(pattern);
  if (!parsed?.ok) return null;
  return determinise({ kind: "sequence", parts: [quote, bytesOf(parsed.regex), quote] });
}

const byte = (value: number): Bytes => ({ kind: "range", from: value, to: value });
const quote = byte(0x22);

function bytesOf(regex: Regex): Bytes {
  switch (regex.kind) {
    case "chars":
      return { kind: "choice", options: regex.ranges.flatMap(charBytes) };
    case "sequence":
      return { kind: "sequence", parts: regex.items.map(bytesOf) };
    case "choice":
      return { kind: "choice", options: regex.options.map(bytesOf) };
    case "repeat":
      return {
        kind: "repeat",
        part: bytesOf(regex.item),
        min: regex.min,
        ...(regex.max !== undefined && { max: regex.max }),
      };
  }
}

/** A range of code points as it stands in canonical JSON: what must be escaped is, the rest is UTF-8. */
function charBytes([from, to]: CharRange): Bytes[] {
  const found: Bytes[] = [];
  for (let code = from; code <= Math.min(to, 0x1f); code++) found.push(escaped(code));
  for (const code of [0x22, 0x5c]) if (from <= code && code <= to) found.push(escaped(code));
  for (const [low, high] of PLAIN) {
    const [first, last] = [Math.max(from, low), Math.min(to, high)];
    if (first <= last) found.push({ kind: "range", from: first, to: last });
  }
  const encoder = new TextEncoder();
  for (const [low, high] of WIDE) {
    const [first, last] = [Math.max(from, low), Math.min(to, high)];
    if (first <= last)
      found.push(
        ...utf8Ranges(
          [...encoder.encode(String.fromCodePoint(first))],
          [...encoder.encode(String.fromCodePoint(last))],
        ),
      );
  }
  return found;
}

/** ASCII that stands for itself in a JSON string. */
const PLAIN: readonly CharRange[] = [
  [0x20, 0x21],
  [0x23, 0x5b],
  [0x5d, 0x7f],
];

/** Code points by the length of their UTF-8, without surrogates. */
const WIDE: readonly CharRange[] = [
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

function escaped(code: number): Bytes {
  const text = JSON.stringify(String.fromCharCode(code)).slice(1, -1);
  return { kind: "sequence", parts: [...text].map((c) => byte(c.charCodeAt(0))) };
}

/** All byte strings of one length from `low` to `high`, in lexicographic order, as ranges a byte. */
function utf8Ranges(low: readonly number[], high: readonly number[]): Bytes[] {
  const [l, ...lows] = low as [number, ...number[]];
  const [h, ...highs] = high as [number, ...number[]];
  if (lows.length === 0) return [{ kind: "range", from: l, to: h }];
  const tail = (options: Bytes[], from: number, to: number): Bytes => ({
    kind: "sequence",
    parts: [
      { kind: "range", from, to },
      { kind: "choice", options },
    ],
  });
  const least = lows.map(() => 0x80);
  const most = lows.map(() => 0xbf);
  if (l === h) return [tail(utf8Ranges(lows, highs), l, l)];
  const found: Bytes[] = [];
  const wholeLow = lows.every((b) => b === 0x80);
  const wholeHigh = highs.every((b) => b === 0xbf);
  if (!wholeLow) found.push(tail(utf8Ranges(lows, most), l, l));
  const [from, to] = [wholeLow ? l : l + 1, wholeHigh ? h : h - 1];
  if (from <= to) found.push(tail(utf8Ranges(least, most), from, to));
  if (!wholeHigh) found.push(tail(utf8Ranges(least, highs), h, h));
  return found;
}
