/**
 * The esbuild plugin: `import { investigate } from "./investigate.af"`.
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { OnLoadResult, PartialMessage, Plugin, PluginBuild } from "esbuild";
import { emitModule, type ModuleBody } from "../compiler/emit/module.ts";
import type { At, Graph, ToolEntry } from "../compiler/graph/graph.ts";
import { toolsOf } from "../compiler/graph/reach.ts";
import { packageRoot } from "../runtime/package-root.ts";
import { type Compiled, load, type Problem } from "./compile.ts";
import { writeDeclarations } from "./declarations-file.ts";
import { type Mapped, sourceMapComment } from "./source-map.ts";

/** Settings of the plugin. */
export interface PluginOptions {
  /** Whether to write each file's types beside it, `x.d.af.ts`, where TypeScript finds them; it does if left out. */
  readonly types?: boolean;
}

/**
 * Lets a bundle import `.af` files: their flows are its exports. The modules of their tools become parts of the bundle;
 * agentflow itself stays outside of it, because it brings libraries of its own. A program's other files, models and
 * corpora, are looked for where it lay when it was bundled.
 *
 * @example
 * ```ts
 * await build({ entryPoints: ["server.ts"], bundle: true, platform: "node", format: "esm", plugins: [agentflow()] });
 * ```
 */
export function agentflow(options: PluginOptions = {}): Plugin {
  return {
    name: "agentflow",
    setup(build) {
      build.onResolve({ filter: /^agentflow(\/|$)/ }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /\.af$/ }, ({ path }) => loadModule(path, options, build));
    },
  };
}

async function loadModule(path: string, { types = true }: PluginOptions, build: PluginBuild): Promise<OnLoadResult> {
  const directory = dirname(path);
  const compiled = await load(path);
  const messages = await messagesOf(compiled, directory);
  const watched = { watchFiles: compiled.files.map((file) => fileOf(file, directory)) };
  if (!compiled.ok) return { ...messages, ...watched };
  const { graph } = compiled.program;
  const tools = importedTools(graph);
  const missing = await unresolved(tools, graph, directory, build);
  if (missing.length > 0) return { ...messages, errors: missing, ...watched };
  if (types) await writeDeclarations(path, graph);
  return { contents: await moduleOf(path, graph, tools), loader: "js", resolveDir: directory, ...messages, ...watched };
}

async function moduleOf(path: string, graph: Graph, tools: readonly ImportedTool[]): Promise<string> {
  const body: ModuleBody = {
    directory: JSON.stringify(dirname(path)),
    imports: tools.map(({ from }, index) => {
      return `import { ${from.export} as $tool${index} } from ${JSON.stringify(specifier(from.path))};\n`;
    }),
    tools: `{ ${tools.map(({ id }, index) => `${JSON.stringify(id)}: $tool${index}`).join(", ")} }`,
  };
  const { javascript, lines } = emitModule(graph, { source: basename(path), tools: "imported" }, body);
  const mapped = [...lines].flatMap(([id, made]): Mapped[] => {
    const at = graph.flows[id]?.at;
    return at ? [{ made, line: at.line, column: at.column }] : [];
  });
  return javascript + sourceMapComment(basename(path), await readFile(path, "utf8"), mapped);
}

type ImportedTool = ToolEntry & { readonly from: Extract<ToolEntry["from"], { readonly kind: "module" }> };

/** The tools of the exported flows whose code lies in modules. */
function importedTools(graph: Graph): readonly ImportedTool[] {
  const flows = Object.values(graph.flows).filter(({ at }) => at.file === 0);
  const ids = new Set(flows.flatMap(({ id }) => toolsOf(graph, id)));
  return [...ids].flatMap((id) => {
    const tool = graph.tools[id];
    return tool?.from.kind === "module" ? [{ ...tool, from: tool.from }] : [];
  });
}

/** Modules of tools that are not there are told at the tool, and not in a module that nobody wrote. */
async function unresolved(
  tools: readonly ImportedTool[],
  graph: Graph,
  directory: string,
  build: PluginBuild,
): Promise<PartialMessage[]> {
  const found = await Promise.all(
    tools.map(async ({ name, at, from }) => {
      const path = specifier(from.path);
      const { errors } = await build.resolve(path, { resolveDir: directory, kind: "import-statement" });
      if (errors.length === 0) return [];
      const text = `The tool \`${name}\` comes from ${path}, and there is no such module.`;
      return [{ text, ...(await locationOf(graph.files[at.file] ?? "", at, directory)) }];
    }),
  );
  return found.flat();
}

const specifier = (path: string): string => (/^\.{0,2}\//.test(path) ? path : `./${path}`);

/** A program's name of a file as a path. */
function fileOf(name: string, directory: string): string {
  return name.startsWith("std/") ? resolve(packageRoot(), "stdlib", name) : resolve(directory, name);
}

async function messagesOf(
  { problems }: Compiled,
  directory: string,
): Promise<{ errors: PartialMessage[]; warnings: PartialMessage[] }> {
  const of = (severity: Problem["severity"]): Promise<PartialMessage[]> =>
    Promise.all(problems.filter((each) => each.severity === severity).map((each) => messageOf(each, directory)));
  return { errors: await of("error"), warnings: await of("warning") };
}

async function messageOf(problem: Problem, directory: string): Promise<PartialMessage> {
  const { code, message, hint, file, start, end } = problem;
  const notes = hint === undefined ? [] : [{ text: hint }];
  return { text: `${message} (${code})`, notes, ...(await locationOf(file, start, directory, end)) };
}

/** As esbuild counts: columns and lengths in bytes of UTF-8, from 0. */
async function locationOf(
  name: string,
  start: Pick<At, "line" | "column">,
  directory: string,
  end: Pick<At, "line" | "column"> = start,
): Promise<Pick<PartialMessage, "location">> {
  const file = fileOf(name, directory);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return {};
  const lineText = text.split(/\r?\n/)[start.line - 1] ?? "";
  const until = end.line === start.line ? end.column - 1 : lineText.length;
  const length = Buffer.byteLength(lineText.slice(start.column - 1, until));
  const column = Buffer.byteLength(lineText.slice(0, start.column - 1));
  return { location: { file, line: start.line, column, length, lineText } };
}
