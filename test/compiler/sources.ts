import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Compiled, compile } from "../../compiler/compile.ts";
import type { Graph } from "../../compiler/graph/graph.ts";
import type { Host } from "../../compiler/host.ts";
import { renderDiagnostic } from "../../language/index.ts";

/** Reads the example programs in `fixtures`, and the part of the standard library beside them. */
export const fixtures: Host = {
  read(path) {
    const file = fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  },
};

/**
 * Compiles a program that is written out in a test, and other files that it may import. The files of tools are looked for
 * where some are given.
 */
export function compileText(source: string, files: Readonly<Record<string, string>> = {}): Compiled {
  const texts: Record<string, string> = { ...files, "main.af": source };
  const read = (path: string) => texts[path] ?? (path.startsWith("std/") ? fixtures.read(path) : undefined);
  const looks = Object.keys(files).some((path) => path.endsWith(".ts"));
  return compile("main.af", looks ? { read, exists: (path) => path in texts } : { read });
}

/** The source, and then what its user reads. */
export function shown(source: string, files: Readonly<Record<string, string>> = {}): string {
  const { diagnostics, sources } = compileText(source, files);
  const blocks = diagnostics.map((each) => renderDiagnostic(each, sources.get(each.file) ?? "", { width: 80 }));
  return `${source.trim()}\n\n${"─".repeat(80)}\n${blocks.join("\n\n") || "no problems"}\n`;
}

/** The graph of a program that has no errors. */
export function graphOf(source: string, files: Readonly<Record<string, string>> = {}): Graph {
  const { graph, diagnostics } = compileText(source, files);
  if (!graph) throw new Error(diagnostics.map((each) => `${each.code} ${each.message}`).join("\n"));
  return graph;
}
