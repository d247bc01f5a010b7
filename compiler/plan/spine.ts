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
  /** When it began. */
  readonly opened: Size;
  /** Agents that fork from it or from what is forked from it. */
  readonly readers: string[];
  /** What is shared on it so far, with those that read it. */
  readonly shares: SharedValue[];
  readonly described: ReadonlySet<string>;
  readonly brokenBy: readonly string[];
}

/** Where an agent ended: on a fork of `spine`, with what was shared by then. */
export interface Ended {
  readonly size: Size;
  readonly spine: Spine;
  readonly shares: readonly SharedValue[];
}

export interface SharedValue {
  readonly node: NodeId;
  readonly readers: string[];
}

/** Notes that an agent forks from a spine, and so reads all that is on it. */
export function readSpine(spine: Spine, agent: string): void {
  const lists = spine.shares.map((shared) => shared.readers);
  for (let at: Spine | null = spine; at; at = at.parent) lists.push(at.readers);
  for (const readers of lists) if (!readers.includes(agent)) readers.push(agent);
}

/** What is shared at a node; the same on every walk past it. */
export function sharedAt(spine: Spine, node: NodeId): SharedValue {
  const known = spine.shares.find((shared) => shared.node === node);
  if (known) return known;
  const shared = { node, readers: [] };
  spine.shares.push(shared);
  return shared;
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
  const size = sum(number(measure.opening), measure.tools(toolTexts(tools, graph)));
  return {
    node,
    label: "spine",
    parent: null,
    size,
    opened: size,
    readers: [],
    shares: [],
    forks: zero,
    described: new Set(tools.map(keyOf)),
    brokenBy: [],
  };
}

/** A fork of a spine, on which a branch's own shares go. */
export function forkOf(spine: Spine): Spine {
  return { ...spine, parent: spine, forks: zero, shares: [...spine.shares] };
}

/** What stands after `from`: a context that is forked as if it were a spine, and can't grow. */
export function spineOf({ size, spine, shares }: Ended): Spine {
  return { ...forkOf(spine), size, shares: [...shares] };
}

export function report(spine: Spine): SpineReport {
  const { node, label, opened, size, forks, readers, brokenBy } = spine;
  return { node, label, opened, tokens: size, forks, readers, brokenBy };
}
