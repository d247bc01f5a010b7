import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** Files in a folder's tree that are listed at most: a workspace with more is looked through in part. */
const MOST_FILES = 2_000;
/** Folders that are looked into at most, for a workspace that is somebody's whole disk. */
const MOST_FOLDERS = 5_000;

/** Texts of files, read again only when they have changed. */
export interface Disk {
  /** The text of a file; undefined where there is none that can be read. */
  read(file: string): string | undefined;
}

/** Opens the disk. What is read stays until its time or size is another. */
export function openDisk(): Disk {
  const kept = new Map<string, { readonly stamp: string; readonly text: string }>();
  return {
    read(file) {
      try {
        const { mtimeMs, size } = statSync(file);
        const stamp = `${mtimeMs} ${size}`;
        const known = kept.get(file);
        if (known?.stamp === stamp) return known.text;
        // A mark at its beginning is none of the text, and an editor does not show it either.
        const text = readFileSync(file, "utf8").replace(/^\ufeff/, "");
        kept.set(file, { stamp, text });
        return text;
      } catch {
        kept.delete(file);
        return undefined;
      }
    },
  };
}

/** The `.af` files in a folder and those in it, in order; hidden folders and installed packages left out. */
export function listPrograms(folder: string): readonly string[] {
  const found: string[] = [];
  const queue = [folder];
  for (let looked = 0; looked < queue.length && looked < MOST_FOLDERS && found.length < MOST_FILES; looked++) {
    const at = queue[looked] ?? folder;
    for (const entry of entriesOf(at)) {
      if (entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
        queue.push(join(at, entry.name));
      if (entry.isFile() && entry.name.endsWith(".af")) found.push(join(at, entry.name));
    }
  }
  return found.slice(0, MOST_FILES).sort();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // What can't be looked into holds nothing for anybody.
    return [];
  }
}

/** The names of the modules in a folder, without their ending. */
export function modulesIn(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() && entry.name.endsWith(".af"))
    .map((entry) => basename(entry.name, ".af"))
    .sort();
}
