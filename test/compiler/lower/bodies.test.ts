import { describe, expect, it } from "vitest";
import { printBody } from "../print-body.ts";
import { graphOf } from "../sources.ts";

const team = `schema Note { text: string, score: number(0..1) }
tool look(term: string) -> string[] { from: "./t.ts" }
tool count(text: string) -> int { from: "./t.ts" }
agent writer(topic: string, style: "plain" | "warm" = "plain") -> Note { prompt: "\${topic} \${style}" }
agent seeker(topic: string) -> Note {
  tools: [look]
  prompt: "\${topic}"
}
agent counter(topic: string) -> Note {
  tools: [count, look]
  prompt: "\${topic}"
}
agent helper(topic: string) -> string {
  tools: [count]
  prompt: "\${topic}"
}
agent lead(topic: string) -> Note {
  tools: [helper]
  prompt: "\${topic}"
}
agent boss(topic: string) -> Note {
  tools: [helper from spine]
  prompt: "\${topic}"
}
agent critic(note: Note) -> bool { prompt: "\${note}" }
agent merger(notes: Note[]) -> Note { prompt: "\${notes}" }
agent chooser(notes: Note[]) -> int {
  tools: [count]
  prompt: "\${notes}"
}
`;

const bodies: Readonly<Record<string, string>> = {
  "calls in an expression, left to right": `flow f() -> string { return "\${look(writer("a").text).length} \${count("b") + 1}" }`,
  "a call as an argument of another": `flow f() -> bool { return critic(note: writer(style: "warm", topic: "x")) }`,
  "pure lets": `flow f(xs: string[]) -> int {\n  let n = xs.length\n  let m = n * 2\n  return m\n}`,
  "&& and || around calls": `flow f(c: bool) -> bool {\n  let a = c && critic(writer("x"))\n  let b = critic(writer("y")) || c\n  return a || b && critic(writer("z"))\n}`,
  "?? around calls": `flow f(xs: string[]) -> Note {\n  let a = try writer("x") ?? writer("y")\n  let b = xs.first ?? look("z").first ?? "w"\n  return try writer(b) ?? a\n}`,
  "an if with calls, and one without": `flow f(c: bool) -> Note {\n  let t = if c { "x" } else { "y" }\n  let n = if c { writer(t) } else if t == "x" { seeker(t) } else { { text: "", score: 0 } }\n  return n\n}`,
  "an if that returns": `flow f(c: bool) -> Note {\n  if c { return writer("x") }\n  let n = if c { return writer("y") } else { writer("z") }\n  return n\n}`,
  "lines that never run": `flow f(c: bool) -> Note {\n  if c { return writer("x") } else { return writer("y") }\n  let n = writer("z")\n  return n\n}`,
  "a match with calls": `flow f(t: "a" | "b" | "c") -> Note {\n  return match t { "a" | "b" -> writer(t), _ -> seeker(t) }\n}`,
  "a for with calls, and one without": `flow f(xs: string[]) -> Note[] {\n  let ys = for x in xs if x != "" { x.trim() }\n  return for y in ys if critic(writer(y)) { let n = seeker(y)\n    n }\n}`,
  "a checked let": `flow f(x: json) -> Note {\n  let n: Note = x\n  let m: Note = writer("x")\n  return if n.score > 0 { n } else { m }\n}`,
  "methods of what may be null": `flow f(n: { xs: string[] } | null, m: map<int>) -> int { return n?.xs?.length ?? m["a"] ?? m.keys.length }`,
  "a chain over a list": `flow f(xs: string[]) -> Note[] { return chain x in xs { writer(x) } }`,
  "parallel entries": `flow f() -> { a: Note, b: Note } { return parallel(max: 2) { a: writer("x"), b: seeker(writer("y").text) } }`,
  "a diverge by a judge": `flow f() -> Note {\n  let d = diverge 3 { let n = writer("a")\n    n } by judge(chooser)\n  return d.best\n}`,
  "a race with the same agent twice": `flow f() -> Note { return race { writer("a"), writer("b") } }`,
  "labels that repeat": `flow f(c: bool) -> Note {\n  writer("a")\n  writer("b")\n  let x = writer("c")\n  if c { writer("d") } else { writer("e") }\n  if c { let y = writer("f")\n    share y\n    writer("g") }\n  return x\n}`,
  "an ask and a test of it": `flow f() -> bool { return try ask bool "Sure?" ?? false }`,
  "loops in loops": `flow f(xs: string[]) -> Note {\n  return repeat 3 with n = writer("a") {\n    if critic(n) { break n }\n    let ys = for x in xs { look(x) }\n    writer("\${ys}")\n  }\n}`,
};

const contexts: Readonly<Record<string, string>> = {
  "tools of all that fork from a spine": `flow f(c: bool) -> Note {\n  seeker("before")\n  spine { system: "s" }\n  let xs = parallel t in ["a"] { counter(t) }\n  if c { lead("x") }\n  return writer("\${xs}")\n}`,
  "tools that are written": `flow f() -> Note {\n  spine { tools: [count] }\n  return seeker("x")\n}`,
  "a spine inside a spine": `flow f(c: bool) -> Note {\n  spine { system: "a" }\n  let n = seeker("x")\n  if c {\n    spine { system: "b" }\n    counter("y")\n  }\n  spine { system: "c" }\n  return boss(n.text)\n}`,
  "tools of a called flow": `flow f() -> Note {\n  spine { system: "a" }\n  return g()\n}\nflow g() -> Note {\n  let n = seeker("x")\n  spine { system: "b" }\n  return counter(n.text)\n}`,
  "tools of a judge": `flow f() -> Note {\n  spine { system: "a" }\n  return (diverge 2 { writer("x") } by judge(chooser)).best\n}`,
  "sub-agents that fork the spine": `flow f() -> Note {\n  spine { system: "a" }\n  return boss("x")\n}`,
  "from on calls": `flow f() -> Note {\n  let n = writer("x")\n  return seeker(writer("y").text) from n\n}`,
  "from on a topology": `flow f(xs: string[]) -> Note {\n  let n = writer("x")\n  let c = (chain x in xs { writer(x) }) from n\n  return reduce c by 2 { merger(it) } ?? writer("y") from spine\n}`,
  "from on each element": `flow f(xs: string[]) -> bool[] {\n  let ns = parallel x in xs { writer(x) }\n  return parallel n in ns { critic(n) from n }\n}`,
  "from in a loop": `flow f() -> Note {\n  return repeat 3 with n = writer("a") { writer(n.text) from n }\n}`,
  "from the result of a flow": `flow f() -> Note {\n  let n = g()\n  return writer("y") from n\n}\nflow g() -> Note { return writer("x") }`,
  "a thought": `flow f() -> Note {\n  let n = writer("a")\n  let t = think 20 writer(seeker("x").text) from n\n  return writer("y") from t\n}`,
  "a share of a name, and of an expression": `flow f() -> Note {\n  let n = writer("x")\n  share n\n  share "\${n.text}!"\n  return writer("y")\n}`,
};

describe("lower", () => {
  it.each(Object.entries(bodies))("makes nodes of %s", (_, source) => {
    const graph = graphOf(team + source);
    expect(`${source}\n\n${Object.values(graph.flows).map(printBody).join("\n")}\n`).toMatchSnapshot();
  });

  it.each(Object.entries(contexts))("knows the contexts of %s", (_, source) => {
    const graph = graphOf(team + source);
    expect(`${source}\n\n${Object.values(graph.flows).map(printBody).join("\n")}\n`).toMatchSnapshot();
  });
});
