import { dirname, isAbsolute, join, relative, sep } from "node:path";

/** What finding the `agentflow` command depends on. */
export interface Surroundings {
  /** Somebody said that what is in the workspace may run. */
  readonly trusted: boolean;
  /** As Node calls it: agentflow runs on Linux and macOS. */
  readonly platform: string;
  /** The setting `agentflow.path`; empty where there is none. */
  readonly configured: string;
  exists(file: string): boolean;
}

/** The command, or why there is none, in a sentence for whoever wanted it. */
export type FoundCommand =
  | { readonly kind: "found"; readonly command: string }
  | { readonly kind: "none"; readonly why: string };

/**
 * Finds the command of a project: the one of the settings, else the one installed nearest to `from`, in that folder or
 * one around it, but not outside of the workspace's `folder`, which is all that was trusted.
 */
export function findCommand(folder: string, from: string, around: Surroundings): FoundCommand {
  const { trusted, platform, configured, exists } = around;
  if (!trusted) return { kind: "none", why: "This workspace isn't trusted, so nothing in it is run." };
  if (platform === "win32") return { kind: "none", why: "agentflow runs on Linux and macOS; on Windows use WSL." };
  if (configured !== "") {
    const command = isAbsolute(configured) ? configured : join(folder, configured);
    if (exists(command)) return { kind: "found", command };
    return { kind: "none", why: `The setting agentflow.path names ${command}, and there is no such file.` };
  }
  for (let at = isWithin(from, folder) ? from : folder; ; at = dirname(at)) {
    const command = join(at, "node_modules", ".bin", "agentflow");
    if (exists(command)) return { kind: "found", command };
    if (at === folder || at === dirname(at)) break;
  }
  return {
    kind: "none",
    why: `agentflow isn't installed in ${folder}. Install it there, or name its command in the setting agentflow.path.`,
  };
}

/** Whether a path is a folder or in it. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
