import { between, NEXT_DECLARATION } from "./braces.ts";
import { markPattern, scopeOfMark } from "./marks.ts";
import { groups, include, type Rule } from "./rule.ts";
import { BLANKS, NAME } from "./words.ts";

/** The types that every file knows; `map` and `result` only with a type between `<` and `>`. */
const builtIn = `(?:string|int|number|bool|json|url|date|datetime|thought)\\b|(?:map|result)\\b(?=${BLANKS}<)`;

const TYPE_NAME = "entity.name.type.agentflow";
const BUILT_IN = "support.type.primitive.agentflow";

/** A type without the braces of a record, which may be those of a body in some places. */
export function typeRules(): Rule[] {
  return [
    ...include("comments", "texts"),
    {
      // The bounds of a type, or its pattern.
      begin: `\\b(?:(${builtIn})|(${NAME}))(\\()`,
      end: `(\\))|${NEXT_DECLARATION}`,
      beginCaptures: groups(BUILT_IN, TYPE_NAME, scopeOfMark("openParen")),
      endCaptures: groups(scopeOfMark("closeParen")),
      patterns: [...include("comments"), pattern, ...include("numbers", "marks")],
    },
    ...recordTypes(),
    ...include("constants"),
    { match: `\\b(?:${builtIn})`, name: BUILT_IN },
    { match: `\\b${NAME}\\b`, name: TYPE_NAME },
    ...include("numbers"),
    { match: "<", name: "punctuation.definition.typeparameters.begin.agentflow" },
    { match: ">(?!=)", name: "punctuation.definition.typeparameters.end.agentflow" },
    ...include("marks"),
  ];
}

/** The braces of a record where a body could not begin: right after a mark that a type has to follow. */
function recordTypes(): Rule[] {
  const before = [
    { mark: markPattern("arrow"), scope: scopeOfMark("arrow") },
    { mark: markPattern("bar"), scope: scopeOfMark("bar") },
    { mark: "<", scope: "punctuation.definition.typeparameters.begin.agentflow" },
  ];
  return before.map(({ mark, scope }) => ({
    ...between("Brace", ["fields"]),
    begin: `(${mark})${BLANKS}(\\{)`,
    beginCaptures: groups(scope, scopeOfMark("openBrace")),
  }));
}

/** `/…/`, up to the slash that stands in no class of characters. */
const pattern: Rule = {
  name: "string.regexp.agentflow",
  begin: "/",
  end: "(/)|(?=$)",
  beginCaptures: { "0": { name: "punctuation.definition.string.begin.agentflow" } },
  endCaptures: groups("punctuation.definition.string.end.agentflow"),
  patterns: [
    { match: "\\\\.", name: "constant.character.escape.agentflow" },
    {
      name: "constant.other.character-class.agentflow",
      begin: "\\[",
      end: "\\]|(?=$)",
      patterns: [{ match: "\\\\.", name: "constant.character.escape.agentflow" }],
    },
    { match: "[*+?]|\\{\\d+(?:,\\d*)?\\}", name: "keyword.operator.quantifier.agentflow" },
    { match: "[|()^$.]", name: "keyword.operator.regexp.agentflow" },
  ],
};

/** The fields of a schema or of a record type, each a name and a type. */
export function fieldRules(): Rule[] {
  return [
    { match: `\\b${NAME}\\b(?=${BLANKS}\\??${BLANKS}:)`, name: "variable.object.property.agentflow" },
    ...include("whole-types"),
  ];
}

/** The parameters of a declaration, each a name, a type and perhaps a default. */
export function parameterRules(): Rule[] {
  return [
    ...include("comments"),
    { match: `\\b${NAME}\\b(?=${BLANKS}:)`, name: "variable.parameter.agentflow" },
    {
      // Commas inside brackets belong to the default, the next one outside does not.
      begin: "=",
      end: `(?=[,)])|${NEXT_DECLARATION}`,
      beginCaptures: { "0": { name: scopeOfMark("assign") } },
      patterns: include("nested-values"),
    },
    ...include("whole-types"),
  ];
}
