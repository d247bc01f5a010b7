import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for what can be made again, as the platform has it: `~/.cache/agentflow` on most. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "agentflow");
  if (process.platform === "win32")
    return join(LOCALAPPDATA || join(homedir(), "AppData", "Local"), "agentflow", "cache");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "agentflow");
}
