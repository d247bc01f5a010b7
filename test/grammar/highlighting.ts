/**
 * A piece of a program and what an editor is to make of it: its text, the innermost scope of the TextMate grammar
 * (without `.agentflow` at its end), and the type of its semantic token with the modifiers after it, where it has one.
 * Pieces stand in the order of the text; what is between two of them nobody asks about.
 */
export type Piece = readonly [text: string, scope: string, semantic?: Semantic];

/** `function`, or `function declaration`. */
export type Semantic = SemanticType | `${SemanticType} ${SemanticModifiers}`;

/** What a name stands for. Words, texts, numbers and marks have no semantic token: the grammar knows them by their look. */
export type SemanticType = "type" | "function" | "variable" | "parameter" | "property" | "method";

/** `readonly` is a model; `defaultLibrary` is what the language itself names. */
export type SemanticModifiers = "declaration" | "readonly" | "declaration readonly" | "defaultLibrary";

/** A whole program without mistakes, and pieces of it. */
export interface Highlighted {
  readonly title: string;
  readonly source: string;
  readonly pieces: readonly Piece[];
}

/** Where the pieces of an example stand in its source; throws where one does not. A name is found as a whole one. */
export function placesOf({ source, pieces }: Highlighted): { readonly piece: Piece; readonly start: number }[] {
  let at = 0;
  return pieces.map((piece) => {
    const literal = piece[0].replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
    const isName = /^[A-Za-z]\w*$/.test(literal);
    const pattern = new RegExp(isName ? `(?<![A-Za-z_])${literal}(?![A-Za-z_])` : literal, "g");
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (!found) throw new Error(`There is no ${JSON.stringify(piece[0])} from ${at} on.`);
    at = pattern.lastIndex;
    return { piece, start: found.index };
  });
}

const text = "string.quoted.double";
const block = "string.quoted.triple";
const quote = "punctuation.definition.string";
const open = "punctuation.section.embedded.begin";
const close = "punctuation.section.embedded.end";
const primitive = "support.type.primitive";
const field = "variable.object.property";
const key = "variable.other.property";
const property = "support.type.property-name";
const variable = "variable.other.readwrite";
const parameter = "variable.parameter";
const call = "entity.name.function.call";
const method = "entity.name.function.member";
const number = "constant.numeric";
const unit = "keyword.other.unit";

/** Examples of everything that has a colour of its own. */
export const highlighted: readonly Highlighted[] = [
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
  {
    title: "texts with values in them",
    source: `schema Item { name: string, "odd one"?: string }
agent lister(shop: string, items: Item[]) -> string {
  system: "A \\u{1F375}, a \\\${brace} and \${items.take(2)} of \${shop + "\${shop}}"}."
  prompt: """
    What does "\${shop}" sell \\t?
      - at most \${if items.length > 1 { "\${items.length} things" } else { "one" }}
    // no comment \${{ name: shop, "odd one": "x" }}
    """"
}
flow main() -> string { return lister("tea", []) }
`,
    pieces: [
      ["system", property],
      ["A ", text],
      ["\\u{1F375}", "constant.character.escape"],
      ["\\${", "constant.character.escape"],
      ["brace} and ", text],
      ["${", open],
      ["items", variable, "parameter"],
      ["take", method, "method defaultLibrary"],
      ["2", number],
      ["}", close],
      [" of ", text],
      ["${", open],
      ["shop", variable, "parameter"],
      ["+", "keyword.operator.arithmetic"],
      ['"', `${quote}.begin`],
      ["${", open],
      ["shop", variable, "parameter"],
      ["}", close],
      ["}", text],
      ['"', `${quote}.end`],
      ["}", close],
      [".", text],
      ['"', `${quote}.end`],
      ["prompt", property],
      ['"""', `${quote}.begin`],
      ['    What does "', block],
      ["${", open],
      ["shop", variable, "parameter"],
      ["}", close],
      ['" sell ', block],
      ["\\t", "constant.character.escape"],
      ["      - at most ", block],
      ["if", "keyword.control.flow.if"],
      ["items", variable, "parameter"],
      ["{", "punctuation.section.braces.begin"],
      ["${", open],
      ["length", key, "method defaultLibrary"],
      ["}", close],
      [" things", text],
      ["else", "keyword.control.flow.else"],
      ["}", "punctuation.section.braces.end"],
      ["}", close],
      ["    // no comment ", block],
      ["${", open],
      ["{", "punctuation.section.braces.begin"],
      ["name", key, "property declaration"],
      ["shop", variable, "parameter"],
      ["odd one", text],
      ["}", "punctuation.section.braces.end"],
      ["}", close],
      ['"', block],
      ['"""', `${quote}.end`],
      ["flow", "storage.type.flow"],
    ],
  },
  {
    title: "operators, conditions and loops",
    source: `schema Item { name: string, price: number, tags?: string[] }
flow main(items: Item[1..4], limit: int = 3) -> { total: number, tags: string[], first: string } {
  let dear = for item in items if item.price > 10 && !(limit != 2) || limit <= 1 { item.name }
  let size = match items.length {
    1 -> "one"
    2 | 3 -> "a few"
    _ -> "more"
  }
  let first: string = items[0].tags?.first ?? size
  let total = if dear.length == 0 { -limit % 2 } else { items[0].price * 2 - 1 / 4 }
  return { total, tags: [...dear, size], first: items.sort("name").first.name }
}
`,
    pieces: [
      ["let", "storage.type.let"],
      ["dear", variable, "variable declaration"],
      ["=", "keyword.operator.assignment"],
      ["for", "keyword.control.flow.for"],
      ["item", variable, "variable declaration"],
      ["in", "keyword.control.flow.in"],
      ["items", variable, "parameter"],
      ["if", "keyword.control.flow.if"],
      ["item", variable, "variable"],
      [".", "punctuation.accessor"],
      ["price", key, "property"],
      [">", "keyword.operator.comparison"],
      ["&&", "keyword.operator.logical"],
      ["!", "keyword.operator.logical"],
      ["!=", "keyword.operator.comparison"],
      ["||", "keyword.operator.logical"],
      ["<=", "keyword.operator.comparison"],
      ["match", "keyword.control.flow.match"],
      ["length", key, "method defaultLibrary"],
      ["1", number],
      ["->", "keyword.operator.arrow"],
      ["one", text],
      ["|", "keyword.operator.union"],
      ["_", "variable.language.wildcard"],
      ["->", "keyword.operator.arrow"],
      ["let", "storage.type.let"],
      ["first", variable, "variable declaration"],
      [":", "punctuation.separator.colon"],
      ["string", primitive, "type defaultLibrary"],
      ["=", "keyword.operator.assignment"],
      ["items", variable, "parameter"],
      ["tags", key, "property"],
      ["?.", "punctuation.accessor"],
      ["first", key, "method defaultLibrary"],
      ["??", "keyword.operator.coalesce"],
      ["size", variable, "variable"],
      ["==", "keyword.operator.comparison"],
      ["-", "keyword.operator.arithmetic"],
      ["%", "keyword.operator.arithmetic"],
      ["else", "keyword.control.flow.else"],
      ["*", "keyword.operator.arithmetic"],
      ["/", "keyword.operator.arithmetic"],
      ["return", "keyword.control.statement.return"],
      ["total", variable, "variable"],
      ["tags", key, "property declaration"],
      ["...", "keyword.operator.spread"],
      ["dear", variable, "variable"],
      ["first", key, "property declaration"],
      ["sort", method, "method defaultLibrary"],
      ["first", key, "method defaultLibrary"],
      ["name", key, "property"],
    ],
  },
  {
    title: "topologies",
    source: `schema Areas { names: string(1..40)[1..4] }
agent survey(topic: string) -> Areas { prompt: "Sides of \${topic}?" }
agent solve(side: string) -> string { prompt: "On \${side}." }
agent merge(parts: string[]) -> string { prompt: "One of \${parts}" }
agent pick(of: string[]) -> int(0..4) { prompt: "Which of \${of}?" }
flow main(topic: string = "tides") -> string {
  spine { system: "On \${topic}." }
  let parts = fanout areas = survey(topic) each side in areas.names { solve(side) }
  share parts
  let whole = reduce parts.each by 2 { merge(it) }
  let order = chain { left: solve(whole), right: solve(left) }
  let some = parallel(max: 2) q in parts.each { race { solve(q), solve("x") } }
  let done = dag {
    a: solve(topic)
    b: solve(topic) after [a]
  }
  let voted = diverge 3 { solve(topic) } by vote
  let ranked = diverge 2 { solve(topic) } by perplexity
  let judged = diverge 2 { solve(topic) } by judge(pick)
  return repeat 3 with draft = done.b {
    if draft == order.right { break voted.best }
    merge([draft, ranked.best, judged.best, ...some])
  }
}
`,
    pieces: [
      ["spine", "keyword.control.statement.spine"],
      ["{", "punctuation.section.braces.begin"],
      ["system", property],
      ["fanout", "keyword.control.topology.fanout"],
      ["areas", variable, "variable declaration"],
      ["survey", call, "function"],
      ["each", "keyword.other.connective.each"],
      ["side", variable, "variable declaration"],
      ["in", "keyword.control.flow.in"],
      ["areas", variable, "variable"],
      ["names", key, "property"],
      ["share", "keyword.control.statement.share"],
      ["parts", variable, "variable"],
      ["reduce", "keyword.control.topology.reduce"],
      ["each", key, "property"],
      ["by", "keyword.other.connective.by"],
      ["2", number],
      ["it", variable, "variable"],
      ["chain", "keyword.control.topology.chain"],
      ["left", key, "variable declaration"],
      ["solve", call, "function"],
      ["right", key, "variable declaration"],
      ["left", variable, "variable"],
      ["parallel", "keyword.control.topology.parallel"],
      ["(", "punctuation.section.parens.begin"],
      ["max", key, "parameter"],
      ["q", variable, "variable declaration"],
      ["race", "keyword.control.topology.race"],
      ["dag", "keyword.control.topology.dag"],
      ["a", key, "variable declaration"],
      ["b", key, "variable declaration"],
      ["after", "keyword.other.connective.after"],
      ["a", variable, "variable"],
      ["diverge", "keyword.control.topology.diverge"],
      ["3", number],
      ["by", "keyword.other.connective.by"],
      ["vote", "support.constant"],
      ["by", "keyword.other.connective.by"],
      ["perplexity", "support.constant"],
      ["by", "keyword.other.connective.by"],
      ["judge", "support.function"],
      ["pick", variable, "function"],
      ["repeat", "keyword.control.topology.repeat"],
      ["3", number],
      ["with", "keyword.other.connective.with"],
      ["draft", variable, "variable declaration"],
      ["=", "keyword.operator.assignment"],
      ["b", key, "property"],
      ["break", "keyword.control.statement.break"],
      ["best", key, "property"],
    ],
  },
  {
    title: "contexts, failures and people",
    source: `agent analyst(question: string) -> string { prompt: "Plan \${question}" }
agent solver(question: string) -> string { prompt: "Answer \${question}" }
flow main(question: string = "why", steps: int = 4) -> string {
  let plan = try analyst(question) ?? "none"
  let idea = think 20 analyst(question)
  let answer = solver(question) from idea
  let keep = ask bool "Keep \${answer}?"
  let how = ask "well" | "badly" "How, \${plan}?"
  let why = ask { reason: string(1..80) } "Why?"
  expect keep
  return if how == "well" { answer } else { why.reason }
}
`,
    pieces: [
      ["try", "keyword.operator.expression.try"],
      ["analyst", call, "function"],
      ["??", "keyword.operator.coalesce"],
      ["think", "keyword.operator.expression.think"],
      ["20", number],
      ["from", "keyword.operator.expression.from"],
      ["idea", variable, "variable"],
      ["ask", "keyword.operator.expression.ask"],
      ["bool", primitive, "type defaultLibrary"],
      ["Keep ", text],
      ["answer", variable, "variable"],
      ["ask", "keyword.operator.expression.ask"],
      ["well", text],
      ["|", "keyword.operator.union"],
      ["How, ", text],
      ["ask", "keyword.operator.expression.ask"],
      ["reason", field, "property declaration"],
      ["string", primitive, "type defaultLibrary"],
      ["Why?", text],
      ["expect", "keyword.control.statement.expect"],
      ["keep", variable, "variable"],
    ],
  },
  {
    title: "a test",
    source: `agent reader(question: string) -> string[1..3] { prompt: "Look up: \${question}" }
flow main(question: string = "tea") -> string[] { return reader(question) }
test "without an answer" {
  mock reader -> fail("down")
  let outcome = try main("tea")
  expect !outcome.ok
}
`,
    pieces: [
      ["test", "storage.type.test"],
      ["without an answer", text],
      ["{", "punctuation.section.braces.begin"],
      ["mock", "keyword.control.statement.mock"],
      ["reader", variable, "function"],
      ["->", "keyword.operator.arrow"],
      ["fail", "support.function"],
      ["down", text],
      ["try", "keyword.operator.expression.try"],
      ["main", call, "function"],
      ["expect", "keyword.control.statement.expect"],
      ["ok", key, "property"],
    ],
  },
  {
    title: "words of the syntax as names",
    source: `schema Mail { from: string, type: string, in?: bool, model: string }
agent test(by: string, mail: Mail) -> Mail { prompt: "\${by} \${mail.from}" }
flow main(schema: string = "x", tool: int = 2) -> string {
  let each = schema + "!"
  let with = { from: each, type: each, in: true, model: "m" }
  let after = test(each, mail: with)
  let flow = [after.from, after.type, ...if tool > 1 { [with.model] } else { [] }]
  return flow.join(",")
}
`,
    pieces: [
      ["from", field, "property declaration"],
      ["type", field, "property declaration"],
      ["string", primitive, "type defaultLibrary"],
      ["in", field, "property declaration"],
      ["model", field, "property declaration"],
      ["test", "entity.name.function.agent", "function declaration"],
      ["by", parameter, "parameter declaration"],
      ["by", variable, "parameter"],
      ["from", key, "property"],
      ["flow", "storage.type.flow"],
      ["schema", parameter, "parameter declaration"],
      ["tool", parameter, "parameter declaration"],
      ["each", variable, "variable declaration"],
      ["schema", variable, "parameter"],
      ["with", variable, "variable declaration"],
      ["from", key, "property declaration"],
      ["each", variable, "variable"],
      ["type", key, "property declaration"],
      ["in", key, "property declaration"],
      ["true", "constant.language.true"],
      ["after", variable, "variable declaration"],
      ["test", call, "function"],
      ["mail", key, "parameter"],
      ["with", variable, "variable"],
      ["flow", variable, "variable declaration"],
      ["after", variable, "variable"],
      ["from", key, "property"],
      ["type", key, "property"],
      ["...", "keyword.operator.spread"],
      ["if", "keyword.control.flow.if"],
      ["tool", variable, "parameter"],
      ["model", key, "property"],
      ["flow", variable, "variable"],
      ["join", method, "method defaultLibrary"],
    ],
  },
];
