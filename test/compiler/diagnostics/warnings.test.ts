import { describe, expect, it } from "vitest";
import { compileText, shown } from "../sources.ts";

const agents = `agent a(t: string) -> string { prompt: "\${t}" }\n`;

const oddities: Readonly<Record<string, string>> = {
  "a value never used": `${agents}flow f() -> string {\n  let x = a("x")\n  return a("y")\n}`,
  "a parameter never used": `${agents}flow f(x: string) -> string { return a("y") }`,
  "a line that does nothing": `${agents}flow f(x: int) -> string {\n  x + 1\n  return a("y")\n}`,
  "an agent and a tool never called": `${agents}agent b() { prompt: "x" }\ntool c() -> string { from: "./t.ts" }\nflow f() -> string { return a("y") }`,
  "an agent that only calls itself": `${agents}agent b() -> string {\n  tools: [b]\n  prompt: "x"\n}\nflow f() -> string { return a("y") }`,
  "an import never used": `import { search } from "std/corpus"\n${agents}flow f() -> string { return a("y") }`,
  "a share that nobody reads": `${agents}flow f() -> string {\n  let x = a("x")\n  share x\n  return x\n}`,
  "a share in a branch that nobody reads": `${agents}flow f(xs: string[]) -> string {\n  let ys = parallel x in xs { let y = a(x)\n    share y\n    y }\n  return a("\${ys}")\n}`,
  "a share after the last agent of a spine": `${agents}flow f(c: bool) -> string {\n  if c {\n    spine { system: "s" }\n    let x = a("x")\n    share x\n  }\n  return a("y")\n}`,
  "a share before an agent that forks elsewhere": `${agents}flow f() -> string {\n  let x = a("x")\n  share x\n  return a("y") from x\n}`,
  "lines after a return": `${agents}flow f() -> string {\n  return a("x")\n  let y = a("y")\n  share y\n  return a(y)\n}`,
  "a parameter that the model is not told": `agent a(t: string, u: int) -> string { prompt: "\${t}" }\nflow f() -> string { return a("x", 1) }`,
};

const fine: Readonly<Record<string, string>> = {
  "a name with an underscore before it": `${agents}flow f() -> string {\n  let _x = a("x")\n  return a("y")\n}`,
  "agents of a file that has no flow": `${agents}agent b() { prompt: "x" }`,
  "parameters of an agent without a prompt":
    `agent a(t: string) -> string\nflow f() -> string { return a("x") }`.replace(
      "-> string\n",
      "-> string { turns: 1 }\n",
    ),
  "a share that a later round reads": `${agents}flow f() -> string {\n  return repeat 3 with x = a("x") {\n    let y = a(x)\n    share y\n    y\n  }\n}`,
  "a share before a spine that extends it": `${agents}flow f() -> string {\n  let x = a("x")\n  share x\n  spine { system: "s" }\n  return a("y")\n}`,
  "a share in an if before an agent": `${agents}flow f(c: bool) -> string {\n  let x = a("x")\n  if c { share x }\n  return a("y")\n}`,
  "an agent that only another lists": `agent b(t: string) -> string { prompt: "\${t}" }\nagent a(t: string) -> string {\n  tools: [b]\n  prompt: "\${t}"\n}\nflow f() -> string { return a("x") }`,
};

describe("warnings", () => {
  it.each(Object.entries(oddities))("says what is odd about %s", (_, source) => {
    expect(shown(source)).toMatchSnapshot();
    expect(compileText(source).graph).toBeDefined();
  });

  it.each(Object.entries(fine))("says nothing about %s", (_, source) => {
    expect(compileText(source).diagnostics).toEqual([]);
  });

  it("says nothing about what is odd in other files", () => {
    const { diagnostics } = compileText(`import { f } from "./b.af"\nflow g() -> int { return f() }`, {
      "b.af": `flow f() -> int {\n  let x = 1\n  return 2\n}`,
    });
    expect(diagnostics).toEqual([]);
  });

  it("does not say that what was probably meant is never used", () => {
    const { diagnostics } = compileText(`${agents}flow f() -> string {\n  let plan = a("x")\n  return plna\n}`);
    expect(diagnostics.map((each) => each.code)).toEqual(["AF0201"]);
  });
});
