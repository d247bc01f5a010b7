import { existsSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TextDocuments } from "vscode-languageserver/node.js";
import { TextDocument } from "vscode-languageserver-textdocument";
import { openWorkspace, type Workspace } from "../../compiler/editor/workspace.ts";
import { packageRoot } from "../../runtime/package-root.ts";
import { listPrograms, modulesIn, openDisk } from "./disk.ts";

/** The programs that an editor works on: open documents, and the disk where nothing is open. */
export interface Programs {
  readonly workspace: Workspace;
  /** Modules of the standard library, as the compiler reads them. */
  readonly library: readonly string[];
  /** The compiler's path of a document: `/home/ana/tea.af`, `std/corpus.af`. */
  pathOf(uri: string): string;
  /** The document of a path, by the name that the editor knows it by. */
  uriOf(path: string): string;
  /** The text of a path with its lines; undefined where there is no such file. */
  documentOf(path: string): TextDocument | undefined;
  /** Paths of the documents that are open. */
  open(): readonly string[];
  /** The folders of the workspace are these now. */
  setFolders(uris: readonly string[]): void;
  /** Files came or went. */
  forgetFiles(): void;
}

/** Opens the programs of an editor over the documents that it has open. */
export function openPrograms(documents: TextDocuments<TextDocument>): Programs {
  const disk = openDisk();
  const library = join(packageRoot(), "stdlib");
  // An editor may write an address in other letters than we would: `file:///c%3A/tea.af`.
  const uris = new Map<string, string>();
  let folders: readonly string[] = [];
  let files: readonly string[] | undefined;

  const pathOf = (uri: string): string => {
    const path = pathOfUri(uri, library);
    if (documents.get(uri)) uris.set(path, uri);
    return path;
  };
  const uriOf = (path: string): string => uris.get(path) ?? uriOfPath(path, library);
  const opened = (path: string): TextDocument | undefined => documents.get(uriOf(path));
  const read = (path: string): string | undefined =>
    opened(path)?.getText() ?? (isElsewhere(path) ? undefined : disk.read(fileOf(path, library)));
  const shown = new Map<string, TextDocument>();

  return {
    workspace: openWorkspace({
      read,
      // What the library's tools run is bundled, and no file beside its modules.
      exists: (path) => path.startsWith("std/") || (!isElsewhere(path) && existsSync(fileOf(path, library))),
      files() {
        files ??= [...new Set(folders.flatMap(listPrograms))].map((file) => withSlashes(file));
        return [...new Set([...documents.keys().map(pathOf), ...files])];
      },
    }),
    library: modulesIn(join(library, "std")).map((name) => `std/${name}.af`),
    pathOf,
    uriOf,
    documentOf(path) {
      const open = opened(path);
      if (open) return open;
      const text = read(path);
      const known = shown.get(path);
      if (text === undefined || known?.getText() === text) return text === undefined ? undefined : known;
      const document = TextDocument.create(uriOf(path), "agentflow", 0, text);
      shown.set(path, document);
      return document;
    },
    open: () => documents.keys().map(pathOf),
    setFolders(uris) {
      folders = uris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri));
      files = undefined;
    },
    forgetFiles() {
      files = undefined;
    },
  };
}

const withSlashes = (file: string): string => file.split(sep).join("/");

/** A document that is no file keeps its address as its path. */
const isElsewhere = (path: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(path);

function pathOfUri(uri: string, library: string): string {
  if (!uri.startsWith("file:")) return uri;
  try {
    const path = withSlashes(fileURLToPath(uri));
    const own = `${withSlashes(library)}/`;
    return path.startsWith(`${own}std/`) ? path.slice(own.length) : path;
  } catch {
    // An address that names no file here: another host, a bad escape.
    return uri;
  }
}

function uriOfPath(path: string, library: string): string {
  return isElsewhere(path) ? path : pathToFileURL(fileOf(path, library)).href;
}

function fileOf(path: string, library: string): string {
  return path.startsWith("std/") ? join(library, path) : path;
}
