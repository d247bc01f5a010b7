export type { Grammar, Rule } from "./rule.ts";
export { codeBlockGrammar, SCOPE, textMateGrammar } from "./textmate.ts";
export { scopeOfWord } from "./words.ts";
