/**
 * Patterns of strings: ECMAScript regular expressions without look-around, back references and flags. A pattern is
 * parsed once into a small tree, from which the checks, the JSON schema and the grammars are all made, so they agree.
 * It always has to match the whole text, and it counts code points.
 */

/** An inclusive range of code points. */
export type CharRange = readonly [from: number, to: number];

export type Regex =
  /** One code point out of sorted ranges that don't touch; never a surrogate. */
  | { readonly kind: "chars"; readonly ranges: readonly CharRange[] }
  | { readonly kind: "sequence"; readonly items: readonly Regex[] }
  | { readonly kind: "choice"; readonly options: readonly Regex[] }
  | { readonly kind: "repeat"; readonly item: Regex; readonly min: number; readonly max?: number };

/** `message` completes "This pattern …"; `at` is the offset into its source. */
export type ParsedRegex =
  | { readonly ok: true; readonly regex: Regex }
  | { readonly ok: false; readonly message: string; readonly at: number };

const LAST = 0x10ffff;
const SURROGATES: CharRange = [0xd800, 0xdfff];
const DIGITS: readonly CharRange[] = [[0x30, 0x39]];
const WORD: readonly CharRange[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
/** WhiteSpace and LineTerminator of ECMAScript. */
const SPACE: readonly CharRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
];
const LINE_ENDS: readonly CharRange[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

class Refused extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** Parses the source of a pattern, without slashes. */
export function parseRegex(source: string): ParsedRegex {
  try {
    return { ok: true, regex: new Reader(source).whole() };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, message: error.message, at: error.at };
    throw error;
  }
}

/** How deep groups may stand in each other: whatever reads a pattern recurses on them. */
const MOST_DEPTH = 64;

/** A recursive descent over the code points of a source. */
class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  whole(): Regex {
    const regex = this.choice();
    if (this.at < this.source.length) this.refuse("has a `)` that closes nothing");
    return regex;
  }

  private choice(): Regex {
    const options = [this.sequence()];
    while (this.eat("|")) options.push(this.sequence());
    return options.length === 1 ? (options[0] as Regex) : { kind: "choice", options };
  }

  private sequence(): Regex {
    const items: Regex[] = [];
    // At the very ends `^` and `$` say what holds anyway.
    if (this.depth === 0) this.eat("^");
    while (this.at < this.source.length && !this.sees("|") && !this.sees(")")) {
      const start = this.at;
      if (this.depth === 0 && this.eat("$")) {
        if (this.at < this.source.length && !this.sees("|")) this.refuse("has a `$` before its end", start);
        break;
      }
      items.push(this.quantified(this.atom()));
    }
    return items.length === 1 ? (items[0] as Regex) : { kind: "sequence", items };
  }

  private quantified(item: Regex): Regex {
    const start = this.at;
    const bounds = this.quantifier();
    if (!bounds) return item;
    // A lazy quantifier matches the same whole texts.
    this.eat("?");
    if (bounds.max !== undefined && bounds.max < bounds.min)
      this.refuse("has a repetition whose low end is above the high", start);
    const again = this.at;
    if (this.quantifier()) this.refuse("repeats a repetition; put the first into `(?: )`", again);
    return { kind: "repeat", item, ...bounds };
  }

  private quantifier(): { readonly min: number; readonly max?: number } | undefined {
    if (this.eat("*")) return { min: 0 };
    if (this.eat("+")) return { min: 1 };
    if (this.eat("?")) return { min: 0, max: 1 };
    const [text, low, comma, high] = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(this.source.slice(this.at)) ?? [];
    if (text === undefined || (!comma && high)) return undefined;
    this.at += text.length;
    const min = Number(low);
    return comma ? { min, ...(high && { max: Number(high) }) } : { min, max: min };
  }

  private atom(): Regex {
    const start = this.at;
    if (this.eat("(")) return this.group(start);
    if (this.eat("[")) return { kind: "chars", ranges: this.charClass(start) };
    if (this.eat(".")) return { kind: "chars", ranges: without(LINE_ENDS) };
    if (this.eat("\\")) return { kind: "chars", ranges: this.escape(start, false) };
    if (this.sees("^") || this.sees("$")) this.refuse("has a `^` or `$` inside; it matches the whole text anyway");
    if (/^[*+?]/.test(this.rest()) || /^\{\d+(,\d*)?\}/.test(this.rest())) this.refuse("repeats nothing");
    return { kind: "chars", ranges: [single(this.codePoint())] };
  }

  private group(start: number): Regex {
    if (this.eat("?")) {
      if (/^<?[=!]/.test(this.rest())) this.refuse("looks ahead or behind, which is not supported", start);
      const name = /^<[\p{ID_Start}$_][\p{ID_Continue}$]*>/u.exec(this.rest())?.[0];
      if (name) this.at += name.length;
      else if (!this.eat(":")) this.refuse("has a group of a kind that is not supported", start);
    }
    if (this.depth === MOST_DEPTH) this.refuse(`has groups more than ${MOST_DEPTH} levels deep`, start);
    this.depth++;
    const inner = this.choice();
    this.depth--;
    if (!this.eat(")")) this.refuse("has a `(` that is not closed", start);
    return inner;
  }

  private charClass(start: number): readonly CharRange[] {
    const negated = this.eat("^");
    const ranges: CharRange[] = [];
    while (!this.eat("]")) {
      if (this.at >= this.source.length) this.refuse("has a `[` that is not closed", start);
      const from = this.at;
      const low = this.classAtom();
      if (!this.sees("-") || this.source[this.at + 1] === "]") {
        ranges.push(...low);
        continue;
      }
      this.at++;
      const high = this.classAtom();
      const [first, last] = [onlyChar(low), onlyChar(high)];
      // As in ECMAScript without flags, `[\w-x]` is three things.
      if (first === undefined || last === undefined) ranges.push(...low, single(0x2d), ...high);
      else if (first > last) this.refuse("has a range whose low end is above the high", from);
      else ranges.push([first, last]);
    }
    const found = negated ? without(ranges) : merge(ranges);
    if (found.length === 0) this.refuse("has a class that no character is in", start);
    return found;
  }

  private classAtom(): readonly CharRange[] {
    const start = this.at;
    if (this.at >= this.source.length) this.refuse("has a `[` that is not closed");
    return this.eat("\\") ? this.escape(start, true) : [single(this.codePoint())];
  }

  private escape(start: number, inClass: boolean): readonly CharRange[] {
    const rest = this.rest();
    const take = (length: number): void => {
      this.at += length;
    };
    const letter = rest[0];
    if (letter === undefined) this.refuse("ends in a `\\`", start);
    switch (letter) {
      case "d":
        take(1);
        return DIGITS;
      case "D":
        take(1);
        return without(DIGITS);
      case "w":
        take(1);
        return WORD;
      case "W":
        take(1);
        return without(WORD);
      case "s":
        take(1);
        return SPACE;
      case "S":
        take(1);
        return without(SPACE);
      case "b":
        if (!inClass) this.refuse("has a word boundary `\\b`, which is not supported", start);
        take(1);
        return [single(0x08)];
      case "B":
        this.refuse("has a `\\B`, which is not supported", start);
    }
    const control = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d }[letter as string];
    if (control !== undefined) {
      take(1);
      return [single(control)];
    }
    if (/^0(?!\d)/.test(rest)) {
      take(1);
      return [single(0)];
    }
    if (/^\d/.test(rest) || /^k</.test(rest)) this.refuse("refers back to a group, which is not supported", start);
    if (/^[pP]\{/.test(rest))
      this.refuse("names a Unicode property, which needs a flag; list the characters instead", start);
    const caret = /^c([A-Za-z])/.exec(rest);
    if (caret) {
      take(2);
      return [single((caret[1] as string).charCodeAt(0) % 32)];
    }
    const hex =
      /^(?:x([\da-fA-F]{2})|u([dD][89abAB][\da-fA-F]{2})\\u([dD][c-fC-F][\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\})/.exec(
        rest,
      );
    if (hex) {
      const [text, two, high, low, four, braced] = hex;
      take(text.length);
      const code =
        high && low
          ? 0x10000 + ((Number.parseInt(high, 16) - 0xd800) << 10) + (Number.parseInt(low, 16) - 0xdc00)
          : Number.parseInt((two ?? four ?? braced) as string, 16);
      return [single(this.character(code, start))];
    }
    if (/^[A-Za-z]/.test(rest)) this.refuse(`has an escape \`\\${letter}\` that means nothing`, start);
    return [single(this.codePoint())];
  }

  private codePoint(): number {
    const start = this.at;
    const code = this.source.codePointAt(this.at) as number;
    this.at += code > 0xffff ? 2 : 1;
    return this.character(code, start);
  }

  private character(code: number, start: number): number {
    if (code > LAST || (code >= SURROGATES[0] && code <= SURROGATES[1])) this.refuse("names half a character", start);
    return code;
  }

  private rest(): string {
    return this.source.slice(this.at);
  }

  private sees(char: string): boolean {
    return this.source[this.at] === char;
  }

  private eat(char: string): boolean {
    if (!this.sees(char)) return false;
    this.at++;
    return true;
  }

  private refuse(message: string, at = this.at): never {
    throw new Refused(message, at);
  }
}

const single = (code: number): CharRange => [code, code];

function onlyChar(ranges: readonly CharRange[]): number | undefined {
  const [first] = ranges;
  return ranges.length === 1 && first && first[0] === first[1] ? first[0] : undefined;
}

/** Sorts ranges, makes one of those that touch, and takes the surrogates out. */
export function merge(ranges: readonly CharRange[]): readonly CharRange[] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged.flatMap(([from, to]): CharRange[] => {
    const parts: CharRange[] = [
      [from, Math.min(to, SURROGATES[0] - 1)],
      [Math.max(from, SURROGATES[1] + 1), to],
    ];
    return parts.filter(([low, high]) => low <= high);
  });
}

/** Every character that is in none of the ranges. */
function without(ranges: readonly CharRange[]): readonly CharRange[] {
  const left: CharRange[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) left.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) left.push([next, LAST]);
  return merge(left);
}
