import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, spawn, until } from "effection";
import { afterAll, describe, expect, it, vi } from "vitest";
import { realClock } from "../../../runtime/real-clock.ts";
import { invokeOnce } from "../../../runtime/tools/invoke.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";
import { loadUserModule } from "../../../runtime/tools/user-module.ts";

const folder = mkdtempSync(join(tmpdir(), "agentflow-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A tool as a user writes it, which waits for a shell that has a child of its own. */
const waits = (shell: string, options: string) => `
  import { spawn } from "node:child_process";
  import { once } from "node:events";
  export async function wait(_: object, { signal, workspace }: { signal: AbortSignal; workspace: string }) {
    const { started } = globalThis as unknown as { started: Record<string, (pids: number[]) => void> };
    await null;
    const child = spawn("sh", ["-c", ${JSON.stringify(shell)}], ${options});
    child.on("error", () => {});
    const [line] = await once(child.stdout, "data");
    started[workspace]?.([child.pid as number, Number(String(line).trim())]);
    await once(child, "exit");
    return "ended";
  }
`;

const started: Record<string, (pids: number[]) => void> = {};
Object.assign(globalThis, { started });

/** Calls the tool, ends the call when its processes are there, and gives their ids. */
async function processesOf(name: string, code: string, end: "halt" | "timeout"): Promise<number[]> {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, code);
  const module = await loadUserModule(file);
  if (module.kind === "failed") throw new Error(module.message);
  const handler = module.exports.wait as ToolHandler;
  const there = new Promise<number[]>((resolve) => {
    started[name] = resolve;
  });
  // The tool's time is up exactly when its processes are there.
  const clock = end === "halt" ? realClock : { now: realClock.now, sleep: () => until(there.then(() => {})) };
  return await run(function* () {
    const context = { workspace: name, directory: folder, key: "k" };
    const task = yield* spawn(() => invokeOnce(handler, {}, context, clock, 60_000));
    const pids = yield* until(there);
    if (end === "halt") yield* task.halt();
    else expect(yield* task).toEqual({ kind: "timeout" });
    return pids;
  });
}

/** Whether a process is at work: one that has ended and that nobody asked about yet is not. */
function isAtWork(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("the processes that a tool started", () => {
  const cases = [
    ["a child that heeds the signal, and its own child", "sleep 1000 & echo $!; wait", "{ signal }"],
    ["a child that knows of no signal, and its own child", "sleep 1000 & echo $!; wait", "{}"],
    ["a detached child in a group of its own, and its own child", "sleep 1000 & echo $!; wait", "{ detached: true }"],
    ["a child that ignores being asked to end", "trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000", "{}"],
  ] as const;

  it.each(cases)("end with its time: %s", async (name, shell, options) => {
    const pids = await processesOf(
      `timeout-${cases.findIndex(([each]) => each === name)}`,
      waits(shell, options),
      "timeout",
    );
    expect(pids).toHaveLength(2);
    await vi.waitFor(() => expect(pids.filter(isAtWork)).toEqual([]), { timeout: 10_000 });
  });

  it("end when whoever called it is halted", async () => {
    const pids = await processesOf("halted", waits("sleep 1000 & echo $!; wait", "{ detached: true }"), "halt");
    await vi.waitFor(() => expect(pids.filter(isAtWork)).toEqual([]), { timeout: 10_000 });
  });
});
