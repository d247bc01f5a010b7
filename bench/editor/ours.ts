import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CompletionRequest,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ExitNotification,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  InlayHintRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node.js";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Ask, asks, ours, roomFor, SHOWN, type Times, type Typing } from "./keystrokes.ts";

/** Keystrokes before those that count, in which a server warms up as it does in the first lines that somebody writes. */
const WARM_UP = 30;

/** Times our language server over its pipes: each kind of request right after a keystroke, so that it pays for it. */
export async function measureOurs(command: string, program: string, keystrokes: number): Promise<readonly Times[]> {
  const times: Times[] = [];
  for (const typing of ours) {
    // Only what is asked is worked out: problems wait for a pause, unless it is they that are measured.
    for (const [pause, kinds] of [
      [0, asks.slice(0, 1)],
      [10_000, asks.slice(1)],
    ] as const) {
      const server = await start(command, program, typing, pause);
      for (let stroke = 0; stroke < WARM_UP; stroke++) for (const ask of kinds) await server.strike(ask);
      for (const ask of kinds) {
        const ms: number[] = [];
        const before = cpuOf(server.process);
        for (let stroke = 0; stroke < keystrokes; stroke++) ms.push(await server.strike(ask));
        const after = cpuOf(server.process);
        const cpu = before !== undefined && after !== undefined ? { cpu: (after - before) / keystrokes } : {};
        times.push({ typing: typing.title, ask, ms, ...cpu });
      }
      await server.end();
    }
  }
  return times;
}

interface Server {
  readonly process: ChildProcess;
  /** One keystroke and one question; gives the milliseconds until its answer. */
  strike(ask: Ask): Promise<number>;
  end(): Promise<void>;
}

async function start(command: string, program: string, typing: Typing, pause: number): Promise<Server> {
  const child = spawn(process.execPath, [command, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const reader = new StreamMessageReader(child.stdout);
  const connection = createProtocolConnection(reader, new StreamMessageWriter(child.stdin));
  connection.listen();
  await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
    workspaceFolders: null,
    initializationOptions: { pause },
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const { text, at } = roomFor(program, typing);
  const uri = pathToFileURL(join(tmpdir(), "agentflow-bench-program.af")).href;
  let document = TextDocument.create(uri, "agentflow", 1, text);
  const told = problemsOf(connection);
  const opened = told(1);
  await connection.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "agentflow", version: 1, text },
  });
  if (pause === 0) await opened;
  const textDocument = { uri };
  const first = await connection.sendRequest(SemanticTokensRequest.type, { textDocument });
  let previousResultId = first?.resultId ?? "";
  let typed = 0;

  const change = async (): Promise<void> => {
    const whole = typed === typing.letters.length;
    const letter = whole ? "" : (typing.letters[typed] ?? "");
    const range = { start: document.positionAt(at + (whole ? 0 : typed)), end: document.positionAt(at + typed) };
    const contentChanges = [{ range, text: letter }];
    typed = whole ? 0 : typed + 1;
    document = TextDocument.update(document, contentChanges, document.version + 1);
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version: document.version },
      contentChanges,
    });
  };
  const position = () => document.positionAt(at + typed);
  const asking: Readonly<Record<Exclude<Ask, "diagnostics">, () => Promise<unknown>>> = {
    completion: () => connection.sendRequest(CompletionRequest.type, { textDocument, position: position() }),
    hover: () => connection.sendRequest(HoverRequest.type, { textDocument, position: position() }),
    "semantic tokens": async () => {
      const tokens = await connection.sendRequest(SemanticTokensDeltaRequest.type, { textDocument, previousResultId });
      previousResultId = tokens?.resultId ?? "";
    },
    "inlay hints": () => {
      const { line } = position();
      const range = {
        start: { line: Math.max(0, line - SHOWN / 2), character: 0 },
        end: { line: line + SHOWN / 2, character: 0 },
      };
      return connection.sendRequest(InlayHintRequest.type, { textDocument, range });
    },
  };
  return {
    process: child,
    async strike(ask) {
      const answered = ask === "diagnostics" ? told(document.version + 1) : undefined;
      const begin = performance.now();
      await change();
      await (ask === "diagnostics" ? answered : asking[ask]());
      return performance.now() - begin;
    },
    async end() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
    },
  };
}

/** Gives a promise of the problems of a version. */
function problemsOf(connection: ProtocolConnection): (version: number) => Promise<void> {
  let wake: ((version: number) => void) | undefined;
  connection.onNotification(PublishDiagnosticsNotification.type, ({ version }) => wake?.(version ?? 0));
  return (version) =>
    new Promise((resolve) => {
      wake = (told) => {
        if (told === version) resolve();
      };
    });
}

/** Milliseconds of processor time that a process has used; undefined where the system does not tell. */
function cpuOf({ pid }: ChildProcess): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    // User and system time, in hundredths of a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
