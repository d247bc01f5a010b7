import { dirname } from "node:path";
import * as vscode from "vscode";
import { planWords, runWords, type Target, testWords } from "./command-words.ts";
import { findCommand } from "./find-command.ts";
import { surroundings } from "./server.ts";
import { splitWords } from "./split-words.ts";

/** Runs a flow in a terminal, after asking for its options; those of the last time are proposed. */
export async function runFlow(memory: vscode.Memento, uri?: vscode.Uri, name?: string): Promise<void> {
  const target = await targetOf(uri, name);
  if (!target) return;
  const key = `options of ${target.file} ${name ?? ""}`;
  const line = await vscode.window.showInputBox({
    title: name === undefined ? "Run the flow of this file" : `Run ${name}`,
    prompt: 'Its parameters and other options, such as --topic "tea"; empty for the defaults',
    value: memory.get(key, ""),
    validateInput: (typed) => (splitWords(typed).kind === "unclosed" ? "A quote is not closed." : undefined),
  });
  if (line === undefined) return;
  const split = splitWords(line);
  if (split.kind === "unclosed") return;
  await memory.update(key, line);
  const model = vscode.workspace.getConfiguration("agentflow", vscode.Uri.file(target.file)).get("model", "");
  await start(target, runWords(target, split.words, model));
}

/** Shows in a terminal what a flow shares and can cost. */
export async function planFlow(uri?: vscode.Uri, name?: string): Promise<void> {
  const target = await targetOf(uri, name);
  if (target) await start(target, planWords(target));
}

/** Runs one test of a file in a terminal, or all of them. */
export async function runTest(uri?: vscode.Uri, name?: string): Promise<void> {
  const target = await targetOf(uri, name);
  if (target) await start(target, testWords(target));
}

/** The saved file that is meant: the one of a lens, else the one in front. */
async function targetOf(uri: vscode.Uri | undefined, name: string | undefined): Promise<Target | undefined> {
  const meant = uri ?? vscode.window.activeTextEditor?.document.uri;
  if (!meant) return undefined;
  const document = await vscode.workspace.openTextDocument(meant);
  const saved = document.uri.scheme === "file" && (!document.isDirty || (await document.save()));
  if (!saved) {
    void vscode.window.showErrorMessage("Save this file first: agentflow runs what is on the disk.");
    return undefined;
  }
  const file = document.uri.fsPath;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? dirname(file);
  return { folder, file, ...(name !== undefined && { name }) };
}

// A process and no shell: a path or a name with blanks and quotes is one word as it is.
async function start(target: Target, words: readonly string[]): Promise<void> {
  const { folder, file } = target;
  const uri = vscode.Uri.file(file);
  const found = findCommand(folder, dirname(file), surroundings(uri));
  if (found.kind === "none") {
    void vscode.window.showErrorMessage(found.why);
    return;
  }
  const scope = vscode.workspace.getWorkspaceFolder(uri) ?? vscode.TaskScope.Workspace;
  const execution = new vscode.ProcessExecution(found.command, [...words], { cwd: folder });
  const task = new vscode.Task({ type: "process" }, scope, words.slice(0, 3).join(" "), "agentflow", execution, []);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, showReuseMessage: false };
  await vscode.tasks.executeTask(task);
}
