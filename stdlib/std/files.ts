import { randomUUID } from "node:crypto";
import { chmod, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ToolContext, ToolHandler } from "../../runtime/tools/tool.ts";
import { isHidden, makeFolderOf, openFile, placeIn, shownIn } from "./workspace.ts";

/** A model reads a few thousand tokens of a file: what is larger is data and not text. */
const MOST_BYTES = 4_000_000;
const MOST_FILES = 500;
const DEEPEST = 12;
/** What `Match.text` may have, and paths. */
const LINE = 240;
const PATH = 400;
/** Made by programs, large, and never what a question is about. */
const LEFT_OUT = new Set(["node_modules"]);

/** Lists files of the workspace by name; hidden ones, links and `node_modules` are left out. */
export const list_files: ToolHandler = async ({ folder }, context) => {
  const files: string[] = [];
  for await (const path of filesBelow(await folderOf(String(folder), context), context.signal)) {
    const shown = await shownIn(context.workspace, path);
    if (Array.from(shown).length <= PATH) files.push(shown);
    if (files.length === MOST_FILES) break;
  }
  return files;
};

/** Reads a range of a text file's lines. */
export const read_file: ToolHandler = async ({ path, first_line, lines }, context) => {
  const text = await textOf(await placeIn(context.workspace, String(path)), String(path));
  const all = linesOf(text);
  const first = Number(first_line);
  if (first > Math.max(1, all.length)) throw new Error(`\`${path}\` has ${all.length} lines.`);
  const part = all.slice(first - 1, first - 1 + Number(lines));
  return { text: part.join("\n"), first_line: first, lines: all.length };
};

/** Finds lines that contain a text; files that are no text are left out. */
export const find_text: ToolHandler = async ({ text, folder, limit }, context) => {
  const wanted = String(text).toLowerCase();
  const matches: { path: string; line: number; text: string }[] = [];
  for await (const file of filesBelow(await folderOf(String(folder), context), context.signal)) {
    const path = await shownIn(context.workspace, file);
    if (Array.from(path).length > PATH) continue;
    const content = await textOf(file, path).catch(() => "");
    for (const [index, line] of linesOf(content).entries()) {
      if (!line.toLowerCase().includes(wanted)) continue;
      matches.push({ path, line: index + 1, text: clip(line.trim(), wanted) });
      if (matches.length === Number(limit)) return matches;
    }
  }
  return matches;
};

/** Writes a whole file. */
export const write_file: ToolHandler = async ({ path, text }, context) =>
  await write(await placeIn(context.workspace, String(path)), String(path), String(text), context);

/** Replaces a text that stands exactly once in a file. */
export const edit_file: ToolHandler = async ({ path, old, new: replacement }, context) => {
  const place = await placeIn(context.workspace, String(path));
  const text = await textOf(place, String(path));
  const [before = "", after, ...more] = text.split(String(old));
  if (after === undefined) throw new Error(`\`${path}\` does not contain the text to replace.`);
  if (more.length > 0) {
    throw new Error(`\`${path}\` contains the text ${more.length + 1} times; give more of what stands around it.`);
  }
  return await write(place, String(path), before + String(replacement) + after, context);
};

// Whole or not at all: written beside the file, then put in its place.
async function write(place: string, shown: string, text: string, { workspace, signal }: ToolContext) {
  if (place === (await placeIn(workspace, ""))) throw new Error("A file needs a name.");
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) throw new Error(`\`${shown}\` would have more than ${MOST_BYTES / 1e6} MB.`);
  await makeFolderOf(workspace, place, shown);
  const before = await stat(place).catch(() => undefined);
  if (before && !before.isFile()) throw new Error(`\`${shown}\` is no file.`);
  signal.throwIfAborted();
  const unfinished = join(dirname(place), `.${basename(place).slice(0, 40)}.${randomUUID()}`);
  try {
    const handle = await open(unfinished, "wx", 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (before) await chmod(unfinished, before.mode);
    signal.throwIfAborted();
    await rename(unfinished, place);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (signal.aborted) throw error;
    throw new Error(`\`${shown}\` can't be written.`);
  }
  return { path: await shownIn(workspace, place), bytes };
}

async function folderOf(folder: string, { workspace }: ToolContext): Promise<string> {
  const place = await placeIn(workspace, folder);
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new Error(`There is no folder \`${folder}\` in the workspace.`);
  if (!found.isDirectory()) throw new Error(`\`${folder}\` is no folder.`);
  return place;
}

async function* filesBelow(folder: string, signal: AbortSignal, depth = 0): AsyncGenerator<string> {
  signal.throwIfAborted();
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (isHidden(entry.name) || LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && depth < DEEPEST) yield* filesBelow(path, signal, depth + 1);
  }
}

async function textOf(place: string, shown: string): Promise<string> {
  const handle = await openFile(place, shown);
  try {
    const { size } = await handle.stat();
    if (size > MOST_BYTES) throw new Error(`\`${shown}\` has more than ${MOST_BYTES / 1e6} MB.`);
    const bytes = await handle.readFile();
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text.includes("\0")) throw new TypeError("NUL");
    return text;
  } catch (error) {
    if (error instanceof TypeError) throw new Error(`\`${shown}\` is no text file.`);
    throw error;
  } finally {
    await handle.close();
  }
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split(/\r?\n/);
  // A line break at the end ends the last line and begins none.
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

// A long line is cut so that what was found is still in it.
function clip(line: string, wanted: string): string {
  const chars = Array.from(line);
  if (chars.length <= LINE) return line;
  const at = Array.from(line.slice(0, Math.max(0, line.toLowerCase().indexOf(wanted)))).length;
  const start = Math.max(0, Math.min(at - 40, chars.length - LINE));
  return chars.slice(start, start + LINE).join("");
}
