import MiniSearch from "minisearch";
import type { ToolHandler } from "../../runtime/tools/tool.ts";
import { type CorpusFile, findCorpus, listFiles, readPassages } from "./corpus-files.ts";

interface Index {
  readonly fingerprint: string;
  readonly search: MiniSearch<Passage>;
}

interface Passage {
  readonly id: number;
  readonly text: string;
  readonly source: string;
}

/** One index a folder; it is made anew when a file in the folder has changed. */
const indices = new Map<string, Promise<Index>>();

/**
 * Finds the passages of the corpus that fit a query best, by BM25. The corpus is the folder `corpus` beside the entry
 * file, else the one in the working directory: its `.txt` and `.md` files, folders in it included.
 */
export const search: ToolHandler = async ({ query, limit }, { directory, workspace, signal }) => {
  const folder = await findCorpus([directory, workspace]);
  const files = await listFiles(folder);
  const index = await indexOf(folder, files, signal);
  const most = typeof limit === "number" ? limit : 3;
  return index.search
    .search(String(query))
    .slice(0, most)
    .map((hit) => ({ text: String(hit.text), source: String(hit.source) }));
};

async function indexOf(folder: string, files: readonly CorpusFile[], signal: AbortSignal): Promise<Index> {
  const fingerprint = files.map((file) => `${file.name} ${file.size} ${file.changed}`).join("\n");
  const known = indices.get(folder);
  if (known) {
    // One that failed or was aborted is no reason not to try again.
    const index = await known.catch(() => undefined);
    if (index?.fingerprint === fingerprint) return index;
  }
  const made = build(files, fingerprint, signal);
  indices.set(folder, made);
  return made;
}

async function build(files: readonly CorpusFile[], fingerprint: string, signal: AbortSignal): Promise<Index> {
  const search = new MiniSearch<Passage>({ fields: ["text", "source"], storeFields: ["text", "source"] });
  let id = 0;
  for (const file of files) {
    signal.throwIfAborted();
    for (const text of await readPassages(file)) search.add({ id: id++, text, source: file.source });
  }
  return { fingerprint, search };
}
