import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { CancellationToken, Connection } from "vscode-languageserver/node.js";
import {
  CompletionRequest,
  DocumentSymbolRequest,
  HoverRequest,
  SemanticTokensRequest,
} from "vscode-languageserver-protocol/node.js";
import type { Programs } from "../../../cli/lsp/programs.ts";
import { clientOf, openSession } from "../../../cli/lsp/session.ts";
import { useCommand } from "../command.ts";
import { openEditor } from "./editor.ts";

const command = useCommand();

const start = { line: 0, character: 0 };

describe("the language server lives on", { timeout: 60_000 }, () => {
  it("when it is asked about documents that nobody has", async () => {
    const { connection, uriOf, quit, errors } = await openEditor(command.path, {});
    for (const uri of [
      uriOf("none.af"),
      "untitled:Untitled-1",
      "file://elsewhere/share/a.af",
      "no address at all",
      "",
    ]) {
      const textDocument = { uri };
      expect(await connection.sendRequest(HoverRequest.type, { textDocument, position: start })).toBeNull();
      expect(await connection.sendRequest(DocumentSymbolRequest.type, { textDocument })).toEqual([]);
    }
    expect(await quit()).toBe(0);
    expect(errors()).toBe("");
  });

  it("when places are outside the text", async () => {
    const { connection, uriOf, open, quit } = await openEditor(command.path, { "a.af": "agent a() { }\n" });
    open("a.af");
    const textDocument = { uri: uriOf("a.af") };
    for (const position of [
      { line: 99, character: 99 },
      { line: 0, character: 9_999 },
      { line: -1, character: -1 },
    ]) {
      await connection.sendRequest(HoverRequest.type, { textDocument, position });
      expect(await connection.sendRequest(CompletionRequest.type, { textDocument, position })).toHaveProperty("items");
    }
    expect(await quit()).toBe(0);
  });

  it("when a request makes no sense", async () => {
    const { connection, uriOf, open, quit } = await openEditor(command.path, { "a.af": "agent a() { }\n" });
    open("a.af");
    const wrong = [
      undefined,
      null,
      3,
      [],
      {},
      { textDocument: null },
      { textDocument: { uri: 7 } },
      { textDocument: { uri: uriOf("a.af") } },
    ];
    for (const params of wrong) {
      await expect(connection.sendRequest("textDocument/hover", params)).rejects.toThrow(
        /names no (?:document|place)|defines param/,
      );
    }
    await expect(connection.sendRequest("textDocument/unheardOf", {})).rejects.toThrow(/Unhandled method/);
    expect(
      await connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: uriOf("a.af") } }),
    ).toHaveLength(1);
    expect(await quit()).toBe(0);
  });

  it("when changes make no sense", async () => {
    const { connection, uriOf, open, problems, quit } = await openEditor(command.path, { "a.af": "agent a() { }\n" });
    const textDocument = { uri: uriOf("a.af"), version: 2 };
    await connection.sendNotification("textDocument/didChange", { textDocument, contentChanges: [{ text: "?" }] });
    await connection.sendNotification("textDocument/didChange", { textDocument });
    await connection.sendNotification("textDocument/didOpen", {});
    await connection.sendNotification("textDocument/didClose", { textDocument });
    await connection.sendNotification("workspace/didChangeWatchedFiles", {});
    open("a.af", "agent a() { turns: }");
    expect(await problems("a.af")).toHaveLength(1);
    expect(await quit()).toBe(0);
  });

  it("with whatever is typed", async () => {
    const { connection, uriOf, open, type, problems, quit } = await openEditor(command.path, { "a.af": "¦" });
    open("a.af");
    const textDocument = { uri: uriOf("a.af") };
    const program = 'flow main(a: string) -> { b: int } {\n  let 🙂 = "${a.b}"\r\n  return { b: [1][0] ?? }\n}\u2028\0';
    for (const letter of program) {
      type("a.af", letter);
      await connection.sendRequest(SemanticTokensRequest.type, { textDocument });
      await connection.sendRequest(CompletionRequest.type, { textDocument, position: { line: 1, character: 12 } });
    }
    await problems("a.af");
    expect(await quit()).toBe(0);
  });

  it("when messages are no JSON", async () => {
    const { server, connection, uriOf, open, quit } = await openEditor(command.path, { "a.af": "agent a() { }\n" });
    open("a.af");
    server.stdin?.write("Content-Length: 9\r\n\r\n{no json}");
    await connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: uriOf("a.af") } });
    expect(await quit()).toBe(0);
  });
});

describe("a mistake of ours", () => {
  it("is told to whoever asked and in the log, and to nobody else", () => {
    const log: string[] = [];
    const connection = { console: { error: (message: string) => log.push(message) } } as unknown as Connection;
    const { answer } = openSession(connection, {} as Programs, clientOf({}));
    const broken = answer("hover", (): string => {
      throw new TypeError("a bug");
    });
    const going = { isCancellationRequested: false } as CancellationToken;
    expect(broken({}, going)).toMatchObject({ code: -32603, message: "This is a mistake of agentflow itself: a bug" });
    expect(log).toEqual([expect.stringContaining("The answer to a request for hover failed: TypeError: a bug\n")]);
  });

  it("is not met by a request that was cancelled", () => {
    const { answer } = openSession({} as Connection, {} as Programs, clientOf({}));
    const cancelled = { isCancellationRequested: true } as CancellationToken;
    expect(answer("hover", () => "late")({}, cancelled)).toMatchObject({ code: -32800 });
  });
});

describe("the language server ends", { timeout: 60_000 }, () => {
  it("with 0 when it was told so, and with 1 when it was not", async () => {
    const polite = await openEditor(command.path, {});
    expect(await polite.quit()).toBe(0);
    const rude = await openEditor(command.path, {});
    await rude.connection.sendNotification("exit");
    expect(await rude.ended).toBe(1);
  });

  it("when its input ends", async () => {
    const { server, ended, errors } = await openEditor(command.path, {});
    server.stdin?.end();
    expect(await ended).toBe(1);
    expect(errors()).toBe("");
  });

  it("when its editor is killed", async () => {
    // An editor whose pipes somebody else holds open is known by its process alone.
    const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const { ended } = await openEditor(command.path, {}, { processId: parent.pid ?? null });
    parent.kill("SIGKILL");
    await once(parent, "close");
    expect(await ended).toBe(1);
  });

  it("takes no other words", () => {
    const called = (...words: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [command.path, "lsp", ...words], {
        input: "",
        encoding: "utf8",
      });
      return { status, stdout, stderr };
    };
    expect(called("--socket=9")).toMatchObject({ status: 2, stdout: "" });
    expect(called("file.af").stderr).toContain("agentflow lsp --help");
    expect(called("file.af")).toMatchObject({ status: 2, stdout: "" });
    expect(called()).toEqual({ status: 1, stdout: "", stderr: "" });
  });
});
