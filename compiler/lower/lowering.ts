import type { CallExpression, Expression, Span } from "../../language/ast.ts";
import { positionAt } from "../../language/source.ts";
import type { Local, NamedDeclaration } from "../bind/target.ts";
import type { Checked } from "../check/check.ts";
import type { AgentNode, At, CallableRef, FlowId, FromRef, Node, NodeId } from "../graph/graph.ts";
import type { Type } from "../graph/type.ts";
import type { LoadedModule } from "../modules/load.ts";
import type { TypeCollector } from "./types.ts";

/** What the lowering of a program's parts has in common. */
export interface Lowering {
  readonly checked: Checked;
  /** Ids in the graph. */
  readonly ids: ReadonlyMap<NamedDeclaration, string>;
  readonly types: TypeCollector;
  /** What the agents of a flow may call that fork before any `spine` of its own; callees come before their callers. */
  readonly flowTools: Map<FlowId, readonly CallableRef[]>;
  readonly agentTools: ReadonlyMap<string, readonly CallableRef[]>;
  /** Agents' nodes by their calls: a `from` further on keeps their contexts. */
  readonly agentNodes: Map<CallExpression, Writable<AgentNode>>;
  readonly kept: Map<CallExpression, NodeId>;
  /** The scope that each name lives in. */
  readonly scopes: Map<Local, NodeId>;
}

/** A part of the graph that is still being made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The block that is being lowered: nodes in program order, and what their ids begin with. */
export interface Region {
  readonly program: Lowering;
  readonly module: LoadedModule;
  /** Counts the temporaries of a flow. */
  readonly temporaries: { next: number };
  /** The id of what the block belongs to. */
  readonly scope: NodeId;
  /** How often each label was given in the blocks of the same owner. */
  readonly labels: Map<string, number>;
  readonly nodes: Node[];
  /** Where agents fork instead of at the current spine. */
  readonly from?: FromRef;
  /** Latent steps that the agent takes instead of answering. */
  readonly think?: number;
}

/** The block of a flow or a test. */
export function rootRegion(program: Lowering, module: LoadedModule, scope: NodeId): Region {
  return { program, module, temporaries: { next: 1 }, scope, labels: new Map(), nodes: [] };
}

/** Makes a node's id: its label, made unique among those of the same owner. */
export function makeId(region: Region, label: string): NodeId {
  const count = (region.labels.get(label) ?? 0) + 1;
  region.labels.set(label, count);
  return `${region.scope}/${count === 1 ? label : `${label}.${count}`}`;
}

/** The blocks of a node share their labels, so that a path that leaves out which of them it went through is still one. */
export function insideOf(region: Region, id: NodeId): Region {
  return { ...region, scope: id, labels: new Map(), nodes: [] };
}

/** Another block of the same owner. */
export function besideOf(region: Region): Region {
  return { ...region, nodes: [] };
}

/** A branch: its fork is the current spine in it, so a `from` around it no longer counts. */
export function branchOf(region: Region): Region {
  const { from: _from, think: _think, ...rest } = region;
  return { ...rest, nodes: [] };
}

/** A name that no program can write. */
export function temporary(region: Region): string {
  return `$${region.temporaries.next++}`;
}

/** A place in the source, as the graph says it. */
export function placeOf(module: LoadedModule, span: Span): At {
  const { line, column } = positionAt(module.text, span.start);
  return { file: module.index, start: span.start, end: span.end, line, column };
}

/** The type that checking found. */
export function typeOfNode(program: Lowering, node: Expression): Type {
  return program.checked.types.get(node) ?? { kind: "never", unknown: true };
}

/** The id in the graph of a declaration that is part of it. */
export function idOf(program: Lowering, declaration: NamedDeclaration): string {
  const id = program.ids.get(declaration);
  if (id === undefined) throw new Error(`no id for ${declaration.kind} ${declaration.name.text}`);
  return id;
}
