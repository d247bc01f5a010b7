import {
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  PositionEncodingKind,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node.js";
import { TextDocument } from "vscode-languageserver-textdocument";
import { packageVersion } from "../../runtime/package-root.ts";
import { answerBeside } from "./beside.ts";
import { answerCompletion, completionTriggers } from "./completion.ts";
import { answerMends } from "./mends.ts";
import { answerNames } from "./names.ts";
import { answerOutline } from "./outline.ts";
import { type Problems, tellProblems } from "./problems.ts";
import { openPrograms } from "./programs.ts";
import { clientOf, openSession, type Session } from "./session.ts";
import { answerTokens, legend } from "./tokens.ts";
import { answerWriting, signatureTriggers } from "./writing.ts";

/** Milliseconds that a change waits for the next before problems are told: nobody reads while they type. */
const PAUSE = 150;

/** Answers a client on a connection that is not listening yet. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const programs = openPrograms(documents);
  connection.onInitialize((params) => {
    const client = clientOf(params.capabilities);
    const session = openSession(connection, programs, client);
    programs.setFolders(foldersOf(params));
    answerNames(session);
    answerCompletion(session);
    answerMends(session);
    answerTokens(session);
    answerOutline(session);
    answerBeside(session);
    answerWriting(session);
    const followed = followTexts(session, documents, pauseOf(params.initializationOptions));
    connection.onInitialized(() => followDisk(session, followed));
    return { capabilities, serverInfo: { name: "agentflow", version: packageVersion() } };
  });
  documents.listen(connection);
}

const capabilities: InitializeResult["capabilities"] = {
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: true },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  signatureHelpProvider: { triggerCharacters: [...signatureTriggers] },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  inlayHintProvider: true,
  codeLensProvider: {},
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.SourceFixAll] },
  semanticTokensProvider: { legend, full: { delta: true } },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Follows the documents that are open, and tells what is wrong with them. */
function followTexts(session: Session, documents: TextDocuments<TextDocument>, pause: number): Problems {
  const { connection, programs } = session;
  const problems = tellProblems(connection, programs, pause);
  documents.onDidChangeContent(({ document }) => {
    // From here on the path is known by this address.
    programs.pathOf(document.uri);
    problems.soon();
  });
  documents.onDidClose(() => problems.soon());
  return problems;
}

/** Follows the disk: files that others change, and folders that come and go. */
function followDisk({ connection, programs, client }: Session, problems: Problems): void {
  const changed = (): void => {
    programs.forgetFiles();
    problems.soon();
    // What is shown in an open file may rest on one that has changed.
    if (client.refreshes.tokens) connection.languages.semanticTokens.refresh();
    if (client.refreshes.hints) void connection.languages.inlayHint.refresh().catch(() => {});
    if (client.refreshes.lenses) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
  };
  connection.onDidChangeWatchedFiles(changed);
  if (client.watchesFiles) {
    const watchers = [{ globPattern: "**/*.af" }];
    connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch((error: unknown) => connection.console.error(`Files can't be watched: ${String(error)}`));
  }
  if (!client.workspaceFolders) return;
  connection.workspace.onDidChangeWorkspaceFolders(() => {
    void connection.workspace.getWorkspaceFolders().then((folders) => {
      programs.setFolders((folders ?? []).map(({ uri }) => uri));
      changed();
    });
  });
}

/** The folders that are open at the start, or the one that older clients name. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map(({ uri }) => uri);
  return rootUri ? [rootUri] : [];
}

/** A client may ask for another pause, `{ pause: 0 }`. */
function pauseOf(options: unknown): number {
  const asked = typeof options === "object" && options !== null && "pause" in options ? options.pause : undefined;
  return typeof asked === "number" && asked >= 0 && asked <= 10_000 ? asked : PAUSE;
}
