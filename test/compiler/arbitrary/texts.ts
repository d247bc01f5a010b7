/** Random texts, of the characters that are hard for whoever counts or escapes them. */
import fc from "fast-check";
import type { StringType } from "../../../compiler/graph/type.ts";
import { formatPattern } from "../../../compiler/types/formats.ts";
import { parseRegex, type Regex } from "../../../compiler/types/regex.ts";
import { bounds } from "./bounds.ts";

/** One code point: ordinary, escaped in JSON, of one to four bytes, at the edges of Unicode's ranges, and no surrogate. */
export const characters: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(..."abz 019.,:-{}[]/'") },
  {
    weight: 2,
    arbitrary: fc.constantFrom('"', "\\", "\n", "\t", "\b", "\f", "\r", "\0", "\u0001", "\u001f", "\u007f"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ..."\u0080\u07ff\u0800\u2028\u2029\ud7ff\ue000\ufeff\uffff\u0301\u200d",
      "\u{10000}",
      "\u{10ffff}",
      "😀",
      "é",
      "中",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
);

/** Patterns that are hard in one way or another. */
export const patterns = [
  "[A-Z]{3}-\\d+",
  "a*|(?:b?c?)*d",
  "(?:a?)*",
  "[^a-y]{1,4}",
  "\\w+(?: \\w+)*?",
  '["\\\\\\n/]{2}',
  "^(?<n>x|yy){2,}$",
  ".\\s\\S",
  "[\\u{1F600}-\\u{1F64F}é]{0,3}",
  "[\\w.\\-]+@[\\w\\-]+\\.[a-z]{2,3}",
  "",
  "\\0|[\\x00-\\x1f]b",
  "[^]{2}|[\\ud7ff-\\ue000]",
  "(?:ab|a)(?:bc|c)?",
  "(?:a|b)*a(?:a|b){3}",
  "\\u{10FFFF}|[\\u0300-\\u036f]+",
];

/** Sources of patterns made of classes, alternatives and counted parts. */
export const sources: fc.Arbitrary<string> = fc.letrec<{ source: string }>((tie) => ({
  source: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom(
      "a",
      "b",
      "[ab]",
      "[^a]",
      "\\d",
      "\\w",
      ".",
      '"',
      "\\\\",
      "\\n",
      "é",
      "[à-ÿ]",
      "😀",
      "[0-9a-f]",
      "-",
    ),
    fc.array(tie("source"), { minLength: 2, maxLength: 3 }).map((parts) => parts.join("")),
    fc.array(tie("source"), { minLength: 2, maxLength: 3 }).map((parts) => `(?:${parts.join("|")})`),
    fc
      .tuple(tie("source"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"))
      .map(([part, mark]) => `(?:${part})${mark}`),
  ),
})).source;

/** Of any length between 2 and 7, so that bounds may stand beside it. */
const LENGTHENED = "[a-c]{2,7}";

/** Bounded strings, patterns, and formats. */
export const strings: fc.Arbitrary<StringType> = fc.oneof(
  { weight: 6, arbitrary: bounds(0, 6).map((b): StringType => ({ kind: "string", ...b })) },
  { weight: 1, arbitrary: bounds(1_990, 2_110).map((b): StringType => ({ kind: "string", ...b, min: 0 })) },
  {
    weight: 3,
    arbitrary: fc
      .oneof(fc.constantFrom(...patterns), sources)
      .map((pattern): StringType => ({ kind: "string", pattern })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom("url", "date", "datetime").map((format): StringType => ({ kind: "string", format })),
  },
  {
    weight: 1,
    arbitrary: bounds(2, 7).map((b): StringType => ({ kind: "string", pattern: LENGTHENED, ...b })),
  },
);

/** Values of a string. */
export function textsOf(type: StringType): fc.Arbitrary<string> {
  const source = type.format ? formatPattern[type.format] : type.pattern;
  if (source === undefined) {
    const min = type.min ?? 0;
    const most = Math.max(min, Math.min(type.max ?? min + 8, min + 8));
    const short = fc.array(characters, { minLength: min, maxLength: most }).map((chars) => chars.join(""));
    if (type.max === undefined || type.max <= most) return short;
    // As long as may be, too.
    return fc.oneof(
      short,
      characters.map((char) => char.repeat(type.max ?? 0)),
    );
  }
  const edges = type.format ? fc.constantFrom(...formatEdges[type.format]) : undefined;
  const parsed = parseRegex(source);
  if (!parsed.ok) throw new Error(parsed.message);
  if (type.pattern === LENGTHENED)
    return matching(parsed.regex).map((text) => text.padEnd(type.min ?? 0, "b").slice(0, type.max));
  return edges ? fc.oneof(matching(parsed.regex), edges) : matching(parsed.regex);
}

/** Values of each format that are easily got wrong. */
export const formatEdges: Readonly<Record<NonNullable<StringType["format"]>, readonly string[]>> = {
  date: ["2024-02-29", "2000-02-29", "0000-02-29", "9999-12-31", "2023-04-30"],
  datetime: ["2024-02-29T23:59:59Z", "1999-12-31T00:00:00.123456789+23:59", "2000-02-29T12:00:00.5-00:00"],
  url: ["https://a", "file:///", "http://u:p@[::1]:8080/a%20b?c=d&e#f", "x+y.z-1://~", "ftp://a:/"],
};

/** Texts of each format's kind that are none of its values. */
export const formatMisses: Readonly<Record<NonNullable<StringType["format"]>, readonly string[]>> = {
  date: [
    "2023-02-29",
    "1900-02-29",
    "2024-02-30",
    "2024-13-01",
    "2024-00-10",
    "2024-04-31",
    "24-01-01",
    "2024-1-1",
    "",
  ],
  datetime: [
    "2024-02-29T24:00:00Z",
    "2016-12-31T23:59:60Z",
    "2024-02-29t00:00:00z",
    "2024-02-29T00:00:00",
    "2024-02-29T00:00:00+24:00",
    "2024-02-29T00:00:00.Z",
    "2024-02-29T00:00:00.1234567891Z",
    "2023-02-29T00:00:00Z",
    "2024-02-29 00:00:00Z",
  ],
  url: ["not:x", "https://", "https:/a", "//a", "http://a b", "http://a/%zz", "1http://a", "http://é", "file://", ""],
};

/** Texts that a pattern matches. */
export function matching(regex: Regex): fc.Arbitrary<string> {
  switch (regex.kind) {
    case "chars":
      return fc.oneof(
        ...regex.ranges.map(([min, max]) => fc.integer({ min, max }).map((code) => String.fromCodePoint(code))),
      );
    case "sequence":
      return fc.tuple(...regex.items.map(matching)).map((parts) => parts.join(""));
    case "choice":
      return fc.oneof(...regex.options.map(matching));
    case "repeat":
      return fc
        .array(matching(regex.item), {
          minLength: regex.min,
          maxLength: Math.min(regex.max ?? regex.min + 3, regex.min + 3),
        })
        .map((parts) => parts.join(""));
  }
}
