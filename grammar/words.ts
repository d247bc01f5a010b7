import { type WordEntry, type WordRole, wordTable } from "../language/index.ts";
import { groups, type Rule } from "./rule.ts";

/** What the scope of a word begins with, by what the word does. */
const roleScopes: Readonly<Record<WordRole, string>> = {
  declaration: "storage.type",
  statement: "keyword.control.statement",
  control: "keyword.control.flow",
  topology: "keyword.control.topology",
  operator: "keyword.operator.expression",
  constant: "constant.language",
  connective: "keyword.other.connective",
};

/** Words that most themes know by another scope than that of their role. */
const ownScopes: Readonly<Record<string, string>> = {
  import: "keyword.control",
  let: "storage.type",
};

/** The scope of a word of the syntax. */
export function scopeOfWord({ word, role }: WordEntry): string {
  return `${ownScopes[word] ?? roleScopes[role]}.${word}.agentflow`;
}

/** A name, as the scanner reads one. */
export const NAME = "[A-Za-z_]\\w*";
/** Blanks, on one line. */
export const BLANKS = "[ \\t]*";
/**
 * What must follow a word that is not reserved for it to be one of the syntax; declarations aside, whose rules know.
 * Two names never follow each other, unless one of them is such a word.
 */
const places: Readonly<Record<string, string>> = {
  mock: `(?=[ \\t]+${NAME})`,
  as: `(?=[ \\t]+${NAME})`,
  each: `(?=[ \\t]+${NAME}[ \\t]+in\\b)`,
  by: `(?=[ \\t]+(?!(?:${wordsOf((entry) => entry.reserved)})\\b)[\\w("])`,
  with: `(?=[ \\t]+${NAME}${BLANKS}=)`,
  // Right before the bracket it may be a name with an index, but not after a call.
  after: "(?=[ \\t]+\\[)|(?<=[)] after)(?=\\[)",
  per: "(?=[ \\t]+\\d)",
};

/** The words of the syntax that `which` chooses, as the alternatives of a pattern. */
export function wordsOf(which: (entry: WordEntry) => boolean): string {
  return wordTable
    .filter(which)
    .map(({ word }) => word)
    .join("|");
}

/** The entry of a word; throws where the table has none. */
export function wordNamed(word: string): WordEntry {
  const found = wordTable.find((entry) => entry.word === word);
  if (!found) throw new Error(`The word table has no \`${word}\`.`);
  return found;
}

/** The scope of a word that a rule names; throws where the table has none. */
export function scopeOf(word: string): string {
  return scopeOfWord(wordNamed(word));
}

/**
 * One rule for all words that are known by themselves, and one for each that its place makes a word of the syntax.
 *
 * After a dot and before a colon every word is a name: the rules for fields and keys come before these.
 */
export function wordRules(): Rule[] {
  const reserved = wordTable.filter((entry) => entry.reserved);
  const placed = wordTable.filter((entry) => !entry.reserved && entry.role !== "declaration");
  return [
    anyOf(reserved),
    ...placed.map((entry) => {
      const place = places[entry.word];
      if (place === undefined) throw new Error(`Nobody says where \`${entry.word}\` is a word of the syntax.`);
      return { match: `\\b${entry.word}\\b(?:${place})`, name: scopeOfWord(entry) };
    }),
  ];
}

/** One rule for the words that stand for values. */
export function constantRules(): Rule[] {
  return [anyOf(wordTable.filter(({ role }) => role === "constant"))];
}

function anyOf(entries: readonly WordEntry[]): Rule {
  const alternatives = entries.map(({ word }) => `(${word})`).join("|");
  return { match: `\\b(?:${alternatives})\\b`, captures: groups(...entries.map(scopeOfWord)) };
}
