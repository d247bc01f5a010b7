import { type Highlighted, scopes } from "./example.ts";

const { text, block, quote, open, close, primitive, field, key, property, variable, parameter, call, method, number } =
  scopes;

/** What texts, statements, expressions and topologies look like. */
export const highlightedBodies: readonly Highlighted[] = [
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
