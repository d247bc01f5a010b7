/** Patterns and formats as parts of a grammar: the texts of a regular expression as they stand in JSON. */
import type { CharRange, Regex } from "../types/regex.ts";
import { chars, choice, type Gbnf, nothing, type Rules, sequence, text } from "./gbnf-text.ts";

/** The body of a JSON string, without its quotes, whose text matches `regex`. */
export function patternBody(regex: Regex, rules: Rules): Gbnf {
  switch (regex.kind) {
    case "chars":
      return jsonChars(regex.ranges);
    case "sequence":
      return sequence(...regex.items.map((item) => patternBody(item, rules)));
    case "choice":
      return choice(regex.options.map((option) => patternBody(option, rules)));
    case "repeat": {
      if (regex.max === 0) return nothing;
      // llama.cpp takes a repetition of what may be empty for a rule that begins with itself.
      const item = mayBeEmpty(regex.item) ? notEmpty(regex.item) : regex.item;
      if (!item) return nothing;
      const min = item === regex.item ? regex.min : 0;
      return rules.repeat(patternBody(item, rules), min, regex.max);
    }
  }
}

/** Characters as JSON writes them: those that it must escape are texts of their own. */
function jsonChars(ranges: readonly CharRange[]): Gbnf {
  const plain = ranges.flatMap(([from, to]) =>
    PLAIN.flatMap(([low, high]): CharRange[] => {
      const part: CharRange = [Math.max(from, low), Math.min(to, high)];
      return part[0] <= part[1] ? [part] : [];
    }),
  );
  const escaped = MUST_ESCAPE.filter((code) => ranges.some(([from, to]) => from <= code && code <= to)).map((code) =>
    text(JSON.stringify(String.fromCharCode(code)).slice(1, -1)),
  );
  return choice([...(plain.length > 0 ? [chars(plain)] : []), ...escaped]);
}

/** Characters that stand in a JSON string as they are; surrogates are no characters. */
export const PLAIN: readonly CharRange[] = [
  [0x20, 0x21],
  [0x23, 0x5b],
  [0x5d, 0xd7ff],
  [0xe000, 0x10ffff],
];

const MUST_ESCAPE: readonly number[] = [...Array(0x20).keys(), 0x22, 0x5c];

function mayBeEmpty(regex: Regex): boolean {
  switch (regex.kind) {
    case "chars":
      return false;
    case "sequence":
      return regex.items.every(mayBeEmpty);
    case "choice":
      return regex.options.some(mayBeEmpty);
    case "repeat":
      return regex.min === 0 || mayBeEmpty(regex.item);
  }
}

/** The texts of `regex` without the empty one; undefined if there is no other. */
function notEmpty(regex: Regex): Regex | undefined {
  if (!mayBeEmpty(regex)) return regex;
  switch (regex.kind) {
    case "chars":
      return regex;
    case "choice":
      return choiceOf(regex.options.map(notEmpty));
    case "repeat": {
      const item = regex.max === 0 ? undefined : notEmpty(regex.item);
      return item && { kind: "repeat", item, min: 1, ...(regex.max !== undefined && { max: regex.max }) };
    }
    case "sequence":
      // The first part that is not empty is one of the items; those before it are.
      return choiceOf(
        regex.items.map((item, i) => {
          const head = notEmpty(item);
          return head && { kind: "sequence", items: [head, ...regex.items.slice(i + 1)] };
        }),
      );
  }
}

function choiceOf(options: readonly (Regex | undefined)[]): Regex | undefined {
  const able = options.filter((option) => option !== undefined);
  return able.length > 1 ? { kind: "choice", options: able } : able[0];
}
