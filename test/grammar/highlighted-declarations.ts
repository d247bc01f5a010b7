import { type Highlighted, scopes } from "./example.ts";

const { text, quote, open, close, primitive, field, key, property, variable, parameter, call, number, unit } = scopes;

/** What declarations, types and properties look like. */
export const highlightedDeclarations: readonly Highlighted[] = [
  {
    title: "an import",
    source: `import { search, Hit as Passage } from "std/corpus"
flow main(query: string(1..9) = "tea") -> Passage[] { return search(query) }
`,
    pieces: [
      ["import", "keyword.control.import"],
      ["{", "punctuation.section.braces.begin"],
      ["search", "variable.other.readwrite.alias", "function"],
      [",", "punctuation.separator.comma"],
      ["Hit", "entity.name.type", "type"],
      ["as", "keyword.other.connective.as"],
      ["Passage", "entity.name.type", "type declaration"],
      ["from", "keyword.operator.expression.from"],
      ['"', `${quote}.begin`],
      ["std/corpus", text],
      ['"', `${quote}.end`],
      ["Passage", "entity.name.type", "type"],
      ["search", call, "function"],
    ],
  },
  {
    title: "a schema with doc comments",
    source: `// A comment.
/// What was found.
schema Finding { // beside it
  /// One sentence.
  claim: string(1..280)
  source?: url
  score: number(-1..1) //// no doc
  when: date, at: datetime, more: json
  "also known as"?: Finding[0..4]
}
`,
    pieces: [
      ["//", "punctuation.definition.comment"],
      [" A comment.", "comment.line.double-slash"],
      ["///", "punctuation.definition.comment"],
      [" What was found.", "comment.line.documentation"],
      ["schema", "storage.type.schema"],
      ["Finding", "entity.name.type.schema", "type declaration"],
      ["{", "punctuation.section.braces.begin"],
      [" beside it", "comment.line.double-slash"],
      [" One sentence.", "comment.line.documentation"],
      ["claim", field, "property declaration"],
      [":", "punctuation.separator.colon"],
      ["string", primitive, "type defaultLibrary"],
      ["(", "punctuation.section.parens.begin"],
      ["1", number],
      ["..", "keyword.operator.range"],
      ["280", number],
      [")", "punctuation.section.parens.end"],
      ["source", field, "property declaration"],
      ["?", "keyword.operator.optional"],
      ["url", primitive, "type defaultLibrary"],
      ["score", field, "property declaration"],
      ["-", "keyword.operator.arithmetic"],
      ["// no doc", "comment.line.double-slash"],
      ["when", field, "property declaration"],
      ["date", primitive, "type defaultLibrary"],
      ["datetime", primitive, "type defaultLibrary"],
      ["json", primitive, "type defaultLibrary"],
      ["also known as", text],
      ["?", "keyword.operator.optional"],
      ["Finding", "entity.name.type", "type"],
      ["[", "punctuation.section.brackets.begin"],
      ["4", number],
      ["]", "punctuation.section.brackets.end"],
      ["}", "punctuation.section.braces.end"],
    ],
  },
  {
    title: "types",
    source: `schema Base { title: string }
type Id = string(/[A-Z]{3}-\\d+/)
type Answer = "yes" | 3 | true | null | (Base | bool)[3]
type Deep =
  | map<Base>
  | map<{ a: int, ...Base }>
flow main(id: Id, answer: Answer, deep: Deep) { return "\${id} \${answer == 3} \${deep}" }
`,
    pieces: [
      ["type", "storage.type.type"],
      ["Id", "entity.name.type.alias", "type declaration"],
      ["=", "keyword.operator.assignment"],
      ["/", `${quote}.begin`],
      ["[A-Z]", "constant.other.character-class"],
      ["{3}", "keyword.operator.quantifier"],
      ["-", "string.regexp"],
      ["\\d", "constant.character.escape"],
      ["+", "keyword.operator.quantifier"],
      ["/", `${quote}.end`],
      [")", "punctuation.section.parens.end"],
      ["type", "storage.type.type"],
      ["yes", text],
      ["|", "keyword.operator.union"],
      ["3", number],
      ["true", "constant.language.true"],
      ["null", "constant.language.null"],
      ["Base", "entity.name.type", "type"],
      ["bool", primitive, "type defaultLibrary"],
      ["type", "storage.type.type"],
      ["map", primitive, "type defaultLibrary"],
      ["<", "punctuation.definition.typeparameters.begin"],
      ["Base", "entity.name.type", "type"],
      [">", "punctuation.definition.typeparameters.end"],
      ["{", "punctuation.section.braces.begin"],
      ["a", field, "property declaration"],
      ["int", primitive, "type defaultLibrary"],
      ["...", "keyword.operator.spread"],
      ["Base", "entity.name.type", "type"],
      ["}", "punctuation.section.braces.end"],
      [">", "punctuation.definition.typeparameters.end"],
      ["flow", "storage.type.flow"],
      ["id", parameter, "parameter declaration"],
      ["Id", "entity.name.type", "type"],
    ],
  },
  {
    title: "models",
    source: `model default { gguf: env("MODEL"), context: 8k, branches: 16 }
model hosted  { provider: "openai", name: "gpt-5-mini" }
agent greeter(name: string) {
  model: hosted
  handoff: auto
  temperature: 0.2
  timeout: 1_000ms
  prompt: "Greet \${name}."
}
flow main() -> string { return greeter("Ana") }
`,
    pieces: [
      ["model", "storage.type.model"],
      ["default", "variable.other.constant.model", "variable declaration readonly"],
      ["gguf", property],
      ["env", "support.function"],
      ["context", property],
      ["8", number],
      ["k", unit],
      ["hosted", "variable.other.constant.model", "variable declaration readonly"],
      ["agent", "storage.type.agent"],
      ["greeter", "entity.name.function.agent", "function declaration"],
      ["model", property],
      ["hosted", variable, "variable readonly"],
      ["handoff", property],
      ["auto", "support.constant"],
      ["0.2", number],
      ["1_000", "constant.numeric.duration"],
      ["ms", unit],
      ["prompt", property],
      ["Greet ", text],
      ["${", open],
      ["name", variable, "parameter"],
      ["}", close],
      [".", text],
      ["greeter", call, "function"],
    ],
  },
  {
    title: "a tool",
    source: `tool lookup(
  /// What to look for.
  query: string,
  "max hits": int(1..50)[] = [1, 2],
  exact: bool = true,
) -> { hits: string[] }[] {
  from: mcp("npx some-server", "lookup")
  rate: 5 per 1s
  protected: true
}
flow main() -> { hits: string[] }[] { return lookup("tea", exact: false) }
`,
    pieces: [
      ["tool", "storage.type.tool"],
      ["lookup", "entity.name.function.tool", "function declaration"],
      ["(", "punctuation.section.parens.begin"],
      [" What to look for.", "comment.line.documentation"],
      ["query", parameter, "parameter declaration"],
      ["string", primitive, "type defaultLibrary"],
      ["max hits", text],
      ["int", primitive, "type defaultLibrary"],
      ["=", "keyword.operator.assignment"],
      ["2", number],
      ["exact", parameter, "parameter declaration"],
      ["bool", primitive, "type defaultLibrary"],
      ["true", "constant.language.true"],
      ["->", "keyword.operator.arrow"],
      ["{", "punctuation.section.braces.begin"],
      ["hits", field, "property declaration"],
      ["string", primitive, "type defaultLibrary"],
      ["}", "punctuation.section.braces.end"],
      ["{", "punctuation.section.braces.begin"],
      ["from", property],
      ["mcp", "support.function"],
      ["rate", property],
      ["5", number],
      ["per", "keyword.other.connective.per"],
      ["1", "constant.numeric.duration"],
      ["s", unit],
      ["protected", property],
      ["true", "constant.language.true"],
      ["flow", "storage.type.flow"],
      ["main", "entity.name.function.flow", "function declaration"],
      ["lookup", call, "function"],
      ["exact", key, "parameter"],
      [":", "punctuation.separator.colon"],
      ["false", "constant.language.false"],
    ],
  },
  {
    title: "a result that is a record before a body",
    source: `agent one() -> { holds: bool, why: string } | null { prompt: "Is \\"it\\" so?" }
agent two() -> map<{ n: int }> { prompt: "?", tools: [one from spine] }
flow main() -> int {
  let both = parallel { a: one(), b: two() }
  return both.b.keys.length
}
`,
    pieces: [
      ["->", "keyword.operator.arrow"],
      ["holds", field, "property declaration"],
      ["null", "constant.language.null"],
      ["prompt", property],
      ["Is ", text],
      ['\\"', "constant.character.escape"],
      [" so?", text],
      ["agent", "storage.type.agent"],
      ["n", field, "property declaration"],
      ["prompt", property],
      ["tools", property],
      ["one", variable, "function"],
      ["from", "keyword.operator.expression.from"],
      ["spine", "keyword.control.statement.spine"],
      ["flow", "storage.type.flow"],
      ["let", "storage.type.let"],
      ["both", variable, "variable declaration"],
      ["parallel", "keyword.control.topology.parallel"],
      ["a", key, "variable declaration"],
      ["one", call, "function"],
      ["return", "keyword.control.statement.return"],
      ["both", variable, "variable"],
      [".", "punctuation.accessor"],
      ["b", key, "property"],
      ["keys", key, "method defaultLibrary"],
      ["length", key, "method defaultLibrary"],
    ],
  },
];
