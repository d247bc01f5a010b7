import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  createProtocolConnection,
  type Diagnostic,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node.js";
import { z } from "zod";
import { textMateGrammar } from "../../../grammar/index.ts";
import { packageRoot } from "../../../runtime/package-root.ts";
import { packageExtension } from "../../../scripts/vscode.mjs";

/** Where the package lies unpacked, as VS Code unpacks it. */
const home = mkdtempSync(join(tmpdir(), "agentflow vsix "));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let entries: Readonly<Record<string, Uint8Array>>;
beforeAll(async () => {
  entries = unzipSync(await packageExtension());
  for (const [name, bytes] of Object.entries(entries)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), bytes);
  }
}, 60_000);

const textOf = (name: string): string => strFromU8(entries[name] ?? new Uint8Array());

/** Modules that a bundle asks for when it is loaded or later. */
function modulesOf(bundle: string): readonly string[] {
  const asked = bundle.matchAll(/\b(?:require\(|from|import|import\()"([\w@][\w@:./-]*)"/g);
  return [...new Set([...asked].map(([, name = ""]) => name))];
}

const isNode = (name: string): boolean => builtinModules.includes(name.replace(/^node:/, ""));

describe("the package of the extension", () => {
  it("holds what it needs and nothing else", () => {
    const library = readdirSync(join(packageRoot(), "stdlib", "std")).filter((name) => name.endsWith(".af"));
    expect(library.length).toBeGreaterThan(0);
    expect(Object.keys(entries).sort()).toEqual(
      [
        "[Content_Types].xml",
        "extension.vsixmanifest",
        "extension/LICENSE.txt",
        "extension/NOTICES.txt",
        "extension/README.md",
        "extension/agentflow.tmLanguage.json",
        "extension/codeblock.tmLanguage.json",
        "extension/extension.cjs",
        "extension/language-configuration.json",
        "extension/package.json",
        "extension/server.mjs",
        ...library.map((name) => `extension/stdlib/std/${name}`),
      ].sort(),
    );
  });

  it("has every file that its manifest names", () => {
    const file = z.string();
    const { main, contributes } = z
      .object({
        main: file,
        contributes: z.object({
          languages: z.array(z.object({ configuration: file })),
          grammars: z.array(z.object({ path: file })),
        }),
      })
      .parse(JSON.parse(textOf("extension/package.json")));
    const named = [main, ...contributes.languages.map((each) => each.configuration)];
    for (const path of [...named, ...contributes.grammars.map((each) => each.path)]) {
      expect(Object.keys(entries)).toContain(`extension/${path.replace(/^\.\//, "")}`);
    }
    expect(JSON.parse(textOf("extension/agentflow.tmLanguage.json"))).toEqual(textMateGrammar());
  });

  it("asks for no module but Node's own and VS Code", () => {
    const needed = modulesOf(textOf("extension/extension.cjs"));
    expect(needed.filter((name) => !isNode(name))).toEqual(["vscode"]);
    expect(modulesOf(textOf("extension/server.mjs")).filter((name) => !isNode(name))).toEqual([]);
  });

  it("names the packages whose code it holds, with their licences", () => {
    for (const name of ["vscode-languageclient 9.0.1", "vscode-languageserver 9.0.1", "Permission is hereby granted"]) {
      expect(textOf("extension/NOTICES.txt")).toContain(name);
    }
  });

  it("says nothing of the machine that it was made on", () => {
    const wrong = Object.keys(entries).filter((name) => textOf(name).includes(packageRoot()));
    expect(wrong).toEqual([]);
  });

  it("has a server that knows the library in a folder without agentflow, and ends when it is told to", async () => {
    const folder = mkdtempSync(join(tmpdir(), "agentflow empty "));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const server = spawn(process.execPath, [join(home, "extension", "server.mjs"), "--stdio"], { cwd: folder });
    onTestFinished(() => void server.kill());
    const ended = new Promise<number | null>((resolve) => server.on("exit", resolve));
    const client = createProtocolConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    const waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
    client.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) =>
      waiting.get(uri)?.(diagnostics),
    );
    const problemsOf = (uri: string, text: string): Promise<readonly Diagnostic[]> => {
      const textDocument = { uri, languageId: "agentflow", version: 1, text };
      void client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
      return new Promise((resolve) => waiting.set(uri, resolve));
    };
    client.listen();
    const rootUri = pathToFileURL(folder).href;
    const { capabilities } = await client.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri,
      capabilities: {},
      workspaceFolders: [{ uri: rootUri, name: "empty" }],
    });
    expect(capabilities.executeCommandProvider).toBeUndefined();
    await client.sendNotification(InitializedNotification.type, {});
    const text = 'import { search, nothing } from "std/corpus"\n\nflow main() -> int { return search("tea").length }\n';
    const [problem, ...others] = await problemsOf(`${rootUri}/main.af`, text);
    expect(problem?.range.start).toEqual({ line: 0, character: 17 });
    expect(others).toEqual([]);
    const library = "extension/stdlib/std/files.af";
    expect(await problemsOf(pathToFileURL(join(home, library)).href, textOf(library))).toEqual([]);
    await client.sendRequest(ShutdownRequest.type);
    await client.sendNotification(ExitNotification.type);
    expect(await ended).toBe(0);
  });
});
