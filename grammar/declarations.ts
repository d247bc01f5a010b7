import { between, NEXT_DECLARATION } from "./braces.ts";
import { groups, include, type Rule } from "./rule.ts";
import { NAME, scopeOf } from "./words.ts";

/** A declaration ends after the brace that nothing of a type or a body follows. */
const END = `(?<=\\})(?!\\s*[\\[|{>])|${NEXT_DECLARATION}`;

/** Everything that stands outside of every brace. */
export function declarationRules(): Rule[] {
  return [
    {
      begin: "\\b(import)\\b",
      end: `(?<=")|${NEXT_DECLARATION}`,
      beginCaptures: groups(scopeOf("import")),
      patterns: [
        ...include("comments", "texts", "words"),
        { match: `\\b[A-Z]\\w*\\b`, name: "entity.name.type.agentflow" },
        { match: `\\b${NAME}\\b`, name: "variable.other.readwrite.alias.agentflow" },
        ...include("marks"),
      ],
    },
    named("schema", "entity.name.type.schema", between("Brace", ["fields"])),
    {
      begin: `\\b(type)[ \\t]+(${NAME})`,
      // The next line goes on with it if it begins with a bar.
      end: `^(?!\\s*(?:\\||//|$))`,
      beginCaptures: groups(scopeOf("type"), "entity.name.type.alias.agentflow"),
      patterns: include("whole-types"),
    },
    named("model", "variable.other.constant.model", between("Brace", ["properties"])),
    named("tool", "entity.name.function.tool", ...head("properties")),
    named("agent", "entity.name.function.agent", ...head("properties")),
    named("flow", "entity.name.function.flow", ...head("values")),
    {
      begin: '\\b(test)(?=[ \\t]+")',
      end: END,
      beginCaptures: groups(scopeOf("test")),
      patterns: [...include("comments", "texts"), between("Brace", ["values"])],
    },
  ];
}

function named(word: string, scope: string, ...patterns: readonly Rule[]): Rule {
  return {
    begin: `\\b(${word})[ \\t]+(${NAME})`,
    end: END,
    beginCaptures: groups(scopeOf(word), `${scope}.agentflow`),
    patterns: [...include("comments"), ...patterns],
  };
}

/** Parameters, the type of a result, and a body. */
function head(body: string): Rule[] {
  return [between("Paren", ["parameters"]), between("Brace", [body]), ...include("types")];
}
