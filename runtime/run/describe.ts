/**
 * What models are told about the tools, and the agents, that they may call.
 */
import type { CallableRef, Graph, TypeEntry } from "../../compiler/graph/graph.ts";
import { type Context, entriesOf } from "../context/context.ts";
import type { ToolDescription } from "../context/entry.ts";

/** Something that a model may call: a tool, or an agent like one. */
export interface Callable {
  readonly ref: CallableRef;
  readonly name: string;
  readonly doc: string | undefined;
  readonly arguments: TypeEntry;
}

/** What a reference of the graph stands for; undefined in a graph that the compiler didn't make. */
export function callableOf(ref: CallableRef, graph: Graph): Callable | undefined {
  const entry = ref.kind === "tool" ? graph.tools[ref.id] : graph.agents[ref.id];
  const type = entry && graph.types[entry.arguments];
  return type && { ref, name: entry.name, doc: entry.doc, arguments: type };
}

/** Descriptions of those of `refs` that nothing in `context` describes yet. */
export function undescribed(refs: readonly CallableRef[], context: Context, graph: Graph): readonly ToolDescription[] {
  if (refs.length === 0) return [];
  const known = new Set(
    entriesOf(context).flatMap((entry) => (entry.kind === "tools" ? entry.tools.map((tool) => tool.name) : [])),
  );
  return refs.flatMap((ref) => {
    const callable = callableOf(ref, graph);
    if (!callable || known.has(callable.name)) return [];
    known.add(callable.name);
    const { name, doc, arguments: type } = callable;
    return [{ name, description: doc ?? "", parameters: type.schema }];
  });
}
