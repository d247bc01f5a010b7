import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one with the same id: when it began, where the system says so, else nothing.
 * Undefined where there is no such process.
 */
export function markOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // One of another user's is alive all the same.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return undefined;
  }
  try {
    // The name of the program, in brackets, may hold blanks; the time is the twentieth word after it.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
