import { groups, type Rule } from "./rule.ts";

/** Atomic: of `1.5x` no shorter part is a number. */
const DIGITS = "(?>\\d[\\d_]*(?:\\.\\d[\\d_]*)?)";
const UNIT = "keyword.other.unit.agentflow";

/** Numbers and durations, with the units of both; one with another unit is none. */
export function numberRules(): Rule[] {
  return [
    {
      match: `${DIGITS}(ms|s|m|h)\\b`,
      name: "constant.numeric.duration.agentflow",
      captures: groups(UNIT),
    },
    { match: `${DIGITS}(k)?(?!\\w)`, name: "constant.numeric.agentflow", captures: groups(UNIT) },
    { match: `${DIGITS}\\w*`, name: "invalid.illegal.number.agentflow" },
  ];
}

/** Comments, and those that belong to what follows them. They take the end of their line, so that nothing ends there. */
export function commentRules(): Rule[] {
  const slashes = groups("punctuation.definition.comment.agentflow");
  return [
    { match: "(///)(?!/).*$\\n?", name: "comment.line.documentation.agentflow", captures: slashes },
    { match: "(//).*$\\n?", name: "comment.line.double-slash.agentflow", captures: slashes },
  ];
}
