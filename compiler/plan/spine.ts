import type { CallableRef, Graph, NodeId } from "../graph/graph.ts";
import type { Measure, ToolText } from "./measure.ts";
import type { SpineReport } from "./plan.ts";
import { number, type Size, sum, zero } from "./size.ts";

/** A spine while the flow is walked: it grows by shares, and counts who forks from it. */
export interface Spine {
  readonly node: NodeId;
  readonly label: string;
  readonly parent: Spine | null;
  size: Size;
  forks: Size;
  readonly described: ReadonlySet<string>;
  readonly brokenBy: readonly string[];
}

export function keyOf(ref: CallableRef): string {
  return `${ref.kind} ${ref.id}`;
}

/** What a model is told of tools and of agents that are called like tools. */
export function toolTexts(refs: readonly CallableRef[], graph: Graph): ToolText[] {
  return refs.flatMap((ref) => {
    const entry = ref.kind === "tool" ? graph.tools[ref.id] : graph.agents[ref.id];
    const type = entry && graph.types[entry.arguments];
    return entry && type ? [{ name: entry.name, description: entry.doc ?? "", parameters: type.schema }] : [];
  });
}

/** The spine of a flow without one: its hoisted tools and the marks that open a context. */
export function rootSpine(node: NodeId, tools: readonly CallableRef[], graph: Graph, measure: Measure): Spine {
  return {
    node,
    label: "spine",
    parent: null,
    size: sum(number(measure.opening), measure.tools(toolTexts(tools, graph))),
    forks: zero,
    described: new Set(tools.map(keyOf)),
    brokenBy: [],
  };
}

/** A fork of a spine, on which a branch's own shares go. */
export function forkOf(spine: Spine): Spine {
  return { ...spine, parent: spine, forks: zero };
}

export function report(spine: Spine): SpineReport {
  return { node: spine.node, label: spine.label, tokens: spine.size, forks: spine.forks, brokenBy: spine.brokenBy };
}
