import type { Operation } from "effection";
import type { Graph, ToolEntry } from "../compiler/graph/graph.ts";
import { suggestNear } from "../language/suggest.ts";
import type { ToolLookup } from "../runtime/run/options.ts";
import { toolsOf } from "../runtime/tools/lookup.ts";
import type { ToolHandler } from "../runtime/tools/tool.ts";
import type { AnyOptions, ProgramSetting } from "./parts.ts";
import type { AnyTool } from "./types.ts";

type Tools = { readonly [name: string]: AnyTool };

/** Finds the code of tools: what the run was given, else what the program brings along, else where the program says. */
export function toolLookup(given: Tools, { directory, tools = {} }: ProgramSetting): ToolLookup {
  const declared = toolsOf(directory ?? process.cwd());
  return function* (tool, graph): Operation<ReturnType<ToolLookup> extends Operation<infer Load> ? Load : never> {
    const found = ownTool(given, tool) ?? ownTool(tools, tool);
    if (found) return { kind: "loaded", handler: found as ToolHandler };
    if (tool.from.kind === "module" && directory === undefined)
      return {
        kind: "missing",
        message: "Its program was compiled from a text, so there is no file that it could come from.",
        hint: `Pass its function to the run: tools: { ${tool.name} }.`,
      };
    return yield* declared(tool, graph);
  };
}

/** A sentence on the first tool or model that was given by a name that the program doesn't have. */
export function strayName(
  { tools = {}, models = {} }: Pick<AnyOptions, "tools" | "models">,
  graph: Graph,
): { readonly message: string; readonly hint: string } | undefined {
  const names = Object.values(graph.tools).flatMap(({ id, name }) => [id, name]);
  return stray("tool", tools, [...new Set(names)]) ?? stray("model", models, Object.keys(graph.models));
}

function stray(what: string, given: object, known: readonly string[]) {
  const wrong = Object.keys(given).find((name) => !known.includes(name));
  if (wrong === undefined) return undefined;
  const near = suggestNear(wrong, known);
  const all = known.length === 0 ? "It declares none." : `It has ${known.join(", ")}.`;
  return {
    message: `The program has no ${what} \`${wrong}\`.`,
    hint: near === undefined ? all : `Did you mean \`${near}\`?`,
  };
}

function ownTool(tools: Tools, { id, name }: ToolEntry): AnyTool | undefined {
  const key = Object.hasOwn(tools, id) ? id : name;
  return Object.hasOwn(tools, key) ? tools[key] : undefined;
}
