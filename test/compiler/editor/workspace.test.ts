import { describe, expect, it } from "vitest";
import { openWorkspace } from "../../../compiler/editor/workspace.ts";
import { marked } from "./marked.ts";

/** A workspace over texts that can be changed, and how often each was read. */
function changing(texts: Record<string, string>) {
  return { texts, workspace: openWorkspace({ read: (path) => texts[path], files: () => Object.keys(texts) }) };
}

const codesIn = (workspace: ReturnType<typeof openWorkspace>, path: string): string[] =>
  workspace.analyse(path)?.diagnostics.map(({ file, code }) => `${file} ${code}`) ?? [];

describe("an analysis", () => {
  it("has what compiling says, with fixes as data", () => {
    const { analysis } = marked("flow main(topic: string) -> string { return topik }");
    const [found] = analysis.diagnostics;
    expect(found?.code).toBe("AF0201");
    expect(found?.fix?.edits).toEqual([{ span: { start: 44, end: 49 }, text: "topic" }]);
  });

  it("has the places that a problem has to do with", () => {
    const { analysis, parts } = marked("schema ⟦One⟧ { n: int }\nschema One { m: int }");
    const [found] = analysis.diagnostics;
    expect(found?.related).toEqual([{ file: "main.af", span: parts[0]?.span, message: "a schema called `One`" }]);
  });

  it("is the same one as long as no text that it rests on has changed", () => {
    const { texts, workspace } = changing({
      "main.af": 'import { One } from "./one.af"\nflow main(o: One) -> int { return o.n }',
      "one.af": "schema One { n: int }",
      "other.af": "schema Two { n: int }",
    });
    const first = workspace.analyse("main.af");
    texts["other.af"] = "";
    expect(workspace.analyse("main.af")).toBe(first);
    texts["one.af"] = "schema One { m: int }";
    expect(workspace.analyse("main.af")).not.toBe(first);
    expect(codesIn(workspace, "main.af")).toEqual(["main.af AF0302"]);
  });

  it("notices that a missing file is there, and that one is gone", () => {
    const { texts, workspace } = changing({
      "main.af": 'import { One } from "./one.af"\nflow main(o: One) -> int { return o.n }',
    });
    expect(codesIn(workspace, "main.af")).toEqual(["main.af AF0204"]);
    texts["one.af"] = "schema One { n: int }";
    expect(codesIn(workspace, "main.af")).toEqual([]);
    delete texts["one.af"];
    expect(codesIn(workspace, "main.af")).toEqual(["main.af AF0204"]);
  });

  it("notices that the TypeScript of a tool has come", () => {
    let there = false;
    const text = 'tool t() { from: "./t.ts" }\nagent a() { tools: [t], prompt: "a" }\nflow main() { return a() }';
    const workspace = openWorkspace({ read: (path) => (path === "main.af" ? text : undefined), exists: () => there });
    expect(codesIn(workspace, "main.af")).toEqual(["main.af AF0612"]);
    there = true;
    expect(codesIn(workspace, "main.af")).toEqual([]);
  });

  it("is not there for a file that is not", () => {
    const { workspace } = changing({});
    expect(workspace.analyse("main.af")).toBeUndefined();
  });

  it("shares the trees of files with every other analysis, also after a change was taken back", () => {
    const { texts, workspace } = changing({
      "main.af": 'import { One } from "./one.af"\nflow main(o: One) -> int { return o.n }',
      "one.af": "schema One { n: int }",
    });
    const treeOfImported = () => workspace.analyse("main.af")?.checked.bound.loaded.modules[1]?.tree;
    treeOfImported();
    texts["one.af"] = "";
    workspace.analyse("one.af");
    texts["one.af"] = "schema One { n: int }";
    const own = workspace.analyse("one.af")?.module.tree;
    expect(treeOfImported()).toBe(own);
  });

  it("has the plan of each of its flows, made once, and none of a file with mistakes", () => {
    const { texts, workspace } = changing({ "main.af": 'agent a() { prompt: "a" }\nflow main() { return a() }' });
    const analysis = workspace.analyse("main.af");
    expect(analysis?.planOf("main")?.flow).toBe("main");
    expect(analysis?.planOf("main")).toBe(analysis?.planOf("main"));
    expect(analysis?.planOf("toString")).toBeUndefined();
    texts["main.af"] = "flow main() { return b() }";
    expect(workspace.analyse("main.af")?.graph).toBeUndefined();
    expect(workspace.analyse("main.af")?.planOf("main")).toBeUndefined();
  });
});

describe("a workspace", () => {
  it("keeps a hundred analyses, and makes another again", () => {
    const texts = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`${i}.af`, `schema S${i} { n: int }`]));
    const { workspace } = changing(texts);
    const [first, last] = [
      workspace.analyse("0.af"),
      Object.keys(texts)
        .map((path) => workspace.analyse(path))
        .at(-1),
    ];
    expect(workspace.analyse("119.af")).toBe(last);
    expect(workspace.analyse("0.af")).not.toBe(first);
    expect(workspace.analyse("0.af")?.text).toBe(first?.text);
  });
});
