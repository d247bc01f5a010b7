/**
 * A program as a module of TypeScript: its flows as functions with exact types of their parameters, results, tools and
 * agents. The declarations stand by themselves too, beside a module that something else makes.
 */
import type { FlowEntry, Graph, ParameterEntry, ToolEntry } from "../graph/graph.ts";
import { agentsOf, toolsOf } from "../graph/reach.ts";
import type { FieldType, Type, TypeId } from "../graph/type.ts";
import { type ModuleNames, moduleNames } from "./module-names.ts";
import { docText, emitTypescript, emitTypescriptDeclaration, fieldsText } from "./typescript.ts";

/** Where a module comes from. */
export interface ModuleSetting {
  /** The entry file, as the module's first line names it. */
  readonly source: string;
  /** Whether the modules of tools come along, so that whoever runs a flow need not give them. */
  readonly tools: "imported" | "given";
}

/** How a module finds its graph and its tools. */
export interface ModuleBody {
  /** An expression for the folder in which modules of tools and model files are looked for. */
  readonly directory: string;
  /** Statements that stand before all else. */
  readonly imports?: readonly string[];
  /** An expression for the tools that come along. */
  readonly tools?: string;
}

/** A program as a module. */
export interface EmittedModule {
  readonly typescript: string;
  readonly javascript: string;
  /** Of the JavaScript. */
  readonly declarations: string;
  /** The lines of the JavaScript, from 0, on which flows are exported, by the flows' ids. */
  readonly lines: ReadonlyMap<string, number>;
}

/** The library's entry that a module imports. It has no compiler in it. */
const LIBRARY = "agentflow/runtime";

/** A graph as a module. Its flows are those of the entry file. */
export function emitModule(graph: Graph, setting: ModuleSetting, body: ModuleBody): EmittedModule {
  const names = moduleNames(graph);
  const flows = Object.values(graph.flows).filter(({ at }) => at.file === 0);
  const types = typesText(graph, flows, setting, names);
  const head = `// Made by agentflow from ${setting.source}: what is changed here is lost when it is made again.\n`;
  const given = [`directory: ${body.directory}`, ...(body.tools === undefined ? [] : [`tools: ${body.tools}`])];
  const open = (typed: string): string =>
    `const ${PROGRAM} = ${names.library}.openProgram${typed}(JSON.parse(${JSON.stringify(JSON.stringify(graph))}), { ${given.join(", ")} });\n`;
  const flow = ({ name }: FlowEntry, typed: string): string => {
    const constant = names.constantOf(name);
    const value = `${PROGRAM}.flow(${JSON.stringify(name)})`;
    if (constant === name) return `export const ${name}${typed} = ${value};\n`;
    return `const ${constant}${typed} = ${value};\nexport { ${constant} as ${name} };\n`;
  };
  const typeOf = ({ name }: FlowEntry): string => `: ${names.library}.Flow<${names.typesOf(name)}>`;
  const imports = [...(body.imports ?? []), `import * as ${names.library} from "${LIBRARY}";\n`].join("");

  let javascript = `${head}${imports}${open("")}`;
  const lines = new Map<string, number>();
  for (const each of flows) {
    javascript += docText(each.doc, "");
    lines.set(each.id, javascript.split("\n").length - 1);
    javascript += flow(each, "");
  }
  const declared = flows.map((each) => declaredFlow(each, typeOf(each), names)).join("\n");
  return {
    typescript: `${head}${imports}\n${types}\n${open(`<${names.program}>`)}\n${flows.map((each) => docText(each.doc, "") + flow(each, typeOf(each))).join("\n")}`,
    javascript,
    declarations: `${head}import type * as ${names.library} from "${LIBRARY}";\n\n${types}\n${declared}`,
    lines,
  };
}

/** No name of a program begins like this. */
const PROGRAM = "$program";

function declaredFlow({ name, doc }: FlowEntry, typed: string, names: ModuleNames): string {
  const constant = names.constantOf(name);
  if (constant === name) return `${docText(doc, "")}export declare const ${name}${typed};\n`;
  return `${docText(doc, "")}declare const ${constant}${typed};\nexport { ${constant} as ${name} };\n`;
}

/** All types: the program's own, then those of its tools, agents and flows. */
function typesText(graph: Graph, flows: readonly FlowEntry[], { tools }: ModuleSetting, names: ModuleNames): string {
  const text = (type: TypeId, indent = ""): string => emitTypescript(reference(graph, type), indent, names);
  const record = (fields: readonly FieldType[], indent = ""): string => fieldsText(fields, indent, names);
  const named = Object.values(graph.types).filter((entry) => entry.named);
  const own = named.map((entry) => emitTypescriptDeclaration(entry, names));

  const reached = flows.map(({ id }) => ({
    tools: toolsOf(graph, id).flatMap((tool) => graph.tools[tool] ?? []),
    agents: agentsOf(graph, id).flatMap((agent) => graph.agents[agent] ?? []),
  }));
  const allTools = new Set(reached.flatMap((reach) => reach.tools));
  const allAgents = [...new Set(reached.flatMap((reach) => reach.agents))];
  const agentNames = [...new Set(allAgents.map(({ name }) => name))];
  const toolLines = [...allTools].map((tool) => {
    const args = record(fieldsOf(graph, tool.parameters, "all"), "  ");
    return `${docText(tool.doc, "  ")}  readonly ${key(tool.id)}: ${names.library}.Tool<${args}, ${text(tool.result, "  ")}>;\n`;
  });
  const agentLines = agentNames.map((name) => {
    const results = allAgents.filter((agent) => agent.name === name).map(({ result }) => text(result, "  "));
    return `  readonly ${key(name)}: ${[...new Set(results)].join(" | ")};\n`;
  });

  const flowTexts = flows.map((flow, index) => {
    const reach = reached[index] ?? { tools: [], agents: [] };
    const parameters = names.parametersOf(flow.name);
    const needs = reach.tools.map(
      (tool) => `    readonly ${key(tool.id)}${given(tool, tools)}: ${names.tools}[${quoted(tool.id)}];\n`,
    );
    const grants = reach.tools.filter((tool) => tool.protected).map((tool) => quoted(tool.id));
    const agents = [...new Set(reach.agents.map(({ name }) => quoted(name)))];
    return [
      `/** The parameters of \`${flow.name}\`. */\n`,
      `export interface ${parameters} ${record(fieldsOf(graph, flow.parameters, "without-defaults"))}\n\n`,
      `/** All that is known of \`${flow.name}\`. */\n`,
      `export interface ${names.typesOf(flow.name)} {\n`,
      `  readonly parameters: ${parameters};\n`,
      `  readonly result: ${text(flow.result, "  ")};\n`,
      `  readonly tools: ${needs.length === 0 ? "{}" : `{\n${needs.join("")}  }`};\n`,
      `  readonly grants: ${grants.join(" | ") || "never"};\n`,
      `  readonly agents: ${agents.length === 0 ? "{}" : `Pick<${names.agents}, ${agents.join(" | ")}>`};\n`,
      "}\n",
    ].join("");
  });
  const programLines = flows.map(({ name }) => `    readonly ${key(name)}: ${names.typesOf(name)};\n`);
  return [
    ...own,
    `/** The tools of the program, as their code is called. */\nexport interface ${names.tools} ${block(toolLines)}\n`,
    `/** The results of the program's agents. */\nexport interface ${names.agents} ${block(agentLines)}\n`,
    ...flowTexts,
    `/** The flows of the program. */\nexport interface ${names.program} {\n  readonly flows: ${programLines.length === 0 ? "{}" : `{\n${programLines.join("")}  }`};\n}\n`,
  ].join("\n");
}

/** A named type stands for itself. */
function reference(graph: Graph, id: TypeId): Type {
  const entry = graph.types[id];
  if (!entry) return { kind: "never" };
  return entry.named ? { kind: "ref", id } : entry.type;
}

/** Parameters as a record; one with a default is there for a tool's code, and may be left out by who calls a flow. */
function fieldsOf(graph: Graph, parameters: readonly ParameterEntry[], which: "all" | "without-defaults"): FieldType[] {
  return parameters.map(({ name, type, doc, default: usual }) => ({
    name,
    type: reference(graph, type),
    optional: usual !== undefined && which === "without-defaults",
    ...(doc !== undefined && { doc }),
  }));
}

function given({ from }: ToolEntry, tools: ModuleSetting["tools"]): "" | "?" {
  return from.kind === "std" || (from.kind === "module" && tools === "imported") ? "?" : "";
}

const block = (lines: readonly string[]): string => (lines.length === 0 ? "{}" : `{\n${lines.join("")}}`);
const quoted = (name: string): string => JSON.stringify(name);
const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));
