/**
 * A lock between processes: a file with the owner's process id, which exists while the work is done.
 */
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Long enough for the slowest compiler; a process id may have been given to another process since. */
const STALE_AFTER_MS = 5 * 60_000;
const LOOK_EVERY_MS = 50;

/** Does `work` while no other process does what it has locked with the same file. `onWait` is told if it has to wait. */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait = () => {}): Promise<T> {
  for (let waits = false; !(await take(file)); waits = true) {
    if (!waits) onWait();
    if (await isStale(file)) await breakUp(file);
    else await delay(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * Takes a stale lock away. Two who find it stale at once must not take each other's: renaming gives the file to one of
 * them, who looks whether it still is the stale one, and puts it back where another was quicker to make one anew.
 */
async function breakUp(file: string): Promise<void> {
  const mine = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await rename(file, mine);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  try {
    if (!(await isStale(mine))) await link(mine, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
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
    return isCode(error, "ESRCH");
  }
}
