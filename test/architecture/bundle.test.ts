import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleForTests, type Metafile } from "../cli/bundle.ts";

let metafile: Metafile;
let drop: () => void;
beforeAll(async () => {
  ({ metafile, drop } = await bundleForTests());
}, 60_000);
afterAll(() => drop());

/** Sources and packages that are loaded with the chunk made from `entry`, lazily loaded ones left out. */
function loadedBy(entry: string): string[] {
  const found = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === entry);
  if (found === undefined) throw new Error(`${entry} has no chunk of its own`);
  const chunks = new Set<string>();
  const outside: string[] = [];
  const queue = [found];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (chunks.has(path)) continue;
    chunks.add(path);
    for (const each of metafile.outputs[path]?.imports ?? []) {
      if (each.kind === "dynamic-import") continue;
      if (each.external) outside.push(each.path);
      else queue.push(each.path);
    }
  }
  return [...[...chunks].flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})), ...outside];
}

/** Packages among them, by name. */
function packagesOf(loaded: readonly string[]): string[] {
  const names = loaded.flatMap((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set([...names, ...loaded.filter((path) => /^[a-z@][^:]*$/.test(path) && !path.includes("."))])];
}

describe("the bundle", () => {
  it("starts with little more than the reader of options", () => {
    const loaded = loadedBy("cli/agentflow.ts");
    expect(packagesOf(loaded)).toEqual(["commander"]);
    expect(loaded.filter((path) => /^(language|compiler)\//.test(path))).toEqual([]);
  });

  it("checks without the runtime, and without what editors ask for", () => {
    const loaded = loadedBy("cli/check.ts");
    expect(loaded.filter((path) => path.startsWith("compiler/editor/"))).toEqual([]);
    expect(loaded.filter((path) => path.startsWith("runtime/")).sort()).toEqual([
      "runtime/host.ts",
      "runtime/package-root.ts",
    ]);
    for (const name of ["effection", "ink", "react", "zod", "node-llama-cpp", "esbuild", "vscode-languageserver"]) {
      expect(packagesOf(loaded)).not.toContain(name);
    }
  });

  it("builds modules without the runtime", () => {
    const loaded = loadedBy("cli/build.ts");
    expect(loaded.filter((path) => /^(runtime\/(run|engine|native)|embed\/(?!declarations-file))/.test(path))).toEqual(
      [],
    );
    for (const name of ["effection", "ink", "react", "node-llama-cpp", "esbuild"])
      expect(packagesOf(loaded)).not.toContain(name);
  });

  it("serves an editor without the runtime", () => {
    const loaded = loadedBy("cli/lsp/command.ts");
    expect(loaded.filter((path) => path.startsWith("runtime/"))).toEqual(["runtime/package-root.ts"]);
    for (const name of ["effection", "ink", "react", "zod", "node-llama-cpp", "esbuild", "libsql"]) {
      expect(packagesOf(loaded)).not.toContain(name);
    }
  });

  it("runs without the parser, and shows nothing it does not need", () => {
    const loaded = loadedBy("cli/run/execute.ts");
    expect(loaded.filter((path) => /^(language\/parser|compiler\/editor)\//.test(path))).toEqual([]);
    for (const name of [
      "ink",
      "react",
      "mathjs",
      "minisearch",
      "node-llama-cpp",
      "esbuild",
      "zod",
      "libsql",
      "vscode-languageserver",
    ]) {
      expect(packagesOf(loaded)).not.toContain(name);
    }
  });

  it("gives every command a chunk that is loaded when it is called", () => {
    const entries = Object.values(metafile.outputs).flatMap((output) => output.entryPoint ?? []);
    for (const name of ["check", "graph", "type-commands", "doctor", "lsp/command", "run/command", "run/execute"]) {
      expect(entries).toContain(`cli/${name}.ts`);
    }
  });
});
