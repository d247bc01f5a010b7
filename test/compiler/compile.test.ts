import { describe, expect, it } from "vitest";
import { compile } from "../../compiler/compile.ts";
import { compileText, graphOf } from "./sources.ts";

const agent = (name: string) => `agent ${name}(t: string) -> string { prompt: "\${t}" }`;

describe("compile", () => {
  it("reports problems in the order of the files, the entry file first, and of the text in each", () => {
    const { diagnostics } = compileText(
      `import { a } from "./b.af"\nflow f() -> int { return a(1) }\nflow g() -> int { return x }`,
      {
        "b.af": `agent a(t: Nothing) -> Neither { prompt: "\${t}" }`,
      },
    );
    expect(diagnostics.map(({ file, code, span }) => `${file}:${span.start} ${code}`)).toEqual([
      "main.af:84 AF0201",
      "b.af:11 AF0202",
      "b.af:23 AF0202",
    ]);
  });

  it("makes no graph of a program with an error, and one of a program with a warning", () => {
    expect(compileText(`flow f() -> int { return "x" }`).graph).toBeUndefined();
    const { graph, diagnostics } = compileText(`flow f(x: int) -> int { return 1 }`);
    expect(diagnostics.map((each) => each.severity)).toEqual(["warning"]);
    expect(graph?.main).toBe("f");
  });

  it("gives a hundred diagnostics at most, errors before warnings, and says that there are more", () => {
    const odd = Array.from({ length: 300 }, (_, n) => `flow f${n}(x: int) -> int { return 1 }\n`).join("");
    const wrong = Array.from({ length: 300 }, (_, n) => `flow g${n}() -> int { return missing_${n} }\n`).join("");
    const both = compileText(odd + wrong).diagnostics;
    expect(both).toHaveLength(100);
    expect(new Set(both.slice(0, 99).map(({ code }) => code))).toEqual(new Set(["AF0201"]));
    expect(both.at(-1)?.title).toBe("too many mistakes");
    const warned = compileText(odd);
    expect(warned.diagnostics.map(({ severity }) => severity)).toEqual(Array.from({ length: 100 }, () => "warning"));
    expect(warned.graph).toBeDefined();
  });

  it("gives the text of every file that it read", () => {
    const { sources } = compileText(`import { a } from "./b.af"\nflow f() -> string { return a("x") }`, {
      "b.af": agent("a"),
    });
    expect([...sources.keys()]).toEqual(["main.af", "b.af"]);
  });

  it("reads a file once that two others import", () => {
    const read: string[] = [];
    const files: Record<string, string> = {
      "main.af": `import { a } from "./a.af"\nimport { b } from "./b.af"\nflow f() -> string { return a(b("x")) }`,
      "a.af": `import { c } from "./c.af"\nagent a(t: string) -> string { tools: [c]\n prompt: "\${t}" }`,
      "b.af": `import { c } from "./c.af"\nagent b(t: string) -> string { tools: [c]\n prompt: "\${t}" }`,
      "c.af": agent("c"),
    };
    const { graph } = compile("main.af", {
      read(path) {
        read.push(path);
        return files[path];
      },
    });
    expect(read).toEqual(["main.af", "a.af", "c.af", "b.af"]);
    expect(graph?.files).toEqual(["main.af", "a.af", "c.af", "b.af"]);
  });

  it("says so where the entry file can't be read", () => {
    const { graph, diagnostics } = compile("gone.af", { read: () => undefined });
    expect(graph).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: "AF0210", file: "gone.af" }]);
  });

  it("makes a graph of an empty file", () => {
    expect(graphOf("")).toMatchObject({ files: ["main.af"], flows: {}, agents: {}, tests: [] });
  });
});

describe("main", () => {
  it("is the entry file's only flow", () => {
    expect(graphOf(`flow other() -> int { return 1 }`).main).toBe("other");
  });

  it("is the one called main where there are several", () => {
    expect(graphOf(`flow a() -> int { return 1 }\nflow main() -> int { return a() }`).main).toBe("main");
  });

  it("is absent where there are several and none is called so", () => {
    expect(graphOf(`flow a() -> int { return 1 }\nflow b() -> int { return 2 }`).main).toBeUndefined();
  });

  it("is no flow of another file", () => {
    const graph = graphOf(`import { g } from "./b.af"\nflow f() -> int { return g() }`, {
      "b.af": "flow g() -> int { return 1 }",
    });
    expect(graph.main).toBe("f");
    expect(Object.keys(graph.flows)).toEqual(["f", "g"]);
  });
});

/** Each is one mistake, and gives one diagnostic. */
const single: Readonly<Record<string, string>> = {
  "an unknown result type, used": `agent a() -> Reprot { prompt: "x" }\nflow f() -> int {\n  let r = a()\n  share r\n  let x = r.title + 1\n  return for y in r.items { y.z + x }\n}`,
  "an unknown name, used": `flow f() -> int {\n  let a = nothing\n  let b = a.c[0].d\n  return match b { 1 -> a, _ -> b }\n}`,
  "a wrong argument, whose result is used": `${agent("a")}\nflow f() -> string {\n  let r = a(1)\n  return r.trim()\n}`,
  "a misspelt schema": `schema Reprot { title: string }\nagent a() -> Report { prompt: "x" }\nflow f() -> string { return a().title }`,
  "a misspelt agent": `agent wrtier(t: string) -> string { prompt: "\${t}" }\nflow f() -> string { return writer("x").trim() }`,
  "a misspelt let, used twice": `${agent("a")}\nflow f() -> string {\n  let plna = a("x")\n  return plan + plan\n}`,
  "a misspelt import, used": `import { serch } from "std/corpus"\nflow f() -> int { return search("x").length }`,
  "a misspelt property": `agent a(t: string) -> string { promt: "\${t}" }\nflow f() -> string { return a("x") }`,
  "a missing import": `${agent("a")}\nflow f() -> string {\n  let hits = search("x")\n  return a("\${hits.first.text}")\n}`,
  "an import cycle": `import { b } from "./b.af"\nflow f() -> int { return b("x").length }`,
  "a name without a value": `${agent("a")}\nflow f() -> string {\n  let x =\n  return a(x)\n}`,
  "a declaration without a name": `agent (t: string) -> string { prompt: "\${t}" }\nflow f() -> string { return writer("x") }`,
  "a parameter without a type": `agent a(t) -> string { prompt: "\${t}" }\nflow f() -> string { return a("x") }`,
  "a schema with a broken field": `schema S { title string, note: string }\nagent a() -> S { prompt: "x" }\nflow f() -> string { return a().title }`,
  "a result that is missing": `agent a(t: string) -> { prompt: "\${t}" }\nflow f() -> string { return a("x") }`,
  "a flow that calls itself": `flow f(n: int) -> int {\n  let x = f(n)\n  return x + f(x)\n}`.replace(" + f(x)", ""),
  "a repeat whose first value is wrong": `${agent("a")}\nflow f() -> string { return repeat 3 with x = a(1) { a(x.trim()) } }`,
  "a dag's entry that is wrong": `${agent("a")}\nflow f() -> string {\n  let d = dag { x: a(1), y: a(x.trim()) }\n  return d.y + d.x\n}`,
};

describe("one mistake", () => {
  it.each(Object.entries(single))("is one diagnostic: %s", (_, source) => {
    const { diagnostics } = compileText(source, {
      "b.af": `import { f } from "./main.af"\nagent b(t: string) -> string { prompt: "\${t}" }`,
    });
    expect(diagnostics.map((each) => `${each.code} ${each.message}`)).toHaveLength(1);
  });
});
