import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { onTestFinished } from "vitest";
import type { Io } from "../../cli/io.ts";
import { main } from "../../cli/main.ts";
import { compile } from "../../compiler/index.ts";
import type { Script } from "../../runtime/engine/scripted/script.ts";
import { useScriptedEngine } from "../../runtime/engine/scripted/scripted-engine.ts";
import { hostOfEntry } from "../../runtime/host.ts";

/** What a command said and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, on streams that are no terminals unless told otherwise. */
export async function agentflow(
  words: readonly string[],
  setting: Partial<Pick<Io, "env" | "engine" | "runs">> & { readonly terminal?: boolean } = {},
): Promise<Ended> {
  const out = stream(setting.terminal ?? false);
  const err = stream(false);
  const stdin = Object.assign(new PassThrough(), { isTTY: false }) as unknown as NodeJS.ReadStream;
  const { env = {}, engine, runs = folderWith({}) } = setting;
  const streams = { stdin, stdout: out.stream, stderr: err.stream };
  const io: Io = { ...streams, env, runs, ...(engine === undefined ? {} : { engine }) };
  const code = await main(words, io);
  return { code, out: out.text(), err: err.text() };
}

/** Opens a scripted engine for the program in `file`; agents that the script does not name give the smallest value. */
export function scripted(file: string, script: Script = {}): NonNullable<Io["engine"]> {
  const { host, entry } = hostOfEntry(file);
  const types = compile(entry, host).graph?.types ?? {};
  return () => useScriptedEngine({ script, types });
}

/** A folder with the given files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "agentflow-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function stream(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const through = new PassThrough();
  through.on("data", (chunk: Buffer) => chunks.push(chunk));
  const made = Object.assign(through, { isTTY, columns: 80, rows: 24 }) as unknown as NodeJS.WriteStream;
  return { stream: made, text: () => Buffer.concat(chunks).toString("utf8") };
}
