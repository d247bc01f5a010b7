import { describe, expect, it } from "vitest";
import { shown } from "../sources.ts";

const agents = `agent writer(topic: string) -> string { prompt: "Write on \${topic}." }\n`;

const mistakes: Readonly<Record<string, string>> = {
  "a name that nothing has": `${agents}flow f() -> string { return writer(tpoic) }`,
  "a misspelt name": `${agents}flow f(topic: string) -> string { return writer(tpoic) }`,
  "a misspelt agent": `${agents}flow f(topic: string) -> string { return writr(topic) }`,
  "a name before its value": `${agents}flow f() -> string {\n  let a = writer(b)\n  let b = writer("tea")\n  return a + b\n}`,
  "a name outside its block": `${agents}flow f(c: bool) -> string {\n  if c { let a = writer("tea")\n  share a\n  writer(a) }\n  return a\n}`,
  "an entry of a parallel in another": `${agents}flow f() -> { a: string, b: string } {\n  return parallel { a: writer("tea"), b: writer(a) }\n}`,
  "a later entry of a chain": `${agents}flow f() -> { a: string, b: string } {\n  return chain { a: writer(b), b: writer("tea") }\n}`,
  "an unknown entry after": `${agents}flow f() -> { a: string, b: string } {\n  return dag { a: writer("x"), b: writer("y") after [c] }\n}`,
  "an unknown type": `agent a() -> Reprot { prompt: "x" }\nschema Report { title: string }\nflow f() -> Report { return a() }`,
  "an agent as a type": `${agents}flow f() -> writer { return writer("tea") }`,
  "a schema as a value": `schema S { a: string }\nflow f() -> string { return S }`,
  "an agent as a value": `${agents}flow f() -> string { return writer }`,
  "a schema that is called": `schema S { a: string }\nflow f() -> S { return S("x") }`,
  "a name that hides what is called": `${agents}flow f() -> string {\n  let writer = writer("tea")\n  return writer(writer)\n}`,
  "a number that is called": `flow f() -> int { return 3(4) }`,
  "two declarations of one name": `schema A { x: int }\nagent A() { prompt: "x" }\nflow f() -> A { return { x: 1 } }`,
  "two tests of one name": `test "a" { expect 1 == 1 }\ntest "a" { expect 1 == 1 }`,
  "two parameters of one name": `flow f(a: string, a: int) -> string { return a }`,
  "a let that hides a parameter": `flow f(a: string) -> string {\n  let a = "x"\n  return a\n}`,
  "a loop that hides a let": `flow f(xs: string[]) -> string[] {\n  let x = "a"\n  return for x in xs { x }\n}`,
  "an entry that hides a let": `${agents}flow f() -> { a: string } {\n  let a = "x"\n  return chain { a: writer(a) }\n}`,
  "a declaration with the name of a type": `schema date { a: string }\nflow f(a: date) -> date { return a }`,
};

describe("names", () => {
  it.each(Object.entries(mistakes))("says what is wrong with %s", (_, source) => {
    expect(shown(source)).toMatchSnapshot();
  });

  it.each<[string, string, Record<string, string>]>([
    ["a file that is not there", `import { a } from "./b.af"\nflow f() { a() }`, {}],
    ["a std module that is not there", `import { a } from "std/nothing"\nflow f() { a() }`, {}],
    ["a path without a beginning", `import { a } from "b.af"\nflow f() { a() }`, {}],
    ["a path without an ending", `import { a } from "./b"\nflow f() { a() }`, {}],
    ["a std path with an ending", `import { a } from "std/corpus.af"\nflow f() { a() }`, {}],
    [
      "a name that is not declared there",
      `import { crtic } from "./b.af"\nflow f() { crtic() }`,
      { "b.af": `agent critic() { prompt: "x" }` },
    ],
    [
      "an import of an import",
      `import { search } from "./b.af"\nflow f() { search("x") }`,
      { "b.af": `import { search } from "std/corpus"` },
    ],
    [
      "an import cycle",
      `import { b } from "./b.af"\nflow f() { b() }`,
      {
        "b.af": `import { c } from "./c.af"\nagent b() { prompt: "x" }`,
        "c.af": `import { b } from "./b.af"\nagent c() { prompt: "x" }`,
      },
    ],
    ["a file that imports itself", `import { f } from "./main.af"\nflow g() { f() }`, {}],
    [
      "an import with a name that is taken",
      `import { a } from "./b.af"\nagent a() { prompt: "x" }\nflow f() { a() }`,
      { "b.af": `agent a() { prompt: "x" }` },
    ],
    [
      "two imports of one name",
      `import { a } from "./b.af"\nimport { a } from "./c.af"\nflow f() { a() }`,
      { "b.af": `agent a() { prompt: "x" }`, "c.af": `agent a() { prompt: "x" }` },
    ],
    [
      "a mistake in another file",
      `import { a } from "./b.af"\nflow f() { a() }`,
      { "b.af": `agent a() -> Nothing { prompt: "x" }` },
    ],
  ])("says what is wrong with %s", (_, source, files) => {
    expect(shown(source, files)).toMatchSnapshot();
  });
});
