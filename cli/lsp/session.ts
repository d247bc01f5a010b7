import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
} from "vscode-languageserver/node.js";
import type { Programs } from "./programs.ts";

/** What a client can do, as far as answers depend on it. */
export interface Client {
  /** It knows stops of the cursor in what is put in. */
  readonly snippets: boolean;
  /** It tells apart what is put in from what is replaced. */
  readonly insertReplace: boolean;
  /** It takes edits for a version of a document. */
  readonly documentChanges: boolean;
  /** It tells of files that change on the disk, once it is asked to. */
  readonly watchesFiles: boolean;
  /** It tells of folders that are opened and closed. */
  readonly workspaceFolders: boolean;
  /** It takes a tree of symbols. */
  readonly symbolTree: boolean;
  /** It takes a parameter as a part of what is called. */
  readonly labelOffsets: boolean;
  /** It can be asked to ask for hints and lenses again. */
  readonly refreshes: { readonly hints: boolean; readonly lenses: boolean; readonly tokens: boolean };
}

/** Reads what a client says of itself. */
export function clientOf({ textDocument, workspace }: ClientCapabilities): Client {
  const item = textDocument?.completion?.completionItem;
  return {
    snippets: item?.snippetSupport ?? false,
    insertReplace: item?.insertReplaceSupport ?? false,
    documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    symbolTree: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    labelOffsets: textDocument?.signatureHelp?.signatureInformation?.parameterInformation?.labelOffsetSupport ?? false,
    refreshes: {
      hints: workspace?.inlayHint?.refreshSupport ?? false,
      lenses: workspace?.codeLens?.refreshSupport ?? false,
      tokens: workspace?.semanticTokens?.refreshSupport ?? false,
    },
  };
}

/** What every answer is made of. */
export interface Session {
  readonly connection: Connection;
  readonly programs: Programs;
  readonly client: Client;
  /**
   * A handler that answers whatever happens: a mistake of ours is told in the log and to whoever asked, and the server
   * lives on. A request that nobody waits for any more is not worked out. Nothing in it waits: the texts are those that
   * the request was made for.
   */
  answer<P, R>(what: string, of: (params: P) => R): (params: P, token: CancellationToken) => R | ResponseError<void>;
}

/** Makes the session of a client that has said what it can do. */
export function openSession(connection: Connection, programs: Programs, client: Client): Session {
  return {
    connection,
    programs,
    client,
    answer: (what, of) => (params, token) => {
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "It was cancelled.");
      try {
        return of(params);
      } catch (error) {
        if (error instanceof ResponseError) return error;
        const { message, stack } = error instanceof Error ? error : new Error(String(error));
        connection.console.error(`The answer to a request for ${what} failed: ${stack ?? message}`);
        return new ResponseError(ErrorCodes.InternalError, `This is a mistake of agentflow itself: ${message}`);
      }
    },
  };
}
