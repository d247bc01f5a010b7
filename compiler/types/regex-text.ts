/** What is read off a pattern's tree: whether a text matches, the source of a RegExp, its lengths, its smallest text. */
import { type CharRange, type ParsedRegex, parseRegex, type Regex } from "./regex.ts";
import { matches, shortestMatch } from "./regex-match.ts";

/**
 * The source of a RegExp (to be used with the flag `u`) that matches exactly the whole texts of `regex`. It says the
 * same with and without Unicode property escapes, so it is good in a JSON schema too.
 */
export function regexSource(regex: Regex): string {
  return `^(?:${print(regex)})$`;
}

/** Whether a text matches a pattern as a whole; no text does where the pattern is not one of ours. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parsed = known.get(pattern) ?? parseRegex(pattern);
  known.set(pattern, parsed);
  return parsed.ok && matches(parsed.regex, text);
}

const known = new Map<string, ParsedRegex>();

/** How many code points the texts of a pattern have. */
export function regexLengths(regex: Regex): { readonly min: number; readonly max?: number } {
  const sized = lengths(regex);
  return { min: sized.min, ...(Number.isFinite(sized.max) && { max: sized.max }) };
}

/** A shortest text of a pattern with at least `min` characters, of which each is an ordinary one; undefined if none is found soon. */
export function smallestText(regex: Regex, min = 0): string | undefined {
  return shortestMatch(regex, min, ordinaryChar);
}

function lengths(regex: Regex): { readonly min: number; readonly max: number } {
  switch (regex.kind) {
    case "chars":
      return { min: 1, max: 1 };
    case "sequence": {
      const items = regex.items.map(lengths);
      return { min: sum(items.map((i) => i.min)), max: sum(items.map((i) => i.max)) };
    }
    case "choice": {
      const options = regex.options.map(lengths);
      return { min: Math.min(...options.map((o) => o.min)), max: Math.max(...options.map((o) => o.max)) };
    }
    case "repeat": {
      const item = lengths(regex.item);
      const most = regex.max ?? Number.POSITIVE_INFINITY;
      return { min: item.min * regex.min, max: item.max === 0 || most === 0 ? 0 : item.max * most };
    }
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function ordinaryChar(ranges: readonly CharRange[]): string {
  const wanted = ["a", "A", "0"].find((char) => ranges.some(([from, to]) => from <= ord(char) && ord(char) <= to));
  const visible = ranges.find(([, to]) => to >= 0x20) ?? (ranges[0] as CharRange);
  return wanted ?? String.fromCodePoint(visible[0] >= 0x20 || visible[1] < 0x20 ? visible[0] : 0x20);
}

const ord = (char: string): number => char.codePointAt(0) as number;

function print(regex: Regex): string {
  switch (regex.kind) {
    case "chars":
      return printChars(regex.ranges);
    case "sequence":
      return regex.items.map((item) => (item.kind === "choice" ? `(?:${print(item)})` : print(item))).join("");
    case "choice":
      return regex.options.map(print).join("|");
    case "repeat": {
      const item = regex.item.kind === "chars" ? print(regex.item) : `(?:${print(regex.item)})`;
      const { min, max } = regex;
      if (min === 0 && max === undefined) return `${item}*`;
      if (min === 1 && max === undefined) return `${item}+`;
      if (min === 0 && max === 1) return `${item}?`;
      return max === min ? `${item}{${min}}` : `${item}{${min},${max ?? ""}}`;
    }
  }
}

function printChars(ranges: readonly CharRange[]): string {
  const [first] = ranges;
  if (ranges.length === 1 && first && first[0] === first[1]) return first[0] === 0x2d ? "-" : printChar(first[0]);
  return `[${ranges.map(([from, to]) => (from === to ? printChar(from) : `${printChar(from)}-${printChar(to)}`)).join("")}]`;
}

function printChar(code: number): string {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z0-9_ !"#%&',:;<=>@`~]/.test(char)) return char;
  if (code < 0x7f && code > 0x20) return `\\${char}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}
