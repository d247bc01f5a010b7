import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** A text file of the corpus. */
export interface CorpusFile {
  readonly path: string;
  /** Relative to the corpus, with `/`. */
  readonly name: string;
  /** The name, shortened from the left to what a hit may carry. */
  readonly source: string;
  readonly size: number;
  readonly changed: number;
}

/** A corpus is searched in memory, and a model sees a few hundred characters of it: these are generous. */
const MOST_FILES = 5_000;
const MOST_BYTES_A_FILE = 2_000_000;
const MOST_BYTES = 64_000_000;
const DEEPEST = 8;

/** What a passage may have at most; `Hit.text` says the same. */
const PASSAGE = 360;
const SOURCE = 80;

/** The first `corpus` folder in `places`. Throws what to do where there is none. */
export async function findCorpus(places: readonly string[]): Promise<string> {
  for (const place of new Set(places)) {
    const folder = join(place, "corpus");
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory()) return folder;
  }
  throw new Error(
    "There is no corpus to search: make a folder called `corpus` beside the .af file and put .txt or .md files into it.",
  );
}

/** The `.txt` and `.md` files in `folder`, by name. Links are not followed, so nothing outside is read. */
export async function listFiles(folder: string): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  let bytes = 0;
  const walk = async (at: string, depth: number): Promise<void> => {
    const entries = await readdir(at, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith(".") && depth < DEEPEST) await walk(path, depth + 1);
      if (!isText(entry)) continue;
      const { size, mtimeMs } = await stat(path);
      const name = relative(folder, path).split(sep).join("/");
      if (size > MOST_BYTES_A_FILE)
        throw new Error(`corpus/${name} has more than ${MOST_BYTES_A_FILE / 1e6} MB: split it into smaller files.`);
      bytes += size;
      files.push({ path, name, source: shorten(name), size, changed: mtimeMs });
      if (files.length > MOST_FILES || bytes > MOST_BYTES)
        throw new Error(
          `The corpus is too large: ${MOST_FILES} files and ${MOST_BYTES / 1e6} MB are searched at most.`,
        );
    }
  };
  await walk(folder, 0);
  return files;
}

/** The passages of a file: its paragraphs, long ones in pieces that end with a sentence where that can be. */
export async function readPassages(file: CorpusFile): Promise<string[]> {
  const text = await readFile(file.path, "utf8");
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
    .filter((paragraph) => /[\p{L}\p{N}]/u.test(paragraph))
    .flatMap(pieces);
}

function pieces(paragraph: string): string[] {
  const found: string[] = [];
  // Code points, as the type counts them: a cut never parts a surrogate pair.
  let rest = Array.from(paragraph);
  while (rest.length > PASSAGE) {
    const head = rest.slice(0, PASSAGE);
    const sentence = head.findLastIndex((char, at) => at > PASSAGE / 3 && ".!?".includes(char) && rest[at + 1] === " ");
    const word = head.lastIndexOf(" ");
    const end = sentence > 0 ? sentence + 1 : word > 0 ? word : PASSAGE;
    found.push(rest.slice(0, end).join("").trim());
    rest = rest.slice(end);
    while (rest[0] === " ") rest.shift();
  }
  if (rest.length > 0) found.push(rest.join(""));
  return found;
}

function isText(entry: Dirent): boolean {
  return entry.isFile() && /\.(txt|md)$/i.test(entry.name);
}

function shorten(name: string): string {
  const chars = Array.from(name);
  return chars.length <= SOURCE ? name : `…${chars.slice(chars.length - SOURCE + 1).join("")}`;
}
