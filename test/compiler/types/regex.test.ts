import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRegex } from "../../../compiler/types/regex.ts";
import { matchesPattern, regexLengths, regexSource, smallestText } from "../../../compiler/types/regex-text.ts";
import { runs } from "../../runs.ts";
import { sources } from "../arbitrary/texts.ts";
import { matching, patterns } from "../arbitrary.ts";

function regexOf(source: string) {
  const parsed = parseRegex(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.regex;
}

describe("a pattern", () => {
  it("matches the texts that it describes, as ECMAScript says", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns).chain((source) => fc.tuple(fc.constant(source), matching(regexOf(source)))),
        ([source, text]) => {
          expect([source, text, matchesPattern(source, text)]).toEqual([source, text, true]);
          expect([source, text, new RegExp(`^(?:${source})$`, "u").test(text)]).toEqual([source, text, true]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("refuses what ECMAScript refuses, on texts near to it", () => {
    const near = fc.string({ unit: fc.constantFrom(...'aAbcdxy01-_ .@/"\\\n'), maxLength: 6 });
    fc.assert(
      fc.property(fc.constantFrom(...patterns.filter((p) => !p.includes("\\u{"))), near, (source, text) => {
        expect([source, text, matchesPattern(source, text)]).toEqual([
          source,
          text,
          new RegExp(`^(?:${source})$`).test(text),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  it("matches what a RegExp matches, however it is put together", () => {
    const near = fc.string({ unit: fc.constantFrom(...'abcé0"\\\n-'), maxLength: 5 });
    fc.assert(
      fc.property(sources, fc.array(near, { minLength: 1, maxLength: 8 }), (source, texts) => {
        const made = new RegExp(regexSource(regexOf(source)), "u");
        for (const text of texts)
          expect([source, text, matchesPattern(source, text)]).toEqual([source, text, made.test(text)]);
      }),
      { numRuns: runs(500) },
    );
  });

  it.each(["(?:a|a)*b", "(?:a*)*b", "(?:\\w+ ?)*!", "([a-z]{1,50}){1,50}", "a{1,999999999}b", "(?:a?){9999}b"])(
    "takes no longer for a text that all but matches: %s",
    (source) => {
      expect(matchesPattern(source, `${"a".repeat(2000)}-`)).toBe(false);
    },
  );

  it("counts a character beyond the first plane as one", () => {
    expect(matchesPattern("..", "😀😀")).toBe(true);
    expect(matchesPattern("[^a]", "😀")).toBe(true);
    expect(matchesPattern("[😀-😂]{2}", "😀😁")).toBe(true);
    expect(matchesPattern("\\ud83d\\ude00", "😀")).toBe(true);
  });

  it("takes the ends and laziness for what they are: nothing new", () => {
    expect(regexSource(regexOf("^a+?$|^b$"))).toBe("^(?:a+|b)$");
    expect(regexSource(regexOf("(?:x|(?<name>y))z*"))).toBe("^(?:(?:x|y)z*)$");
    expect(regexSource(regexOf("a{2,}b{3}[\\-\\]]\\/"))).toBe("^(?:a{2,}b{3}[\\-\\]]\\/)$");
    expect(regexSource(regexOf("a{b"))).toBe("^(?:a\\{b)$");
  });

  it("knows how long its texts are, and the shortest", () => {
    const known = (source: string) => [regexLengths(regexOf(source)), smallestText(regexOf(source))];
    expect(known("[A-Z]{3}-\\d+")).toEqual([{ min: 5 }, "AAA-0"]);
    expect(known("a|bcd?")).toEqual([{ min: 1, max: 3 }, "a"]);
    expect(known("(?:xy){2,4}")).toEqual([{ min: 4, max: 8 }, "xyxy"]);
    expect(known("(?:)*")).toEqual([{ min: 0, max: 0 }, ""]);
  });

  it.each([
    ["(?=a)", "looks ahead or behind, which is not supported", 0],
    ["x(?<!a)", "looks ahead or behind, which is not supported", 1],
    ["(a)\\1", "refers back to a group, which is not supported", 3],
    ["\\k<n>", "refers back to a group, which is not supported", 0],
    ["\\bword", "has a word boundary `\\b`, which is not supported", 0],
    ["\\p{L}", "names a Unicode property, which needs a flag; list the characters instead", 0],
    ["a(^b)", "has a `^` or `$` inside; it matches the whole text anyway", 2],
    ["a$b", "has a `$` before its end", 1],
    ["(a", "has a `(` that is not closed", 0],
    ["(a".repeat(100_000), "has groups more than 64 levels deep", 128],
    ["a)", "has a `)` that closes nothing", 1],
    ["[a", "has a `[` that is not closed", 0],
    ["[b-a]", "has a range whose low end is above the high", 1],
    ["[]", "has a class that no character is in", 0],
    ["a{3,2}", "has a repetition whose low end is above the high", 1],
    ["a**", "repeats a repetition; put the first into `(?: )`", 2],
    ["*a", "repeats nothing", 0],
    ["\\", "ends in a `\\`", 0],
    ["\\q", "has an escape `\\q` that means nothing", 0],
    ["\\ud800", "names half a character", 0],
    ["(?i:a)", "has a group of a kind that is not supported", 0],
  ])("%s %s", (source, message, at) => {
    expect(parseRegex(source)).toEqual({ ok: false, message, at });
  });
});
