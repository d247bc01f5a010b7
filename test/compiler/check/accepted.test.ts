import { describe, expect, it } from "vitest";
import { parseGraph } from "../../../compiler/graph/schema.ts";
import { compileText } from "../sources.ts";

/** What a case may name; it is imported, so that nothing is unused. */
const team = `schema Note { text: string, score: number(0..1), tags?: string[] }
schema Plan { steps: string[1..4] }
type Shape = { kind: "circle", radius: number } | { kind: "square", side: number }
agent planner(topic: string) -> Plan { prompt: "\${topic}" }
agent writer(topic: string, style: "plain" | "warm" = "plain") -> Note { prompt: "\${topic} \${style}" }
agent critic(note: Note) -> bool { prompt: "\${note}" }
agent merger(notes: Note[]) -> Note { prompt: "\${notes}" }
agent chooser(notes: Note[]) -> int { prompt: "\${notes}" }
agent maybe(topic: string) -> Note | null { prompt: "\${topic}" }
tool look(term: string, limit: int(1..9) = 3) -> string[] { from: "./t.ts" }
flow draft(topic: string) -> Note { return writer(topic) }
`;

const narrowing: Readonly<Record<string, string>> = {
  "a test for null": `flow f(x: Note | null) -> string { return if x != null { x.text } else { "" } }`,
  "a test for null the other way round": `flow f(x: Note | null) -> string { return if null == x { "" } else { x.text } }`,
  "a negated test": `flow f(x: Note | null) -> string { return if !(x == null) { x.text } else { "" } }`,
  "a test before &&": `flow f(x: Note | null) -> bool { return x != null && x.text != "" }`,
  "a test before ||": `flow f(x: Note | null) -> bool { return x == null || x.text == "" }`,
  "an early return": `flow f(x: Note | null) -> string {\n  if x == null { return "" }\n  return x.text\n}`,
  "an else that leaves": `flow f(x: Note | null) -> string {\n  if x != null { share x } else { return "" }\n  writer("y")\n  return x.text\n}`,
  "an expect": `flow f(x: Note | null) -> string {\n  expect x != null\n  return x.text\n}`,
  "a match on null": `flow f(x: "a" | null) -> string { return match x { null -> "", _ -> x } }`,
  "a match on a field": `flow f(s: Shape) -> number { return match s.kind { "circle" -> s.radius, "square" -> s.side } }`,
  "a test of a field": `flow f(s: Shape) -> number { return if s.kind == "circle" { s.radius } else { s.side } }`,
  "an optional field": `flow f(n: Note) -> int { return if n.tags != null { n.tags.length } else { 0 } }`,
  "an optional field that a record needs": `flow f(n: Note) -> { tags: string[] } {\n  expect n.tags != null\n  return n\n}`,
  "what ?. found": `flow f(x: Note | null) -> string { return if x?.text != null { x.text } else { "" } }`,
  "a result that is ok": `flow f() -> string {\n  let r = try writer("x")\n  return if r.ok { r.value.text } else { r.error }\n}`,
  "a result that is not": `flow f() -> string {\n  let r = try writer("x")\n  if !r.ok { return r.error }\n  return r.value.text\n}`,
  "an element": `flow f(xs: string[]) -> string { return if xs[2] != null { xs[2] } else { "" } }`,
  "the first": `flow f(xs: string[]) -> string { return if xs.first != null { xs.first } else { "" } }`,
  "a map's value": `flow f(m: map<string>) -> string { return if m["a"] != null { m["a"] } else { "" } }`,
  "a length": `flow f(xs: string[]) -> string {\n  expect xs.length >= 2\n  return xs[1] + xs.last\n}`,
  "a length above none": `flow f(xs: string[]) -> string { return if xs.length > 0 { xs.first } else { "" } }`,
  "a length that is not none": `flow f(xs: string[]) -> string { return if 0 == xs.length { "" } else { xs.first } }`,
  "inside nested branches": `flow f(x: Note | null, qs: string[]) -> Note[] {\n  expect x != null\n  return parallel q in qs { writer("\${q} \${x.text}") }\n}`,
  "the condition of a for": `flow f(xs: (Note | null)[]) -> string[] { return for x in xs if x != null { x.text } }`,
};

const types: Readonly<Record<string, string>> = {
  "a checked let of parts that may fit": `flow f(n: int, xs: json[], r: { a: int, b: null }) -> json {\n  let made: { n: int(1..3), xs: string[] } = { n, xs }\n  let cut: { b?: int } = r\n  return [made, cut]\n}`,
  "literals into their base": `flow f() -> { a: string, b: int, c: number, d: bool, e: null } { return { a: "x", b: 3, c: 3, d: true, e: null } }`,
  "more fields into fewer": `flow f(n: Note) -> { text: string } { return n }`,
  "narrower bounds into wider": `flow f(a: string(2..5), b: int(2..5), c: int[2..5]) -> { a: string(1..6), b: number(0..9), c: int[1..9] } { return { a, b, c } }`,
  "a proven element": `flow f(p: Plan) -> string { return p.steps[0] + p.steps.first + p.steps.last }`,
  "take with a literal": `flow f(p: Plan) -> string[1..2] { return p.steps.take(2) }`,
  "parallel with the bounds of its list": `flow f(p: Plan) -> Note[1..4] { return parallel s in p.steps { writer(s) } }`,
  "chain over a list with its bounds": `flow f(p: Plan) -> Note[1..4] { return chain s in p.steps { writer(s) } }`,
  "for with the bounds of its list": `flow f(p: Plan) -> int[1..4] { return for s in p.steps { s.length } }`,
  "for with a condition": `flow f(p: Plan) -> string[0..4] { return for s in p.steps if s != "" { s } }`,
  "a reduce of some": `flow f(p: Plan) -> Note {\n  let notes = parallel s in p.steps { writer(s) }\n  return reduce notes by 3 { merger(it) }\n}`,
  "a reduce of perhaps none": `flow f(ss: string[]) -> Note | null {\n  let notes = parallel s in ss { writer(s) }\n  return reduce notes by 3 { merger(it) }\n}`,
  "a race of two types": `flow f() -> Note | bool { return race { writer("a"), critic(writer("b")) } }`,
  "a diverge by vote": `flow f() -> { best: Note, agreement: number(0..1) } { return diverge 3 { writer("a") } by vote }`,
  "a diverge by a judge": `flow f() -> Note[1..3] {\n  let d = diverge 3 { writer("a") } by judge(chooser)\n  return d.attempts\n}`,
  "a diverge by perplexity, of a flow": `flow f() -> Note {\n  let d = diverge 3 { draft("a") } by perplexity\n  return d.best\n}`,
  "a repeat that changes its type": `flow f() -> Note | bool {\n  return repeat 3 with x = writer("a") {\n    if x == true { break x }\n    true\n  }\n}`,
  "a repeat that counts": `flow f() -> int { return repeat 3 with n = 0 { n + 1 } }`,
  "a repeat that gathers": `flow f() -> Note[] { return repeat 3 with notes = [] { [...notes, writer("x")] } }`,
  "?? on null": `flow f(xs: string[]) -> string { return xs.first ?? "none" }`,
  "?? on a result": `flow f() -> Note { return try writer("a") ?? writer("b") }`,
  "?? on a result, with a value": `flow f() -> { text: string } { return try writer("a") ?? { text: "none" } }`,
  "a chain of ??": `flow f() -> Note { return try writer("a") ?? try writer("b") ?? { text: "", score: 0 } }`,
  "?. and a method": `flow f(n: Note | null) -> int { return n?.text?.length ?? 0 }`,
  "a record's own field named like a method": `flow f(x: { length: string, first: int }) -> string { return x.length }`,
  "a field whose name is no word": `flow f(x: { "a-b": int, "c d"?: string }) -> int { return if x["c d"] != null { x["c d"].length } else { x["a-b"] } }`,
  "fields of json": `flow f(x: json) -> json { return x.a.b }`,
  "a checked let": `flow f(x: json) -> Note {\n  let n: Note = x\n  return n\n}`,
  "a checked let to narrower bounds": `flow f(x: string) -> string(1..9) {\n  let s: string(1..9) = x\n  return s\n}`,
  "an int that is enumerated": `flow f(xs: string[0..2]) -> string { return match xs.length { 0 -> "none", 1 -> "one", 2 -> "two" } }`,
  "several patterns": `flow f(x: "a" | "b" | "c") -> int { return match x { "a" | "b" -> 1, "c" -> 2 } }`,
  "methods of lists": `flow f(xs: Note[], ys: string[]) -> string {\n  let a = xs.sort("score").take(2)\n  let b = ys.unique().chunks(2).flatten().join(", ")\n  return if ys.contains("x") { b } else { "\${a}" }\n}`,
  "methods of strings": `flow f(x: string) -> string[] {\n  let lines = x.trim().lines()\n  return if x.contains("a") { x.split(",") } else if lines.length > 3 { x.chunks(80) } else { lines }\n}`,
  "keys of a map": `flow f(m: map<int>) -> int[] { return for k in m.keys { m[k] ?? 0 } }`,
  "recursive types": `schema Tree { value: int, children: Tree[], parent?: Tree, next: Tree | null, named: map<Tree> }\nflow f(t: Tree) -> int { return t.children.first?.value ?? t.next?.value ?? 0 }`,
  bases: `schema Base { a: int, b?: string }\nschema More { ...Base, c: bool }\nflow f(m: More) -> Base { return m }`,
  "patterns and formats": `schema S { id: string(/[A-Z]{3}-\\d+/), at: datetime, day: date, link: url }\nflow f(s: S) -> string { return s.id }`,
  "a value that goes into a text as JSON": `flow f(n: Note, m: map<int>, x: json, b: bool) -> string { return "\${n} \${m} \${x} \${b} \${1}" }`,
  arithmetic: `flow f(a: int, b: number) -> { i: int, n: number, s: string, c: bool } { return { i: a * 2 % 3 - -a, n: a / 2 + b, s: "a" + "b", c: a < b && "a" < "b" } }`,
};

const flows: Readonly<Record<string, string>> = {
  "a value as the last line": `flow f() -> Note { writer("x") }`,
  "an if as the last line": `flow f(c: bool) -> Note { if c { writer("x") } else { writer("y") } }`,
  "returns on every path": `flow f(c: bool) -> Note {\n  if c { return writer("x") } else if !c { return writer("y") } else { return writer("z") }\n}`,
  "a flow without a result": `flow f(c: bool) {\n  if c { writer("x") }\n}`,
  "a result that is inferred": `flow g() { return writer("x") }\nflow f() -> Note { return g() }`,
  "a flow declared after its caller": `flow f() -> Note { return g("x") }\nflow g(t: string) { return writer(t) }`,
  "named arguments in any order": `flow f() -> Note { return writer(style: "warm", topic: "x") }`,
  "names used again in other blocks": `flow f(c: bool, xs: string[]) -> string[] {\n  if c { let a = "x"\n    writer(a) } else { let a = "y"\n    writer(a) }\n  let ys = for x in xs { x }\n  return for x in ys { x }\n}`,
  "a name that hides a declaration": `flow f() -> Note {\n  let made = writer("x")\n  let f = made\n  return f\n}`,
  "entries of a chain that name earlier ones": `flow f() -> Note {\n  let c = chain { plan: planner("x"), note: writer(plan.steps.first), good: critic(note) }\n  return if c.good { c.note } else { writer("y") }\n}`,
  "entries of a dag in any order": `flow f() -> bool {\n  let d = dag { good: critic(note) after [other], note: writer(plan.steps.first), plan: planner("x"), other: writer("z") }\n  return d.good && d.other.text != ""\n}`,
  "parallel entries": `flow f() -> { a: Note, b: Plan } { return parallel(max: 2) { a: writer("x"), b: planner("y") } }`,
  "a fanout": `flow f() -> Note[1..4] {\n  let s = fanout plan = planner("x") each step in plan.steps { writer(step) }\n  return s.each\n}`,
  "a reduce in a reduce": `flow f(p: Plan) -> Note {\n  let notes = parallel s in p.steps { writer(s) }\n  return reduce notes by 2 { reduce it by 2 { merger(it) } }\n}`,
  "a break in a for of a repeat": `flow f(xs: string[]) -> Note {\n  return repeat 2 with n = writer("a") {\n    for x in xs { if x == "stop" { break n }\n      x }\n    writer(n.text)\n  }\n}`,
  "a for that only shares": `flow f(xs: string[]) -> Note {\n  for x in xs { share x }\n  for x in xs if x != "" { if x == "stop" { return writer(x) } }\n  return writer("y")\n}`,
  "a return in a repeat": `flow f() -> Note {\n  repeat 2 with n = writer("a") {\n    if critic(n) { return n }\n    writer(n.text)\n  }\n}`,
  "from a name": `flow f() -> Note {\n  let n = writer("x")\n  return writer("y") from n\n}`,
  "from an element": `flow f(p: Plan) -> Note {\n  let ns = parallel s in p.steps { writer(s) }\n  return writer("y") from ns[0]\n}`,
  "from each element": `flow f(p: Plan) -> bool[] {\n  let ns = parallel s in p.steps { writer(s) }\n  return parallel n in ns { critic(n) from n }\n}`,
  "from a field of a topology": `flow f() -> Note {\n  let c = chain { a: planner("x"), b: writer("y") }\n  return writer("z") from c.b\n}`,
  "from the result of a flow": `flow f() -> Note {\n  let n = draft("x")\n  return writer("y") from n\n}`,
  "from a call": `flow f() -> Note { return writer("y") from draft("x") }`,
  "from a thought": `flow f() -> Note {\n  let t = think 20 planner("x")\n  return writer("y") from t\n}`,
  "from a thought that was passed": `flow g(t: thought) -> Note { return writer("y") from t }\nflow f() -> Note { return g(think 20 planner("x")) }`,
  "from the spine": `flow f() -> Note {\n  let n = writer("x")\n  return (parallel { a: writer("y") from spine, b: writer("z") } from n).a\n}`,
  "from the best of a diverge": `flow f() -> Note {\n  let d = diverge 3 { writer("x") } by vote\n  return writer("y") from d.best\n}`,
  "from a repeat": `flow f() -> Note {\n  let m = repeat 3 with n = writer("x") { writer(n.text) from n }\n  return writer("y") from m\n}`,
  "from the value of a try": `flow f() -> Note {\n  let r = try writer("x")\n  if !r.ok { return writer("z") }\n  return writer("y") from r.value\n}`,
  "a thought in a list": `flow f(p: Plan) -> Note[] {\n  let ts = parallel s in p.steps { think 5 writer(s) }\n  return parallel t in ts { writer("y") from t }\n}`,
  "an ask": `flow f() -> string {\n  let how = ask "plain" | "warm" "How?"\n  return if ask bool "Sure?" { writer("x", how).text } else { "" }\n}`,
  "an ask that may be refused": `flow f() -> bool { return try ask bool "Sure?" ?? false }`,
  "a tool that a flow calls": `flow f() -> string[] { return look("tea").take(3) }`,
  "spines inside spines": `flow f(c: bool) -> Note {\n  spine { system: "a" }\n  if c { spine { system: "b \${c}", tools: [look] }\n    writer("x") }\n  return writer("y")\n}`,
  "a test with mocks": `test "t" {\n  mock look -> fail("down")\n  mock writer -> { text: "x", score: 1 }\n  let n = draft("x")\n  expect n.text == "x"\n}`,
  "a spine in a test": `test "t" {\n  spine { system: "s" }\n  expect writer("x").text != ""\n}`,
};

const known = ["Note", "Plan", "Shape", "planner", "writer", "critic", "merger", "chooser", "look", "draft"];

function problemsOf(source: string): readonly string[] {
  const own = source.replace(/let \w+/g, "");
  const names = known.filter((name) => new RegExp(`\\b${name}(\\b(?!:)|\\()`).test(own));
  const imports = names.length > 0 ? `import { ${names.join(", ")} } from "./team.af"\n` : "";
  const { graph, diagnostics } = compileText(`${imports}${source}`, { "team.af": team });
  const parsed = graph ? parseGraph(JSON.parse(JSON.stringify(graph))) : undefined;
  return [
    ...diagnostics.map((each) => `${each.code} ${each.message}`),
    ...(parsed && !parsed.ok ? parsed.problems : []),
  ];
}

describe("check", () => {
  it.each(Object.entries(narrowing))("knows more after %s", (_, source) => {
    expect(problemsOf(source)).toEqual([]);
  });

  it.each(Object.entries(types))("takes %s", (_, source) => {
    expect(problemsOf(source)).toEqual([]);
  });

  it.each(Object.entries(flows))("takes %s as part of a flow", (_, source) => {
    expect(problemsOf(source)).toEqual([]);
  });
});
