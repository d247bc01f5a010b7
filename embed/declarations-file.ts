import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { emitModule } from "../compiler/emit/module.ts";
import type { Graph } from "../compiler/graph/graph.ts";

/** Where TypeScript looks for the types of an `.af` file, with `allowArbitraryExtensions`: `x.d.af.ts` beside `x.af`. */
export function declarationsFile(file: string): string {
  return file.replace(/\.af$/, ".d.af.ts");
}

/** Writes the types of an `.af` file beside it, unless they are there already, and gives the path. */
export async function writeDeclarations(file: string, graph: Graph): Promise<string> {
  const path = declarationsFile(file);
  const setting = { source: basename(file), tools: "imported" } as const;
  const { declarations } = emitModule(graph, setting, { directory: '""' });
  const before = await readFile(path, "utf8").catch(() => undefined);
  if (before !== declarations) await writeFile(path, declarations);
  return path;
}
