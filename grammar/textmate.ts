import { between } from "./braces.ts";
import { declarationRules } from "./declarations.ts";
import { commentRules, numberRules } from "./literals.ts";
import { markRule } from "./marks.ts";
import { type Grammar, include } from "./rule.ts";
import { textRules } from "./texts.ts";
import { fieldRules, parameterRules, typeRules } from "./types.ts";
import { flatValueRules, nestedValueRules, propertyRules, valueRules, valueRulesOnOneLine } from "./values.ts";
import { constantRules, wordRules } from "./words.ts";

/** The scope of a whole file. */
export const SCOPE = "source.agentflow";

/**
 * The TextMate grammar of the language: what an editor colours by before, or without, a language server. Its words and
 * marks are those of the token table.
 *
 * It knows declarations, and in them types from values; a declaration that is left open ends where the next one begins.
 */
export function textMateGrammar(): Grammar {
  return {
    name: "agentflow",
    scopeName: SCOPE,
    fileTypes: ["af"],
    patterns: include("comments", "declarations", "values"),
    repository: {
      comments: { patterns: commentRules() },
      declarations: { patterns: declarationRules() },
      fields: { patterns: fieldRules() },
      parameters: { patterns: parameterRules() },
      properties: { patterns: propertyRules() },
      types: { patterns: typeRules() },
      "whole-types": { patterns: [between("Brace", ["fields"]), ...include("types")] },
      values: { patterns: valueRules() },
      "values-on-one-line": { patterns: valueRulesOnOneLine() },
      "nested-values": { patterns: nestedValueRules() },
      "flat-values": { patterns: flatValueRules() },
      texts: { patterns: textRules() },
      words: { patterns: wordRules() },
      constants: { patterns: constantRules() },
      numbers: { patterns: numberRules() },
      marks: { patterns: [markRule()] },
    },
  };
}

/** The grammar that gives the blocks of Markdown marked `af` their colours. */
export function codeBlockGrammar(): Grammar {
  const fence = "[`~]{3,}";
  return {
    scopeName: "markdown.agentflow.codeblock",
    injectionSelector: "L:text.html.markdown",
    patterns: include("block"),
    repository: {
      block: {
        patterns: [
          {
            name: "markup.fenced_code.block.markdown",
            begin: `^(\\s*)(${fence})\\s*(?i:(af|agentflow))(?:[\\s,:{][^\`]*)?$`,
            end: "^(?:\\1|\\s{0,3})(\\2)\\s*$",
            beginCaptures: {
              "2": { name: "punctuation.definition.markdown" },
              "3": { name: "fenced_code.block.language.markdown" },
            },
            endCaptures: { "1": { name: "punctuation.definition.markdown" } },
            patterns: [
              {
                contentName: "meta.embedded.block.agentflow",
                begin: "^",
                while: `^(?!\\s*${fence}\\s*$)`,
                patterns: [{ include: SCOPE }],
              },
            ],
          },
        ],
      },
    },
  };
}
