import { groups, include, type Rule } from "./rule.ts";

const escapes: readonly Rule[] = [
  { match: '\\\\(?:[nt"\\\\]|\\$\\{|u\\{[0-9A-Fa-f]{1,6}\\})', name: "constant.character.escape.agentflow" },
  { match: "\\\\.?", name: "invalid.illegal.escape.agentflow" },
];

/** `${…}` with `values` in it, which ends where `end` says. */
function interpolation(end: string, values: string): Rule {
  return {
    begin: "\\$\\{",
    end,
    beginCaptures: { "0": { name: "punctuation.section.embedded.begin.agentflow" } },
    endCaptures: { "0": { name: "punctuation.section.embedded.end.agentflow" } },
    contentName: "meta.embedded.line.agentflow",
    patterns: include(values),
  };
}

/** Texts: over several lines, and on one, which ends with its line at the latest and so do the values in it. */
export function textRules(): Rule[] {
  const quotes = { "0": { name: "punctuation.definition.string.begin.agentflow" } };
  return [
    {
      name: "string.quoted.triple.agentflow",
      begin: '"""',
      // The last three of up to five quotes end a text; six are two ends.
      end: '"{0,2}(""")(?!")|(""")(?=""")',
      beginCaptures: quotes,
      endCaptures: groups("punctuation.definition.string.end.agentflow", "punctuation.definition.string.end.agentflow"),
      patterns: [...escapes, interpolation("\\}", "values")],
    },
    {
      name: "string.quoted.double.agentflow",
      begin: '"',
      end: '(")|(?=$)',
      beginCaptures: quotes,
      endCaptures: groups("punctuation.definition.string.end.agentflow"),
      patterns: [...escapes, interpolation("\\}|(?=$)", "values-on-one-line")],
    },
  ];
}
