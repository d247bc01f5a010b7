import { describe, expect, it } from "vitest";
import { shown } from "../sources.ts";

/** Declared in another file, so that what a case leaves out is no mistake of its own. */
const team = `schema Note { text: string, score: number(0..1) }
agent writer(topic: string) -> Note { prompt: "Write on \${topic}." }
agent critic(note: Note) -> bool { prompt: "Judge \${note}." }
agent judge(notes: Note[]) -> int { prompt: "The best of \${notes}." }
model hosted { provider: "p", name: "m" }
agent remote(topic: string) -> Note { model: hosted
  prompt: "\${topic}" }
tool look(term: string) -> string { from: "./t.ts" }
tool send(text: string) -> bool { from: "./t.ts", effect: true }
agent mailer(topic: string) -> Note { tools: [send]
  prompt: "\${topic}" }
flow mail(topic: string) -> Note { return mailer(topic) }
`;

const mistakes: Readonly<Record<string, string>> = {
  "a flow that calls itself": `flow f(n: int) -> int { return f(n) }`,
  "flows that call each other": `flow a() -> int { return b() }\nflow b() -> int { return c() }\nflow c() -> int { return a() }`,
  "a path without a value": `flow f(c: bool) -> int {\n  if c { return 1 }\n}`,
  "a value that is named last, and not returned": `flow f() -> int {\n  let made = 1 + 2\n}`,
  "a break where none can stand, as a value": `flow f(xs: int[]) -> int[] { return parallel x in xs { break 1 } }`,
  "a flow without a value": `flow f(c: bool) -> bool {\n  let d = c\n  expect d\n}`,
  "a return that does not fit": `flow f(c: bool) -> int {\n  if c { return "x" }\n  return 1\n}`,
  "a last line that does not fit": `flow f() -> int { "x" }`,
  "an if without else as a value": `flow f(c: bool) -> int {\n  let x = if c { 1 }\n  return x\n}`,
  "a block without a value": `flow f(c: bool) -> int {\n  let x = if c { let y = 1 } else { 2 }\n  return x\n}`,
  "an empty block": `flow f(xs: int[]) -> int[] { return for x in xs { } }`,
  "a return in a branch": `flow f(xs: string[]) -> Note[] { return parallel x in xs { return writer(x) } }`,
  "a break without a loop": `flow f(xs: string[]) -> string[] {\n  return for x in xs { break x }\n}`,
  "a break in a branch of a loop": `flow f(xs: string[]) -> Note[] {\n  return repeat 2 with n = parallel x in xs { writer(x) } { parallel x in xs { break writer(x) } }\n}`,
  "a return in a test": `test "t" { return 1 }`,
  "a mock in a flow": `flow f() -> Note {\n  mock writer -> { text: "x", score: 1 }\n  return writer("x")\n}`,
  "a call in a default": `flow f(n: Note = writer("x")) -> Note { return n }`,
  "a call in a prompt": `agent a(t: string) -> string { prompt: "\${t} \${writer(t)}" }\nflow f() -> string { return a("x") }`,
  "a topology in a prompt": `agent a(t: string) -> string { prompt: parallel x in [t] { writer(x) } }\nflow f() -> string { return a("x") }`,
  "statements in a prompt": `agent a(t: string) -> string { prompt: if t != "" { let u = t\n "\${u}" } else { "x" } }\nflow f() -> string { return a("x") }`,
  "a share in a prompt": `agent a(t: string) -> string { prompt: if t != "" { share t } else { "x" } }\nflow f() -> string { return a("x") }`,
  "a loop over json": `flow f(x: json) -> json[] { return for y in x { y } }`,
  "a default of a later parameter": `flow f(a: int = b, b: int = 1) -> int { return a + b }`,
  "a default with a condition": `flow f(a: bool, b: int = if a { 1 } else { 2 }) -> int { return b }`,
  "a default of the wrong type": `flow f(a: int = "x") -> int { return a }`,
  "a cycle in a dag": `flow f() -> Note {\n  let d = dag {\n    a: critic(c)\n    b: writer("\${a}")\n    c: writer(b.text)\n  }\n  return d.b\n}`,
  "a dag's entry that waits for itself": `flow f() -> Note {\n  let d = dag { a: writer("x") after [a] }\n  return d.a\n}`,
  "an entry twice": `flow f() -> Note {\n  let d = parallel { a: writer("x"), a: writer("y") }\n  return d.a\n}`,
  "after outside a dag": `flow f() -> Note {\n  let d = chain { a: writer("x"), b: writer("y") after [a] }\n  return d.a\n}`,
  "from without an agent": `flow f() -> string {\n  let n = writer("x")\n  let t = look("y") from n\n  return "\${t} \${n}"\n}`,
  "from a part of a result": `flow f() -> Note {\n  let n = writer("x")\n  return writer("y") from n.text\n}`,
  "from something worked out": `flow f() -> Note {\n  let n = "x"\n  return writer("y") from n\n}`,
  "from a parameter": `flow f(n: Note) -> Note { return writer("y") from n }`,
  "from several results": `flow f(xs: string[]) -> Note {\n  let ns = parallel x in xs { writer(x) }\n  return writer("y") from ns\n}`,
  "a share under from": `flow f(c: bool) -> Note {\n  let n = writer("x")\n  return (if c { share n\n writer("y") } else { writer("z") }) from n\n}`,
  "a spine under from": `flow f(c: bool) -> Note {\n  let n = writer("x")\n  return (if c { spine { system: "s" }\n writer("y") } else { writer("z") }) from n\n}`,
  "a count that is no number": `flow f(n: int) -> Note { return repeat n with x = writer("a") { writer(x.text) } }`,
  "a count of none": `flow f() -> Note {\n  let d = diverge 0 { writer("a") } by vote\n  return d.best\n}`,
  "groups of one": `flow f(xs: string[1..3]) -> Note {\n  let ns = parallel x in xs { writer(x) }\n  return reduce ns by 1 { writer("\${it}") }\n}`,
  "a reduce that makes something else": `flow f(xs: string[1..3]) -> string { return reduce xs by 2 { writer("\${it}") } }`,
  "a reduce that may have nothing": `flow f(xs: string[]) -> string { return reduce xs by 2 { it.join(",") } }`,
  "a tool with an effect in a race": `flow f() -> bool { return race { send("a"), send("b") } }`,
  "an agent with such a tool in a diverge": `flow f() -> Note {\n  let d = diverge 3 { mailer("x") } by vote\n  return d.best\n}`,
  "a flow with such an agent in a race": `flow f() -> Note { return race { mail("x"), writer("y") } }`,
  "an unknown choice": `flow f() -> Note {\n  let d = diverge 3 { writer("x") } by lottery\n  return d.best\n}`,
  "a judge that is no agent": `flow f() -> Note {\n  let d = diverge 3 { writer("x") } by judge(look)\n  return d.best\n}`,
  "a judge that gives no index": `flow f() -> Note {\n  let d = diverge 3 { writer("x") } by judge(critic)\n  return d.best\n}`,
  "a judge of something else": `flow f() -> string {\n  let d = diverge 3 { writer("x").text } by judge(judge)\n  return d.best\n}`,
  "perplexity on a hosted model": `flow f() -> Note {\n  let d = diverge 3 { remote("x") } by perplexity\n  return d.best\n}`,
  "perplexity without an agent": `flow f() -> string {\n  let d = diverge 3 { look("x") } by perplexity\n  return d.best\n}`,
  "a think of no agent": `flow f() -> Note {\n  let t = think 20 look("x")\n  return writer("y") from t\n}`,
  "a thought in a text": `flow f() -> string {\n  let t = think 20 writer("x")\n  return "\${t}"\n}`,
  "a thought as a value": `flow f() -> bool {\n  let t = think 20 writer("x")\n  return critic(t)\n}`,
  "a thought that is shared": `flow f() -> Note {\n  let t = think 20 writer("x")\n  share t\n  return writer("y")\n}`,
  "a thought in a try": `flow f() -> Note {\n  let t = try think 20 writer("x")\n  return writer("\${t}")\n}`,
  "a thought that is compared": `flow f() -> bool {\n  let t = think 20 writer("x")\n  return t == t\n}`,
  "nothing to try": `flow f(a: int) -> int {\n  let r = try a + 1\n  return r ?? 0\n}`,
  "a return inside a try": `flow f(c: bool) -> Note {\n  let r = try if c { return writer("x") } else { writer("y") }\n  return r ?? writer("z")\n}`,
  "a shared null": `flow f(xs: string[]) -> Note {\n  share xs.first\n  return writer("x")\n}`,
  "an unknown option": `flow f(xs: string[]) -> Note[] { return parallel(most: 3) x in xs { writer(x) } }`,
  "an option of none": `flow f(xs: string[]) -> Note[] { return parallel(max: 0) x in xs { writer(x) } }`,
  "a loop over what is no list": `flow f(x: string) -> Note[] { return parallel c in x { writer(c) } }`,
  "an empty topology": `flow f() -> {} { return parallel { } }`,
  "a call in a fanout's list": `flow f() -> Note[] {\n  let s = fanout n = writer("x") each w in [look(n.text)] { writer(w) }\n  return s.each\n}`,
  "an expect that is no bool": `flow f(x: string) -> string {\n  expect x\n  return x\n}`,
  "a mock of a flow": `test "t" {\n  mock mail -> { text: "x", score: 1 }\n  expect mail("x").score == 1\n}`,
  "a mock twice": `test "t" {\n  mock look -> "a"\n  mock look -> "b"\n  expect look("x") == "a"\n}`,
  "a mock of the wrong type": `test "t" {\n  mock look -> 3\n  expect look("x") == "a"\n}`,
  "a mock with a name of its test": `test "t" {\n  let a = "a"\n  mock look -> a\n  expect look("x") == a\n}`,
  "a mock that fails with a number": `test "t" {\n  mock look -> fail(3)\n  expect look("x") == "a"\n}`,
  "fail in a flow": `flow f() -> string { return fail("x") }`,
};

const known = ["Note", "writer", "critic", "judge", "remote", "look", "send", "mailer", "mail"];

describe("flows", () => {
  it.each(Object.entries(mistakes))("says what is wrong with %s", (_, source) => {
    const names = known.filter((name) => new RegExp(name === "judge" ? "judge\\(judge" : `\\b${name}\\b`).test(source));
    const imports = names.length > 0 ? `import { ${names.join(", ")} } from "./team.af"\n` : "";
    expect(shown(`${imports}${source}`, { "team.af": team })).toMatchSnapshot();
  });
});
