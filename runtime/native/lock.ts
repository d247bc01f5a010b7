/**
 * A lock between processes: a file with the owner's process id, which exists while the work is done.
 */
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Long enough for the slowest compiler; a process id may have been given to another process since. */
const STALE_AFTER_MS = 5 * 60_000;
const LOOK_EVERY_MS = 50;

/** Does `work` while no other process does what it has locked with the same file. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(file))) {
    if (await isStale(file)) await rm(file, { force: true });
    else await delay(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(file, "utf8"));
    if (Date.now() - (await stat(file)).mtimeMs > STALE_AFTER_MS) return true;
    // Between making the file and writing the id into it, it is empty.
    if (!Number.isInteger(owner) || owner <= 0) return false;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
