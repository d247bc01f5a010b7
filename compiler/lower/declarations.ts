import type { AgentDeclaration, ModelDeclaration, ToolDeclaration } from "../../language/ast.ts";
import type { ParameterType, Signature } from "../check/signature.ts";
import type { AgentEntry, At, ModelEntry, ParameterEntry, Setting, ToolEntry, ToolSource } from "../graph/graph.ts";
import type { FieldType, Type, TypeId } from "../graph/type.ts";
import type { LoadedModule } from "../modules/load.ts";
import { folderOf, isAbsolute, joinPath, relativePath } from "../modules/path.ts";
import { lowerPure } from "./expressions.ts";
import { idOf, type Lowering, placeOf, rootRegion } from "./lowering.ts";
import { listedRefs } from "./spine-tools.ts";

/** Where a declaration stands, and what a model calls it by. */
export interface Standing {
  readonly program: Lowering;
  readonly module: LoadedModule;
  /** The folder of the entry file: paths in the graph are relative to it. */
  readonly folder: string;
  readonly name: string;
}

const signatureOf = ({ program }: Standing, node: ToolDeclaration | AgentDeclaration): Signature =>
  program.checked.signatures.get(node) ?? { parameters: [], result: { kind: "json" } };

/** A model's entry. */
export function lowerModel(standing: Standing, node: ModelDeclaration): ModelEntry {
  const { gguf, ...rest } = standing.program.checked.models.get(node) ?? {};
  const { id, at } = headOf(standing, node);
  return { id, at, ...(gguf !== undefined && { gguf: besideFile(standing, gguf) }), ...rest };
}

function besideFile({ module, folder }: Standing, path: Setting): Setting {
  if (typeof path !== "string" || isAbsolute(path)) return path;
  return relativePath(folder, joinPath(folderOf(module.path), path));
}

/** Time that a tool has where its declaration says nothing: two minutes. */
const TOOL_TIMEOUT_MS = 120_000;
/** Tokens of a tool's result that a model sees at most. */
const RESULT_TOKENS = 1000;

/** A tool's entry. */
export function lowerTool(standing: Standing, node: ToolDeclaration): ToolEntry {
  const settings = standing.program.checked.tools.get(node) ?? {};
  const { cache, rate, max } = settings;
  return {
    ...callableHead(standing, node),
    from: sourceOf(standing, node),
    timeoutMs: settings.timeout ?? TOOL_TIMEOUT_MS,
    retry: settings.retry ?? 0,
    resultTokens: settings.result ?? RESULT_TOKENS,
    ...(cache !== undefined && { cacheMs: cache }),
    ...(rate && { rate }),
    ...(max !== undefined && { max }),
    protected: settings.protected ?? false,
    effect: settings.effect ?? false,
  };
}

function sourceOf({ program, module, folder }: Standing, node: ToolDeclaration): ToolSource {
  const from = program.checked.tools.get(node)?.from;
  if (from?.kind === "mcp") return { kind: "mcp", command: from.command, tool: from.tool };
  const exported = node.name.text;
  if (module.path.startsWith("std/"))
    return { kind: "std", module: module.path.replace(/\.af$/, ""), export: exported };
  const path = relativePath(folder, joinPath(folderOf(module.path), from?.path ?? ""));
  return { kind: "module", path, export: exported };
}

/** Turns of an agent that says nothing of them: it needs one to answer, and some more to call its tools. */
const TURNS = { plain: 1, withTools: 8 };
/** Output tokens of an agent that says nothing of them. */
const AGENT_TOKENS = 1000;

/** An agent's entry. */
export function lowerAgent(standing: Standing, node: AgentDeclaration): AgentEntry {
  const { program, module } = standing;
  const settings = program.checked.agents.get(node) ?? {};
  const { system, prompt, model, timeout, temperature, top_p, top_k, min_p, seed, reason } = settings;
  const tools = listedRefs(program, settings.tools ?? []);
  const region = rootRegion(program, module, node.name.text);
  return {
    ...callableHead(standing, node),
    ...(system && { system: lowerPure(region, system) }),
    ...(prompt && { prompt: lowerPure(region, prompt) }),
    ...(model && { model: idOf(program, model.declaration) }),
    tools,
    turns: settings.turns ?? (tools.length > 0 ? TURNS.withTools : TURNS.plain),
    tokens: settings.tokens ?? AGENT_TOKENS,
    ...(timeout !== undefined && { timeoutMs: timeout }),
    retry: settings.retry ?? 0,
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(top_k !== undefined && { topK: top_k }),
    ...(min_p !== undefined && { minP: min_p }),
    ...(seed !== undefined && { seed }),
    ...(reason !== undefined && { reason }),
    delegates: settings.delegates ?? (tools.some((tool) => tool.kind === "agent") ? 1 : 0),
    handoff: settings.handoff ?? "auto",
  };
}

function headOf(
  { program, module }: Standing,
  node: ModelDeclaration | ToolDeclaration | AgentDeclaration,
): { id: string; at: At } {
  return { id: idOf(program, node), at: placeOf(module, node.span) };
}

function callableHead(standing: Standing, node: ToolDeclaration | AgentDeclaration) {
  const { program, module, name } = standing;
  const { parameters, result } = signatureOf(standing, node);
  return {
    ...headOf(standing, node),
    name,
    ...(node.doc && { doc: node.doc.text }),
    parameters: lowerParameters(program, module, parameters),
    arguments: argumentsType(program, parameters),
    result: program.types.idOf(result),
  };
}

/** The parameters of a tool, agent or flow. */
export function lowerParameters(
  program: Lowering,
  module: LoadedModule,
  parameters: readonly ParameterType[],
): ParameterEntry[] {
  const region = rootRegion(program, module, "");
  return parameters.map(({ name, type, node }) => ({
    name,
    type: program.types.idOf(type),
    ...(node.doc && { doc: node.doc.text }),
    ...(node.default && { default: lowerPure(region, node.default) }),
  }));
}

/** The record of the parameters: one with a default may be left out. */
function argumentsType(program: Lowering, parameters: readonly ParameterType[]): TypeId {
  const fields = parameters.map(({ name, type, node }): FieldType => {
    return { name, type, optional: node.default !== undefined, ...(node.doc && { doc: node.doc.text }) };
  });
  const record: Type = { kind: "record", fields };
  return program.types.idOf(record);
}
