import { dirname, resolve } from "node:path";
import { until } from "effection";
import type { Graph, ToolEntry } from "../../compiler/graph/graph.ts";
import type { ToolLoad, ToolLookup } from "../run/options.ts";
import { stdTool } from "./std-tools.ts";
import type { ToolHandler } from "./tool.ts";
import { loadUserModule } from "./user-module.ts";

/** Finds tools in the standard library and in the modules beside a program whose entry file is in `directory`. */
export function toolsOf(directory: string): ToolLookup {
  return function* (tool) {
    const { from } = tool;
    switch (from.kind) {
      case "std": {
        const handler = yield* until(stdTool(from.module, from.export));
        if (handler) return { kind: "loaded", handler };
        return {
          kind: "missing",
          message: `The standard library has no \`${from.export}\` in ${from.module}.`,
          hint: "This program may have been written for another version of agentflow.",
        };
      }
      case "module": {
        // Relative to the entry file's folder, whichever file declares the tool.
        const module = yield* until(loadUserModule(resolve(directory, from.path)));
        if (module.kind === "failed") return missing(module.message, module.hint);
        return exported(module.exports, from.export, from.path);
      }
      case "mcp":
        return missing(
          `\`${tool.name}\` is a tool of an MCP server, and this version of agentflow can't call those.`,
          "Declare it with a TypeScript module after `from`.",
        );
    }
  };
}

/** The folder of the file that declares `tool`; for tools of the standard library the entry file's. */
export function folderOf(tool: ToolEntry, graph: Graph, directory: string): string {
  const file = graph.files[tool.at.file] ?? "";
  return file.startsWith("std/") ? directory : resolve(directory, dirname(file));
}

function exported(exports: Readonly<Record<string, unknown>>, name: string, path: string): ToolLoad {
  const found = Object.hasOwn(exports, name) ? exports[name] : undefined;
  if (isHandler(found)) return { kind: "loaded", handler: found };
  if (found !== undefined) return missing(`\`${name}\` in ${path} is no function.`, `Export a function \`${name}\`.`);
  const functions = Object.keys(exports).filter((key) => typeof exports[key] === "function");
  const has = functions.length === 0 ? "It exports no function at all." : `It exports ${functions.join(", ")}.`;
  return missing(`${path} exports no \`${name}\`. ${has}`, `Export an async function \`${name}\` from it.`);
}

function missing(message: string, hint?: string): ToolLoad {
  return hint === undefined ? { kind: "missing", message } : { kind: "missing", message, hint };
}

function isHandler(value: unknown): value is ToolHandler {
  return typeof value === "function";
}
