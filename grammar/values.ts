import { between, NEXT_DECLARATION } from "./braces.ts";
import { scopeOfMark } from "./marks.ts";
import { groups, include, type Rule } from "./rule.ts";
import { BLANKS, NAME, scopeOf } from "./words.ts";

/** Statements and expressions without their braces; round and square brackets need no counting here. */
export function flatValueRules(): Rule[] {
  return [
    ...include("comments", "texts", "numbers"),
    { match: `\\b${NAME}\\b(?=${BLANKS}:)`, name: "variable.other.property.agentflow" },
    {
      match: `\\b(by)[ \\t]+(?:(vote|perplexity)\\b(?!${BLANKS}[.(:])|(judge)\\b(?=${BLANKS}\\())`,
      captures: groups(scopeOf("by"), "support.constant.agentflow", "support.function.agentflow"),
    },
    ...include("words"),
    { match: `\\b_\\b(?=${BLANKS}(?:->|\\|))`, name: "variable.language.wildcard.agentflow" },
    {
      match: `(\\?\\.|(?<!\\.)\\.(?!\\.))${BLANKS}(?:(${NAME})(?=\\()|(${NAME}))`,
      captures: groups(
        scopeOfMark("dot"),
        "entity.name.function.member.agentflow",
        "variable.other.property.agentflow",
      ),
    },
    { match: "\\b(?:env|mcp|fail)(?=\\()", name: "support.function.agentflow" },
    { match: `\\b${NAME}(?=\\()`, name: "entity.name.function.call.agentflow" },
    { match: `\\b${NAME}\\b`, name: "variable.other.readwrite.agentflow" },
    ...include("marks"),
  ];
}

/** Statements and expressions. */
export function valueRules(): Rule[] {
  return [
    {
      begin: `\\b(let)[ \\t]+(${NAME})${BLANKS}(:)`,
      end: `(?==)|$|${NEXT_DECLARATION}`,
      beginCaptures: groups(scopeOf("let"), "variable.other.readwrite.agentflow", scopeOfMark("colon")),
      patterns: include("whole-types"),
    },
    {
      begin: `\\b(ask)[ \\t]+(?=[A-Za-z_({])`,
      end: `(?=")|$|${NEXT_DECLARATION}`,
      beginCaptures: groups(scopeOf("ask")),
      patterns: include("whole-types"),
    },
    {
      // The spine of a `from` begins no properties: what follows it is a block.
      ...between("Brace", ["properties"]),
      begin: `(?<!from )\\b(spine)${BLANKS}(\\{)`,
      beginCaptures: groups(scopeOf("spine"), scopeOfMark("openBrace")),
    },
    between("Brace", ["values"]),
    ...include("flat-values"),
  ];
}

/** An expression in a text of one line: its braces end with the line, as the text does. */
export function valueRulesOnOneLine(): Rule[] {
  return [between("Brace", ["values-on-one-line"], "(?=$)"), ...include("flat-values")];
}

/** An expression whose brackets are counted, so that what ends it is found outside of them. */
export function nestedValueRules(): Rule[] {
  return [between("Paren", ["nested-values"]), between("Bracket", ["nested-values"]), ...include("values")];
}

/** The properties of a declaration or of a spine. */
export function propertyRules(): Rule[] {
  const property = "support.type.property-name.agentflow";
  return [
    ...include("comments"),
    {
      match: `\\b(handoff)${BLANKS}(:)${BLANKS}(auto|kv|latent|text)\\b`,
      captures: groups(property, scopeOfMark("colon"), "support.constant.agentflow"),
    },
    { match: `\\b${NAME}\\b(?=${BLANKS}:)`, name: property },
    ...include("nested-values"),
  ];
}
