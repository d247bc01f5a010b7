import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentPositionParams,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node.js";
import { TextDocument } from "vscode-languageserver-textdocument";
import { folderWith } from "../terminal.ts";

/** What a modern editor can do, as far as it matters to the server. */
export const modern: ClientCapabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
  },
  textDocument: {
    completion: { completionItem: { snippetSupport: true, insertReplaceSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** An editor with a folder open, and the server that it started. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly server: ChildProcess;
  /** What the server said when it began. */
  readonly began: InitializeResult;
  /** What the server asked to be told of. */
  readonly registered: readonly string[];
  readonly folder: string;
  uriOf(name: string): string;
  /** Opens a file, with the text that is on the disk or another. A `¦` in it is the cursor. */
  open(name: string, text?: string): void;
  /** Types a text at the cursor of a file that is open, or in the place of a part of it. */
  type(name: string, text: string, instead?: Range): void;
  close(name: string): void;
  /** The file and the place of the cursor in it. */
  at(name: string): TextDocumentPositionParams;
  textOf(name: string): string;
  /** What stands in a part of a file. */
  part(name: string, range: Range): string;
  /** The problems of a file as it is now, once the server has told them. */
  problems(name: string): Promise<readonly Diagnostic[]>;
  /** The problems that the server tells of a file next. */
  told(name: string): Promise<readonly Diagnostic[]>;
  /** Says goodbye; gives the server's exit code. */
  quit(): Promise<number | null>;
  /** The server's exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** What the server wrote to stderr. */
  errors(): string;
}

/** Starts the server that `command` is, in a folder with some files. */
export async function openEditor(
  command: string,
  files: Readonly<Record<string, string>>,
  { capabilities = modern, processId = null as number | null } = {},
): Promise<Editor> {
  const folder = folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace("¦", "")])),
  );
  const server = spawn(process.execPath, [command, "lsp", "--stdio"], { stdio: "pipe" });
  const ended = once(server, "close").then(([code]) => code as number | null);
  let errors = "";
  server.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  // A server that is gone takes nothing any more.
  server.stdin.on("error", () => {});
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const documents = new Map<string, TextDocument>();
  const cursors = new Map<string, number>();
  const told = new Map<string, PublishDiagnosticsParams>();
  let waiting: ((params: PublishDiagnosticsParams) => void)[] = [];
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    told.set(params.uri, params);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake(params);
  });
  const next = (): Promise<PublishDiagnosticsParams> => new Promise((resolve) => waiting.push(resolve));
  const registered: string[] = [];
  connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
    registered.push(...registrations.map(({ method }) => method));
  });
  connection.listen();
  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  const documentOf = (name: string): TextDocument =>
    documents.get(name) ?? TextDocument.create(uriOf(name), "agentflow", 0, readFileSync(join(folder, name), "utf8"));
  const began = await connection.sendRequest(InitializeRequest.type, {
    processId,
    rootUri: null,
    capabilities,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "test" }],
    initializationOptions: { pause: 0 },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  return {
    connection,
    server,
    began,
    registered,
    folder,
    uriOf,
    open(name, text = files[name] ?? "") {
      cursors.set(name, text.indexOf("¦"));
      const document = TextDocument.create(uriOf(name), "agentflow", 1, text.replace("¦", ""));
      documents.set(name, document);
      void connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri: document.uri, languageId: "agentflow", version: 1, text: document.getText() },
      });
    },
    type(name, text, instead) {
      const document = documentOf(name);
      const cursor = document.positionAt(cursors.get(name) ?? 0);
      const range = instead ?? { start: cursor, end: cursor };
      const version = document.version + 1;
      const contentChanges = [{ range, text }];
      cursors.set(name, document.offsetAt(range.start) + text.length);
      documents.set(name, TextDocument.update(document, contentChanges, version));
      void connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri: document.uri, version },
        contentChanges,
      });
    },
    close(name) {
      documents.delete(name);
      void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uriOf(name) } });
    },
    at(name) {
      const position: Position = documentOf(name).positionAt(cursors.get(name) ?? 0);
      return { textDocument: { uri: uriOf(name) }, position };
    },
    textOf: (name) => documentOf(name).getText(),
    part: (name, range) => documentOf(name).getText(range),
    async problems(name) {
      for (;;) {
        const found = told.get(uriOf(name));
        if (found && found.version === documents.get(name)?.version) return found.diagnostics;
        await next();
      }
    },
    async told(name) {
      for (;;) {
        const found = await next();
        if (found.uri === uriOf(name)) return found.diagnostics;
      }
    },
    async quit() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      return await ended;
    },
    ended,
    errors: () => errors,
  };
}

/** The text of a file after edits. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create("", "agentflow", 0, text), [...edits]);
}

/** The edits of one file in those of several. */
export function editsIn({ documentChanges = [], changes = {} }: WorkspaceEdit, uri: string): readonly TextEdit[] {
  const versioned = documentChanges.flatMap((each) =>
    "edits" in each && each.textDocument.uri === uri ? (each.edits as TextEdit[]) : [],
  );
  return [...versioned, ...(changes[uri] ?? [])];
}
