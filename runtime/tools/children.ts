/**
 * The processes that a tool's code started. A handler can't be forced to end, but what it started can: whoever spawned it,
 * and however deep, as long as it hasn't cut itself off from its parent.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { type ChildProcess, execFileSync } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { readdirSync, readFileSync } from "node:fs";

/** Processes started by one run of a handler. */
export interface Children {
  /** Runs `body`; what it and all that it waits for start from then on is known. */
  watch<T>(body: () => T): T;
  /** Asks all that still run, and what those started, to end, and kills what hasn't a moment later. */
  end(): void;
}

/** Long enough to delete a lock file, short enough that nobody waits for it. */
const GRACE_MS = 500;

const current = new AsyncLocalStorage<ChildProcess[]>();
/** Processes whose moment to end by themselves has not passed yet. */
const asked = new Set<readonly number[]>();
let listening = false;

/** Node tells here of every process that is made, in the context of the code that makes it. */
function listen(): void {
  if (listening) return;
  listening = true;
  subscribe("child_process", (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    current.getStore()?.push(child);
  });
  process.once("exit", () => {
    for (const pids of asked) signalAll(pids, "SIGKILL");
  });
}

/** Nothing has been started yet. */
export function makeChildren(): Children {
  listen();
  const started: ChildProcess[] = [];
  return {
    watch: (body) => current.run(started, body),
    end() {
      const running = started.flatMap(({ pid, exitCode, signalCode }) =>
        pid === undefined || exitCode !== null || signalCode !== null ? [] : [pid],
      );
      if (running.length === 0) return;
      // Looked up before anyone ends: an orphan has another parent.
      const all = withDescendants(running);
      signalAll(all, "SIGTERM");
      asked.add(all);
      setTimeout(() => {
        asked.delete(all);
        signalAll(all, "SIGKILL");
      }, GRACE_MS);
    },
  };
}

function signalAll(pids: readonly number[], signal: "SIGTERM" | "SIGKILL"): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended already.
    }
  }
}

/** These processes and all that descend from them, parents first. */
function withDescendants(pids: readonly number[]): readonly number[] {
  const parents = parentsOfAll();
  const all = new Set(pids);
  for (let before = 0; before < all.size; ) {
    before = all.size;
    for (const [pid, parent] of parents) if (all.has(parent)) all.add(pid);
  }
  return [...all];
}

/** The parent of every process there is. */
function parentsOfAll(): readonly (readonly [pid: number, parent: number])[] {
  if (process.platform === "linux") return readdirSync("/proc").flatMap(parentInProc);
  try {
    const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines.map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return [pid, parent] as const;
    });
  } catch {
    return [];
  }
}

function parentInProc(name: string): readonly (readonly [pid: number, parent: number])[] {
  if (!/^\d+$/.test(name)) return [];
  try {
    const stat = readFileSync(`/proc/${name}/stat`, "utf8");
    // The name stands in parentheses and may hold anything; behind it come the state and the parent.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    return [[Number(name), Number(parent)]];
  } catch {
    return [];
  }
}
