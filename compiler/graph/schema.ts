/** The execution graph as zod sees it: what is read from a file or from another process is checked by this. */
import { z } from "zod";
import { GRAPH_VERSION, type Graph } from "./graph.ts";
import { exprSchema } from "./schema-expression.ts";
import { blockShape } from "./schema-node.ts";
import { atShape, callableShape, count, list, natural } from "./schema-reference.ts";
import { jsonSchema, typeSchema } from "./schema-type.ts";

const setting = z.union([z.string(), z.strictObject({ env: z.string() })]);
const doc = z.string().exactOptional();

export const typeEntryShape = z.strictObject({
  id: z.string(),
  named: z.boolean(),
  type: typeSchema,
  doc,
  schema: jsonSchema,
  gbnf: z.strictObject({ root: z.string(), rules: z.record(z.string(), z.string()) }).optional(),
  checkedAfter: list(z.string()),
});

export const modelShape = z.strictObject({
  id: z.string(),
  at: atShape,
  gguf: setting.exactOptional(),
  provider: z.string().exactOptional(),
  name: setting.exactOptional(),
  url: setting.exactOptional(),
  key: setting.exactOptional(),
  context: count.exactOptional(),
  branches: count.exactOptional(),
});

export const parameterShape = z.strictObject({
  name: z.string(),
  type: z.string(),
  doc,
  default: exprSchema.exactOptional(),
});

export const toolSourceShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("module"), path: z.string(), export: z.string() }),
  z.strictObject({ kind: z.literal("std"), module: z.string(), export: z.string() }),
  z.strictObject({ kind: z.literal("mcp"), command: setting, tool: z.string() }),
]);

export const toolShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  at: atShape,
  doc,
  parameters: list(parameterShape),
  arguments: z.string(),
  result: z.string(),
  from: toolSourceShape,
  timeoutMs: natural,
  retry: natural,
  resultTokens: natural,
  cacheMs: natural.exactOptional(),
  rate: z.strictObject({ count, perMs: natural }).exactOptional(),
  max: count.exactOptional(),
  protected: z.boolean(),
  effect: z.boolean(),
});

export const agentShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  at: atShape,
  doc,
  parameters: list(parameterShape),
  arguments: z.string(),
  result: z.string(),
  system: exprSchema.exactOptional(),
  prompt: exprSchema.exactOptional(),
  model: z.string().exactOptional(),
  tools: list(callableShape),
  turns: count,
  tokens: count,
  timeoutMs: natural.exactOptional(),
  retry: natural,
  temperature: z.number().exactOptional(),
  topP: z.number().exactOptional(),
  topK: z.number().exactOptional(),
  minP: z.number().exactOptional(),
  seed: z.number().exactOptional(),
  reason: natural.exactOptional(),
  delegates: natural,
  handoff: z.enum(["auto", "kv", "latent", "text"]),
});

export const flowShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  at: atShape,
  doc,
  parameters: list(parameterShape),
  result: z.string(),
  tools: list(callableShape),
  body: blockShape,
});

export const testShape = z.strictObject({
  name: z.string(),
  at: atShape,
  mocks: list(
    z.strictObject({
      at: atShape,
      target: callableShape,
      outcome: z.union([z.strictObject({ value: exprSchema }), z.strictObject({ fail: exprSchema })]),
    }),
  ),
  tools: list(callableShape),
  body: blockShape,
});

export const graphShape = z.strictObject({
  version: z.literal(GRAPH_VERSION),
  files: list(z.string()),
  types: z.record(z.string(), typeEntryShape),
  models: z.record(z.string(), modelShape),
  tools: z.record(z.string(), toolShape),
  agents: z.record(z.string(), agentShape),
  flows: z.record(z.string(), flowShape),
  tests: list(testShape),
  main: z.string().exactOptional(),
});

/** The zod schema of a whole graph. */
export const graphSchema: z.ZodType<Graph> = graphShape;

export type ParsedGraph =
  | { readonly ok: true; readonly graph: Graph }
  /** Each with its place in the graph: `flows.main.body.nodes[0].kind: Invalid input`. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks that a JSON value is a graph of this version and that what it refers to by id is there. */
export function parseGraph(json: unknown): ParsedGraph {
  const version = typeof json === "object" && json !== null && "version" in json ? json.version : undefined;
  if (version !== GRAPH_VERSION) {
    const found = version === undefined ? "it has no version" : `its version is ${JSON.stringify(version)}`;
    return { ok: false, problems: [`This is no execution graph of version ${GRAPH_VERSION}: ${found}.`] };
  }
  const parsed = graphSchema.safeParse(json);
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.slice(0, 20).map((issue) => `${placeOf(issue.path)}: ${issue.message}`),
    };
  // What zod gives back is a copy in which some names are lost (`__proto__`); what it has checked is the same value.
  const graph = json as Graph;
  const problems = danglingIds(graph);
  return problems.length === 0 ? { ok: true, graph } : { ok: false, problems };
}

function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return text.replace(/^\./, "") || "the graph";
}

/** Ids in entries that name nothing; those inside bodies are the compiler's word, and met where they are run. */
function danglingIds(graph: Graph): readonly string[] {
  const problems: string[] = [];
  const need = (table: "types" | "models" | "tools" | "agents" | "flows", id: string, place: string): void => {
    if (!Object.hasOwn(graph[table], id)) problems.push(`${place}: there is no ${id} in ${table}`);
  };
  for (const kind of ["tools", "agents"] as const)
    for (const [id, entry] of Object.entries(graph[kind])) {
      for (const parameter of entry.parameters)
        need("types", parameter.type, `${kind}.${id}.parameters.${parameter.name}`);
      need("types", entry.arguments, `${kind}.${id}.arguments`);
      need("types", entry.result, `${kind}.${id}.result`);
    }
  for (const [id, agent] of Object.entries(graph.agents)) {
    if (agent.model !== undefined) need("models", agent.model, `agents.${id}.model`);
    for (const callable of agent.tools)
      need(callable.kind === "tool" ? "tools" : "agents", callable.id, `agents.${id}.tools`);
  }
  for (const [id, flow] of Object.entries(graph.flows)) {
    for (const parameter of flow.parameters) need("types", parameter.type, `flows.${id}.parameters.${parameter.name}`);
    need("types", flow.result, `flows.${id}.result`);
  }
  if (graph.main !== undefined) need("flows", graph.main, "main");
  return problems;
}
