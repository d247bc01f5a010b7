/** Patterns and formats as parts of a grammar: the texts of a regular expression as they stand in JSON. */
import type { CharRange, Regex } from "../types/regex.ts";
import { mayBeEmpty, notEmpty } from "../types/regex-empty.ts";
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
