import * as vscode from "vscode";
import { type CommandId, commandIds } from "./command-ids.ts";
import { planFlow, runFlow, runTest } from "./run.ts";
import { Server } from "./server.ts";

let server: Server | undefined;

/** Called by VS Code at the first `.af` file or command. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const started = new Server(context.extensionPath);
  server = started;
  const memory = context.workspaceState;
  const commands: Readonly<Record<CommandId, (uri?: vscode.Uri | string, name?: string) => Promise<void>>> = {
    "agentflow.run": (uri) => runFlow(memory, uriOf(uri)),
    "agentflow.plan": (uri) => planFlow(uriOf(uri)),
    "agentflow.test": (uri) => runTest(uriOf(uri)),
    "agentflow.restartServer": () => started.restart(),
    "agentflow.runFlow": (uri, name) => runFlow(memory, uriOf(uri), name),
    "agentflow.planFlow": (uri, name) => planFlow(uriOf(uri), name),
    "agentflow.runTest": (uri, name) => runTest(uriOf(uri), name),
  };
  for (const id of commandIds) context.subscriptions.push(vscode.commands.registerCommand(id, commands[id]));
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => started.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("agentflow.path")) void started.restart();
    }),
  );
  await started.restart();
}

/** Called by VS Code before it ends. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}

// A lens of the server gives the text of a URI, a menu of VS Code a URI.
const uriOf = (uri: vscode.Uri | string | undefined): vscode.Uri | undefined =>
  typeof uri === "string" ? vscode.Uri.parse(uri, true) : uri;
