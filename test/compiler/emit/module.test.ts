import { describe, expect, it } from "vitest";
import { type EmittedModule, emitModule, type ModuleSetting } from "../../../compiler/emit/module.ts";
import { compile } from "../../../compiler/index.ts";
import { ODD } from "../../embed/odd-program.ts";

function emitted(sources: Readonly<Record<string, string>>, tools: ModuleSetting["tools"] = "given"): EmittedModule {
  const { graph, diagnostics } = compile("main.af", { read: (path) => sources[path] });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  if (!graph) throw new Error("The program has no graph.");
  return emitModule(graph, { source: "main.af", tools }, { directory: '"."' });
}

const withoutGraph = (text: string): string => text.replace(/JSON\.parse\(".*"\)/, "JSON.parse(…)");

describe("the module of a program", () => {
  it("names nothing twice, whatever the program names", () => {
    expect(withoutGraph(emitted(ODD).typescript)).toMatchSnapshot();
  });

  it("has the flows of the entry file alone", () => {
    const { javascript, lines } = emitted(ODD);
    expect([...lines.keys()]).toEqual(["delete", "class"]);
    const made = javascript.split("\n");
    for (const [flow, line] of lines) expect(made[line]).toContain(`.flow("${flow}")`);
    expect(javascript).not.toContain("unseen =");
  });

  it("asks for tools that nobody brings along, and for no others", () => {
    const source = {
      "main.af": `import { search } from "./std.af"
tool mine() -> int { from: "./tools.ts" }
agent a() -> int { tools: [mine, search] }
flow f() -> int { return a() }
`,
      "./std.af": "",
      "std.af": 'tool search() -> int { from: mcp("server", "search") }\n',
    };
    const given = emitted(source).declarations;
    expect(given).toMatch(/readonly mine: Tools\["mine"\];\s+readonly search: Tools\["search"\];/);
    const imported = emitted(source, "imported").declarations;
    expect(imported).toMatch(/readonly mine\?: Tools\["mine"\];\s+readonly search: Tools\["search"\];/);
  });
});
