/** Texts that are almost the canonical text of a value. */
import fc from "fast-check";

/** What writers of JSON get wrong, and what canonical JSON writes otherwise. */
const scraps = [
  ..."0159.-+eE\"\\,:{}[] \n\t\u007fé😀/'x",
  '\\"',
  "\\n",
  "\\/",
  "\\u0041",
  "\\u000a",
  "\\u001f",
  "\\u001F",
  "\\ud800",
  "null",
  "true",
  "false",
  "e5",
  ".0",
  ".50",
  "-0",
  '"a":',
  ",null",
  '""',
  "[]",
  "{}",
  "\0",
];

/** Changes a text in up to three places. */
export const mutations: fc.Arbitrary<(text: string) => string> = fc
  .array(fc.tuple(fc.nat(), fc.nat(3), fc.option(fc.constantFrom(...scraps), { nil: "" })), {
    minLength: 1,
    maxLength: 3,
  })
  .map((edits) => (text) => {
    const chars = [...text];
    for (const [at, drop, scrap] of edits) chars.splice(at % (chars.length + 1), drop, scrap);
    return chars.join("");
  });
