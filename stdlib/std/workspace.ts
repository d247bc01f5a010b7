import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

/**
 * The place in the workspace that `path` names, with all links followed. Throws a sentence for what leaves the
 * workspace, by `..`, a link or an absolute path, and for what is hidden: names with a dot at their beginning hold
 * keys, histories and hooks, and are nobody's business here.
 */
export async function placeIn(workspace: string, path: string): Promise<string> {
  if (path.includes("\0")) throw new Error("A path can't hold a NUL character.");
  if (isAbsolute(path) || /^[a-z]:[\\/]/i.test(path)) {
    throw new Error(`\`${path}\` is an absolute path; paths here begin at the top of the workspace.`);
  }
  const parts = path.split(/[\\/]+/).filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw new Error(`\`${path}\` leads out of the workspace.`);
  refuseHidden(parts, path);
  const top = await realpath(workspace);
  const place = await realPlace(join(top, ...parts));
  if (!isWithin(top, place)) throw new Error(`\`${path}\` is a link that leads out of the workspace.`);
  refuseHidden(relative(top, place).split(sep), path);
  return place;
}

/**
 * Opens a regular file at a place that {@link placeIn} gave. What was put there in the meantime can't lead elsewhere:
 * the last name is never followed, and what was opened is compared with what the place is now.
 */
export async function openFile(place: string, shown: string): Promise<FileHandle> {
  const missing = () => new Error(`There is no file \`${shown}\` in the workspace.`);
  const found = await lstat(place).catch(() => undefined);
  if (!found) throw missing();
  if (found.isDirectory()) throw new Error(`\`${shown}\` is a folder.`);
  if (!found.isFile()) throw new Error(`\`${shown}\` is no regular file.`);
  // Not blocking: where a pipe took the file's place, opening it would wait for a writer.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await open(place, flags).catch(() => {
    throw new Error(`\`${shown}\` can't be read.`);
  });
  const opened = await handle.stat();
  if (opened.ino === found.ino && opened.dev === found.dev && (await realPlace(place)) === place) return handle;
  await handle.close();
  throw new Error(`\`${shown}\` changed while it was opened.`);
}

/** Makes the folder of a place, and says where it really is. Throws where what is there is no folder of the workspace. */
export async function makeFolderOf(workspace: string, place: string, shown: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true }).catch(() => {
    throw new Error(`The folder of \`${shown}\` can't be made.`);
  });
  if ((await realPlace(place)) !== place || !isWithin(await realpath(workspace), place)) {
    throw new Error(`\`${shown}\` leads out of the workspace.`);
  }
}

/** `path` from the top of the workspace, with `/`. */
export async function shownIn(workspace: string, path: string): Promise<string> {
  return relative(await realpath(workspace), path)
    .split(sep)
    .join("/");
}

/** Whether a name is left out everywhere. */
export const isHidden = (name: string): boolean => name.startsWith(".");

function refuseHidden(parts: readonly string[], path: string): void {
  const hidden = parts.find(isHidden);
  if (hidden !== undefined) throw new Error(`\`${path}\` is hidden (\`${hidden}\`): tools don't look into such names.`);
}

// The real path of what is there, and behind it, unchanged, the names of what is not there yet.
async function realPlace(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined) return found;
  // A link to nothing is there all the same: what it would make must not be made.
  if (await lstat(path).catch(() => undefined)) throw new Error(`\`${basename(path)}\` is a link to nothing.`);
  const folder = dirname(path);
  return folder === path ? path : join(await realPlace(folder), basename(path));
}

function isWithin(top: string, place: string): boolean {
  const way = relative(top, place);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
