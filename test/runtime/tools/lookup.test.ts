import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "effection";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Graph, ToolEntry, ToolSource } from "../../../compiler/graph/graph.ts";
import { toolsOf } from "../../../runtime/tools/lookup.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "agentflow-test-"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("names.ts", `export const greeting: string = "hello";`);
  write(
    "tools.ts",
    `import { greeting } from "./names.ts";
     import { readFileSync } from "node:fs";
     type Args = { name: string };
     export async function greet({ name }: Args): Promise<string> { return greeting + " " + name; }
     export const own = () => readFileSync(new URL("./names.ts", import.meta.url), "utf8").length > 0;
     export const chatty = () => { console.log("to whoever watches", console.table !== undefined); return 1; };
     export const limit = 3;`,
  );
  write("broken.ts", `export const x = ;`);
  write("throws.ts", `throw new Error("not today");`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const graph: Graph = {
  version: 1,
  files: ["main.af"],
  types: {},
  models: {},
  tools: {},
  agents: {},
  flows: {},
  tests: [],
};

function tool(from: ToolSource): ToolEntry {
  return {
    id: "t",
    name: "t",
    at: { file: 0, start: 0, end: 0, line: 1, column: 1 },
    parameters: [],
    arguments: "a",
    result: "r",
    from,
    timeoutMs: 1,
    retry: 0,
    resultTokens: 1,
    protected: false,
    effect: false,
  };
}

const load = (from: ToolSource) => run(() => toolsOf(folder)(tool(from), graph));
const module = (path: string, name: string): ToolSource => ({ kind: "module", path, export: name });
const context = { signal: new AbortController().signal, workspace: "/", directory: "/", key: "k" };

describe("a tool of a user's module", () => {
  it("is found behind TypeScript and its imports", async () => {
    const loaded = await load(module("./tools.ts", "greet"));
    expect(loaded.kind === "loaded" && (await loaded.handler({ name: "Ana" }, context))).toBe("hello Ana");
  });

  it("still knows where its module stands", async () => {
    const loaded = await load(module("./tools.ts", "own"));
    expect(loaded.kind === "loaded" && (await loaded.handler({}, context))).toBe(true);
  });

  it("prints where progress is told, and never among the results", async () => {
    const stdout = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      const found = await load(module("./tools.ts", "chatty"));
      expect(found.kind === "loaded" && (await found.handler({}, context))).toBe(1);
      expect(stdout).not.toHaveBeenCalled();
      expect(stderr.mock.calls.map(([text]) => String(text))).toEqual(["to whoever watches true\n"]);
    } finally {
      stdout.mockRestore();
      stderr.mockRestore();
    }
  });

  it("is missing in a sentence that names the exports there are", async () => {
    expect(await load(module("./tools.ts", "greets"))).toEqual({
      kind: "missing",
      message: "./tools.ts exports no `greets`. It exports chatty, greet, own.",
      hint: "Export an async function `greets` from it.",
    });
    expect(await load(module("./tools.ts", "limit"))).toMatchObject({
      message: "`limit` in ./tools.ts is no function.",
    });
  });

  it("is missing in a sentence where the module is", async () => {
    const absent = await load(module("./absent.ts", "x"));
    expect(absent.kind === "missing" && absent.message).toBe(`There is no file ${join(folder, "absent.ts")}.`);
  });

  it("is missing with the place of a mistake in its module", async () => {
    const broken = await load(module("./broken.ts", "x"));
    expect(broken.kind === "missing" && broken.message).toBe(
      `${join(folder, "broken.ts")} can't be built: 1:18: Unexpected ";"`,
    );
    const throws = await load(module("./throws.ts", "x"));
    expect(throws.kind === "missing" && throws.message).toBe(
      `${join(folder, "throws.ts")} failed while it was loaded: not today`,
    );
  });
});

describe("a tool of the standard library", () => {
  it("is found by its module and export", async () => {
    const loaded = await load({ kind: "std", module: "std/math", export: "calculate" });
    expect(loaded.kind === "loaded" && (await loaded.handler({ expression: "24 * 17 + 3" }, context))).toBe(411);
  });

  it("is missing in a sentence where there is none", async () => {
    expect(await load({ kind: "std", module: "std/maths", export: "calculate" })).toMatchObject({
      kind: "missing",
      message: "The standard library has no `calculate` in std/maths.",
    });
  });
});

it("refuses a tool of an MCP server by name", async () => {
  const missing = await load({ kind: "mcp", command: "npx server", tool: "create" });
  expect(missing.kind === "missing" && missing.message).toBe(
    "`t` is a tool of an MCP server, and this version of agentflow can't call those.",
  );
});
