import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { compile, load, openProgram, ProgramProblem, programOf, scriptedEngine } from "../../embed/index.ts";
import { folderWith } from "../cli/terminal.ts";
import { GREET, INVESTIGATE } from "./programs.ts";

describe("compiling a text", () => {
  it("gives a program and its graph", () => {
    const compiled = compile(INVESTIGATE);
    expect(compiled.problems).toEqual([]);
    const program = programOf(compiled);
    expect(program.flows).toEqual(["investigate", "announce"]);
    expect(program.graph.flows.investigate?.parameters.map(({ name }) => name)).toEqual(["topic", "limit"]);
    const announce = program.flow("announce");
    expect([announce.name, announce.result]).toEqual(["announce", { type: "boolean" }]);
  });

  it("gives what is wrong with it as data", () => {
    const compiled = compile("flow f() -> int { return agnt() }\nagent agent1() -> int {}\n");
    expect(compiled.ok).toBe(false);
    expect(compiled.problems[0]).toMatchObject({
      code: expect.stringMatching(/^AF\d{4}$/),
      severity: "error",
      file: "main.af",
      start: { line: 1, column: 26 },
      shown: expect.stringContaining("flow f()"),
    });
    expect(() => programOf(compiled)).toThrow(ProgramProblem);
  });

  it("gives a program with what is merely odd", () => {
    const compiled = compile(`${GREET}agent idle() -> int {}\n`);
    expect(compiled.ok).toBe(true);
    expect(compiled.problems.map(({ severity }) => severity)).toEqual(["warning"]);
  });

  it("takes modules, and the standard library's", () => {
    const modules = {
      "flows/main.af":
        'import { greeter } from "../greet.af"\nimport { search } from "std/corpus"\nagent finder() -> int { tools: [search] }\nflow main() -> { text: string(1..80), n: int } { let g = greeter("Ada")\nreturn { text: g.text, n: finder() } }',
      "greet.af": GREET,
    };
    const compiled = compile({ modules, entry: "flows/main.af" });
    expect(compiled.problems).toEqual([]);
    expect([...compiled.files].sort()).toEqual(["flows/main.af", "greet.af", "std/corpus.af"]);
    const missing = compile({ modules: { "main.af": 'import { a } from "./a.af"\n' } });
    expect(missing).toMatchObject({ ok: false });
  });

  it("knows which flows there are", () => {
    const program = programOf(compile(INVESTIGATE));
    expect(() => program.flow("investigat")).toThrow("Did you mean `investigate`?");
    expect(() => program.flow("xyz")).toThrow("It has investigate, announce.");
  });
});

describe("loading a file", () => {
  it("finds what it imports and the modules of its tools beside it", async () => {
    const folder = folderWith({
      "greet.af":
        'import { shout } from "./tools/shout.af"\nflow main(name: string(1..40)) -> string(1..80) { return shout(name) }',
      "tools/shout.af": 'tool shout(text: string(1..40)) -> string(1..80) { from: "./shout.ts" }',
      "tools/shout.ts": "export const shout = ({ text }: { text: string }): string => `${text.toUpperCase()}!`;",
    });
    const file = join(folder, "greet.af");
    for (const place of [file, pathToFileURL(file)]) {
      const program = programOf(await load(place));
      expect(await program.flow("main")({ name: "Ada" })).toBe("ADA!");
    }
  });

  it("that is not there says so as data", async () => {
    const compiled = await load("/nowhere/at-all.af");
    expect(compiled.problems).toEqual([expect.objectContaining({ severity: "error", file: "at-all.af" })]);
  });
});

describe("a graph", () => {
  it("runs again from its JSON", async () => {
    const { graph } = programOf(compile(GREET));
    await using engine = scriptedEngine({ "greet/greeter": [{ answer: { text: "Hi" } }] });
    expect(await openProgram(JSON.parse(JSON.stringify(graph))).flow("greet")({}, { engine })).toEqual({ text: "Hi" });
  });

  it("of another version is refused", () => {
    const { graph } = programOf(compile(GREET));
    expect(() => openProgram({ ...graph, version: 0 as never })).toThrow("This graph has version 0");
  });
});
