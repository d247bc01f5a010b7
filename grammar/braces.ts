import { markPattern, scopeOfMark } from "./marks.ts";
import { include, type Rule } from "./rule.ts";
import { BLANKS, NAME, wordsOf } from "./words.ts";

const withName = wordsOf(({ role, word }) => role === "declaration" && word !== "test" && word !== "import");

/**
 * A line that can only begin a declaration: whatever is still open was left so by mistake, and what follows is not to
 * lose its colours while somebody writes.
 */
export const NEXT_DECLARATION = `^(?=(?:${withName})[ \\t]+${NAME}${BLANKS}[({=]|test[ \\t]+"|import[ \\t]*\\{)`;

/** What stands between two brackets, with the rules of the repository for it. */
export function between(kind: "Brace" | "Paren" | "Bracket", names: readonly string[], end = NEXT_DECLARATION): Rule {
  return {
    begin: markPattern(`open${kind}`),
    end: `(?:${markPattern(`close${kind}`)})|${end}`,
    beginCaptures: { "0": { name: scopeOfMark(`open${kind}`) } },
    endCaptures: { "0": { name: scopeOfMark(`close${kind}`) } },
    patterns: include(...names),
  };
}
