import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type ServerOptions,
  TransportKind,
} from "vscode-languageclient/node.js";
import { chooseServer, type ServerChoice } from "./choose-server.ts";
import type { Surroundings } from "./find-command.ts";

/** The language server of a window: at most one runs at a time. */
export class Server {
  readonly #extension: string;
  readonly #output = vscode.window.createOutputChannel("agentflow", { log: true });
  readonly #files = vscode.workspace.createFileSystemWatcher("**/*.af");
  #client: LanguageClient | undefined;
  /** Starts and stops come one after the other, in the order in which they were asked for. */
  #last: Promise<void> = Promise.resolve();

  constructor(extension: string) {
    this.#extension = extension;
  }

  /** Starts the server that fits the settings as they are now, in place of the one that runs. */
  restart(): Promise<void> {
    return this.#after(async () => {
      await this.#end();
      const choice = chooseServer(folders(), surroundings());
      if (await this.#start(choice)) return;
      if (choice.kind === "project") await this.#start({ kind: "bundled", why: `${choice.command} did not start.` });
    });
  }

  stop(): Promise<void> {
    return this.#after(async () => {
      await this.#end();
      this.#files.dispose();
      this.#output.dispose();
    });
  }

  #after(act: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(act).catch((error: unknown) => this.#output.error(String(error)));
    return this.#last;
  }

  async #start(choice: ServerChoice): Promise<boolean> {
    this.#output.info(
      choice.kind === "project" ? `Starts ${choice.command}.` : `Starts the server of the extension. ${choice.why}`,
    );
    const client: LanguageClient = new LanguageClient("agentflow", "agentflow", this.#options(choice), {
      documentSelector: [
        { language: "agentflow", scheme: "file" },
        { language: "agentflow", scheme: "untitled" },
      ],
      synchronize: { fileEvents: this.#files },
      outputChannel: this.#output,
      // One that never answered is not started again by the client: another of ours comes in its place.
      initializationFailedHandler: () => false,
      errorHandler: {
        error: (...what) => (runs() ? usual().error(...what) : { action: ErrorAction.Continue, handled: true }),
        closed: () => (runs() ? usual().closed() : { action: CloseAction.DoNotRestart, handled: true }),
      },
    });
    const runs = (): boolean => this.#client === client;
    let handler: ErrorHandler | undefined;
    const usual = (): ErrorHandler => {
      handler ??= client.createDefaultErrorHandler();
      return handler;
    };
    try {
      await client.start();
      this.#client = client;
      return true;
    } catch (error) {
      this.#output.error(String(error));
      return false;
    }
  }

  #options(choice: ServerChoice): ServerOptions {
    if (choice.kind === "bundled") {
      return { module: join(this.#extension, "server.mjs"), transport: TransportKind.stdio };
    }
    return { command: choice.command, args: [...choice.words], options: { cwd: choice.folder } };
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // One that hangs or has died is none that the next one should wait for.
    await client?.dispose().catch((error: unknown) => this.#output.warn(String(error)));
  }
}

/** What finding the command depends on, as it is now; `at` is where its settings are read. */
export function surroundings(at?: vscode.Uri): Surroundings {
  return {
    trusted: vscode.workspace.isTrusted,
    platform: process.platform,
    configured: vscode.workspace.getConfiguration("agentflow", at).get("path", ""),
    exists: existsSync,
  };
}

function folders(): readonly string[] {
  const open = vscode.workspace.workspaceFolders ?? [];
  return open.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
}
