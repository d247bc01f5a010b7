/** The words of a line, or what is wrong with it. */
export type SplitWords =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "unclosed"; readonly quote: string };

/**
 * Splits a line into words as a shell does: at blanks, but not in `'…'` or `"…"`; a backslash takes the next character
 * as it is, in `"…"` only before a quote or another backslash. Nothing is expanded.
 */
export function splitWords(line: string): SplitWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    const next = line[at + 1] ?? "";
    if (char === "\\" && next !== "" && quote !== "'" && (quote === "" || next === '"' || next === "\\")) {
      word = (word ?? "") + next;
      at += 1;
    } else if (quote !== "") {
      if (char === quote) quote = "";
      else word = (word ?? "") + char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote !== "") return { kind: "unclosed", quote };
  return { kind: "words", words: word === undefined ? words : [...words, word] };
}
