import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A folder for what takes long to make, outside the package; `AGENTFLOW_BENCH_CACHE` puts it elsewhere. */
export function cacheFolder(...names: readonly string[]): string {
  const base = process.env.AGENTFLOW_BENCH_CACHE ?? join(homedir(), ".cache", "agentflow", "bench");
  const folder = join(base, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}
