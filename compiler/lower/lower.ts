import type { Diagnostic } from "../../language/diagnostic.ts";
import type { Declared, NamedDeclaration } from "../bind/target.ts";
import { type Checked, declarationsOf } from "../check/check.ts";
import {
  type AgentEntry,
  type FlowEntry,
  GRAPH_VERSION,
  type Graph,
  type ModelEntry,
  type TestEntry,
  type ToolEntry,
} from "../graph/graph.ts";
import { folderOf, relativePath } from "../modules/path.ts";
import { lowerFlow, lowerTest } from "./bodies.ts";
import { lowerAgent, lowerModel, lowerTool, type Standing } from "./declarations.ts";
import { nameDeclarations } from "./ids.ts";
import type { Lowering } from "./lowering.ts";
import { reachable } from "./reach.ts";
import { unreadShares } from "./shares.ts";
import { listedRefs } from "./spine-tools.ts";
import { collectTypes } from "./types.ts";

/** A program as a graph, and what only the graph shows to be odd. */
export interface Lowered {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes the graph of a program that has no errors. */
export function lower(checked: Checked): Lowered {
  const { modules } = checked.bound.loaded;
  const folder = folderOf(modules[0]?.path ?? "");
  const parts = reachable(checked);
  const all = declarationsOf(checked.bound).filter(({ declaration }) => parts.has(declaration));
  const { ids, calledAs } = nameDeclarations(all);
  const program = begin(checked, ids);
  const standing = ({ declaration, module }: Declared): Standing => {
    return { program, module, folder, name: calledAs.get(declaration) ?? declaration.name.text };
  };

  const models: ModelEntry[] = [];
  const tools: ToolEntry[] = [];
  const agents: AgentEntry[] = [];
  for (const declared of all) {
    const { declaration } = declared;
    if (declaration.kind === "schema" || declaration.kind === "type") nameType(program, declaration);
    else if (declaration.kind === "model") models.push(lowerModel(standing(declared), declaration));
    else if (declaration.kind === "tool") tools.push(lowerTool(standing(declared), declaration));
    else if (declaration.kind === "agent") agents.push(lowerAgent(standing(declared), declaration));
  }
  const lowered = new Map<NamedDeclaration, FlowEntry>();
  for (const { declaration, module } of checked.flows) {
    if (declaration.kind !== "flow" || !parts.has(declaration)) continue;
    lowered.set(declaration, lowerFlow(program, module, declaration));
  }
  // Callees were lowered first; the graph has them where they are declared.
  const flows = all.flatMap(({ declaration }) => lowered.get(declaration) ?? []);
  const tests: TestEntry[] = [];
  for (const node of modules[0]?.tree.declarations ?? []) {
    if (node.kind === "test" && modules[0]) tests.push(lowerTest(program, modules[0], node));
  }
  const main = mainOf(checked, ids);
  const graph: Graph = {
    version: GRAPH_VERSION,
    files: modules.map((module) => relativePath(folder, module.path)),
    types: program.types.entries(),
    models: byId(models),
    tools: byId(tools),
    agents: byId(agents),
    flows: byId(flows),
    tests,
    ...(main !== undefined && { main }),
  };
  return { graph, diagnostics: unreadShares(modules, [...flows, ...tests]) };
}

/** Through entries, because assignment to `__proto__` would lose it. */
function byId<T extends { readonly id: string }>(entries: readonly T[]): Record<string, T> {
  return Object.fromEntries(entries.map((entry) => [entry.id, entry]));
}

function begin(checked: Checked, ids: ReadonlyMap<NamedDeclaration, string>): Lowering {
  const agentTools = new Map<string, ReturnType<typeof listedRefs>>();
  const program: Lowering = {
    checked,
    ids,
    types: collectTypes(checked.table),
    flowTools: new Map(),
    agentTools,
    agentNodes: new Map(),
    kept: new Map(),
    scopes: new Map(),
  };
  for (const [declaration, { tools = [] }] of checked.agents) {
    const id = ids.get(declaration);
    if (id !== undefined) agentTools.set(id, listedRefs(program, tools));
  }
  return program;
}

function nameType(program: Lowering, declaration: NamedDeclaration): void {
  const id = program.checked.typeIds.get(declaration);
  if (id !== undefined) program.types.idOf({ kind: "ref", id });
}

/** The flow that runs when none is named: the entry file's only one, else the one called `main`. */
function mainOf(checked: Checked, ids: ReadonlyMap<NamedDeclaration, string>): string | undefined {
  const declarations = checked.bound.loaded.modules[0]?.tree.declarations ?? [];
  const flows = declarations.filter((each) => each.kind === "flow");
  const main = flows.length === 1 ? flows[0] : flows.find((each) => each.name.text === "main");
  return main && ids.get(main);
}
