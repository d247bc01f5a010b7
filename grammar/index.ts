export { type EnterRule, type LanguageConfiguration, languageConfiguration } from "./configuration.ts";
export type { Grammar, Rule } from "./rule.ts";
export { codeBlockGrammar, SCOPE, textMateGrammar } from "./textmate.ts";
