import { describe, expect, it } from "vitest";
import { shown } from "../sources.ts";

/** Declared in another file, so that what a case leaves out is no mistake of its own. */
const team = `schema Finding { claim: string(1..80), confidence: number(0..1), amount?: number }
schema Plan { questions: string(1..120)[1..4] }
agent planner(topic: string) -> Plan { prompt: "Plan \${topic}." }
agent researcher(question: string) -> Finding { prompt: "Find \${question}." }
agent writer(findings: Finding[], style: "plain" | "warm" = "plain") -> string { prompt: "\${findings} \${style}" }
`;

const mistakes: Readonly<Record<string, string>> = {
  "a record for one of its lists": `flow f() -> Finding {\n  let plan = planner("tea")\n  return researcher(plan)\n}`,
  "a list for its element": `flow f(qs: string[]) -> Finding { return researcher(qs) }`,
  "a list for its element, not as an argument": `flow f(qs: string[1..3]) -> string { return qs }`,
  "a record for its field": `schema Q { text: string, n: int }\nflow f(q: Q) -> Finding { return researcher(q) }`,
  "what may be null": `flow f(qs: string[]) -> Finding { return researcher(qs.first) }`,
  "what may have failed": `flow f() -> Finding { return try researcher("x") }`,
  "a wider value": `flow f(a: string) -> string(1..10) { return a }`,
  "json for a type": `flow f(a: json) -> { b: int } { return a }`,
  "a number for a string": `flow f() -> Finding { return researcher(3) }`,
  "an empty text": `schema S { a: string(1..5) }\nflow f() -> S { return { a: "" } }`,
  "a text that is too long": `schema S { a: string(1..5) }\nflow f() -> S { return { a: "abcdef" } }`,
  "a number out of bounds": `flow f() -> int(1..5) { return 6 }`,
  "a field of the wrong type deep inside": `schema S { a: { b: int[] } }\nflow f() -> S { return { a: { b: [1, "2"] } } }`,
  "a value with a wrong field inside": `flow f(x: { a: { b: string } }) -> { a: { b: int } } { return x }`,
  "a missing field": `flow f() -> Finding { return { claim: "x" } }`,
  "a misspelt field of a record": `flow f() -> Finding { return { claim: "x", confidense: 1 } }`,
  "a misspelt optional field": `flow f() -> Finding { return { claim: "x", confidence: 1, amuont: 3 } }`,
  "a field twice": `flow f() -> { a: int } { return { a: 1, a: 2 } }`,
  "a list that is too short": `schema S { a: int[2..3] }\nflow f() -> S { return { a: [1] } }`,
  "a spread record": `flow f(x: { a: int }) -> { a: int } { return { ...x } }`,
  "an unknown field": `flow f(x: Finding) -> string { return x.clam }`,
  "a value that doubles with every line": `flow f(t: string) -> json {\n${[..."bcdefghijklmn"].map((name, i) => `  let ${name} = { x: ${"tbcdefghijklm"[i]}, y: ${"tbcdefghijklm"[i]} }\n`).join("")}  return n\n}`,
  "a field of a list": `flow f(xs: Finding[]) -> string { return xs.claim }`,
  "a field of a string": `flow f(x: string) -> int { return x.size }`,
  "a field of a result": `flow f() -> string {\n  let r = try researcher("x")\n  return r.value.claim\n}`,
  "a field of what may be null": `flow f(xs: Finding[]) -> string { return xs.first.claim }`,
  "a field of some of what it can be": `flow f(x: { a: int } | { b: int }) -> int { return x.a }`,
  "a map's value like a field": `flow f(x: map<string>) -> string | null { return x.key }`,
  "a record's field like an element": `flow f(x: { a: int }) -> int { return x["a"] }`,
  "an element of a number": `flow f(x: int) -> int { return x[0] }`,
  "an element before the first": `flow f(x: int[1..3]) -> int { return x[-1] }`,
  "an element of json": `flow f(x: json) -> json { return x[0] }`,
  "a method of json": `flow f(x: json) -> json { return x.take(1) }`,
  "a method without brackets": `flow f(x: string[]) -> string { return x.join }`,
  "a property with brackets": `flow f(x: string[]) -> int { return x.length() }`,
  "an unknown method": `flow f(x: string) -> string { return x.trimm() }`,
  "a method with the wrong argument": `flow f(x: string[]) -> string[] { return x.take("2") }`,
  "a method with no argument": `flow f(x: string[]) -> string { return x.join() }`,
  "join on numbers": `flow f(x: int[]) -> string { return x.join(",") }`,
  "sort by an unknown field": `flow f(x: Finding[]) -> Finding[] { return x.sort("confidense") }`,
  "sort plain numbers": `flow f(x: int[]) -> int[] { return x.sort() }`,
  "sort plain strings by a field": `flow f(x: string[]) -> string[] { return x.sort("name") }`,
  "sort by a record": `flow f(x: { a: { b: int } }[]) -> { a: { b: int } }[] { return x.sort("a") }`,
  "flatten of strings": `flow f(x: string[]) -> string[] { return x.flatten() }`,
  "chunks of nothing": `flow f(x: string[]) -> string[][] { return x.chunks(0) }`,
  "null in a text": `flow f(x: Finding) -> string { return "about \${x.amount}" }`,
  "a sum of a number and a text": `flow f(n: int) -> string { return "n = " + n }`,
  "a condition that is no bool": `flow f(xs: string[]) -> int { return if xs { 1 } else { 2 } }`,
  "a text as a condition": `flow f(x: string) -> int { return if x { 1 } else { 2 } }`,
  "a number between two others": `flow f(n: int) -> bool { return 1 < n <= 3 }`,
  "a comparison of what can't be ordered": `flow f(a: bool, b: bool) -> bool { return a < b }`,
  "a comparison that is never true": `flow f(a: "x" | "y") -> bool { return a == "z" }`,
  "a comparison with null that is never true": `flow f(a: string) -> bool { return a == null }`,
  "what is never null": `flow f(a: string) -> string { return a ?? "x" }`,
  "a match without all cases": `flow f(a: "x" | "y" | "z") -> int { return match a { "x" -> 1 } }`,
  "a match of a string without a rest": `flow f(a: string) -> int { return match a { "x" -> 1 } }`,
  "a case that can't be": `flow f(a: "x" | "y") -> int { return match a { "x" -> 1, "y" -> 2, "z" -> 3 } }`,
  "a case twice": `flow f(a: "x" | "y") -> int { return match a { "x" -> 1, "x" -> 3, "y" -> 2 } }`,
  "a rest that is empty": `flow f(a: bool) -> int { return match a { true -> 1, false -> 3, _ -> 2 } }`,
  "a misspelt argument": `flow f() -> Finding { return researcher(qestion: "x") }`,
  "a misspelt optional argument": `flow f() -> string { return writer([], stile: "warm") }`,
  "a missing argument": `flow f() -> Finding { return researcher() }`,
  "too many arguments": `flow f() -> Finding { return researcher("a", "b") }`,
  "an argument twice": `flow f() -> Finding { return researcher("a", question: "b") }`,
  "an argument without a name after one with": `flow f() -> string { return writer(style: "warm", []) }`,
  "bounds upside down": `schema S { a: string(5..1), b: int(3..1), c: int[4..2] }\nflow f(s: S) -> S { return s }`,
  "bounds of a length that are none": `schema S { a: string(-1..2), b: int[0..1.5], c: int(0.5..2) }\nflow f(s: S) -> S { return s }`,
  "a constraint on what takes none": `schema S { a: bool(1..2), b: url(1..9), c: int(/x/), d: T(1..2) }\ntype T = string\nflow f(s: S) -> S { return s }`,
  "a pattern that can't be used": `schema S { a: string(/(?=a)b/), b: string(/(a)\\1/), c: string(/(/) }\nflow f(s: S) -> S { return s }`,
  "a type that never ends": `schema A { next: A }\nflow f(a: A) -> A { return a }`,
  "types that never end through each other": `schema A { b: B }\nschema B { a: A }\nflow f(a: A) -> B { return a.b }`,
  "a schema that takes over its own fields": `schema A { ...A, x: int }\nflow f(a: A) -> int { return a.x }`,
  "schemas that take over each other's fields": `schema A { ...B, y: int }\nschema B { ...A, x: int }\nflow f(a: A, b: B) -> int { return a.x + b.y }`,
  "a field that takes over the fields around it": `schema A { inner?: { ...A, z: int }, y: int }\nflow f(a: A) -> int { return a.y }`,
  "a misspelt base, whose fields are read": `schema Base { x: int }\nschema B { ...Bsae, y: int }\nflow f(b: B) -> int { return b.x + b.y }`,
  "an alias of itself": `type A = A\nflow f(a: A) -> A { return a }`,
  "a base that is no record": `type A = string\nschema B { ...A }\nflow f(b: B) -> B { return b }`,
  "a base's field again": `schema A { x: int }\nschema B { ...A, x: string }\nflow f(b: B) -> B { return b }`,
  "a thought in a type": `schema A { t: thought }\nflow f(a: A) -> A { return a }`,
  "map alone": `schema A { t: map }\nflow f(a: A) -> A { return a }`,
  "a checked let that can't be": `flow f(a: string) -> int {\n  let n: int = a\n  return n\n}`,
  "a checked let of a list that can't be": `flow f(a: string[1..3]) -> int[] {\n  let n: int[] = a\n  return n\n}`,
  "a checked let of a record without a field": `flow f(a: { b: int }) -> { c: int } {\n  let n: { c: int } = a\n  return n\n}`,
  "a checked let of a record that is written out with a misspelt field": `schema S { title: string, n?: int }\nflow f() -> S {\n  let s: S = { titel: "x" }\n  return s\n}`,
  "a duration as a value": `flow f() -> int { return 30s }`,
  "env in a flow": `flow f() -> string { return env("HOME") }`,
  "an unknown branch of a union": `flow f(x: { kind: "a", a: int } | { kind: "b", b: int }) -> int {\n  if x.kind == "a" { return x.b }\n  return x.b\n}`,
};

describe("types", () => {
  it.each(Object.entries(mistakes))("says what is wrong with %s", (_, source) => {
    const names = ["Finding", "Plan", "planner", "researcher", "writer"].filter((name) => source.includes(name));
    const imports = names.length > 0 ? `import { ${names.join(", ")} } from "./team.af"\n` : "";
    expect(shown(`${imports}${source}`, { "team.af": team })).toMatchSnapshot();
  });
});
