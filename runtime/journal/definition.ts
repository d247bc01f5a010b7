/**
 * Hashes by which a resumed run knows whether a part of it is still the same: what the program says there, everything
 * that this refers to included, and what went into it.
 */
import { createHash } from "node:crypto";
import type { Graph } from "../../compiler/graph/graph.ts";

/** A short hash of texts in their order. */
export function hashOf(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url").slice(0, 22);
}

const known = new WeakMap<Graph, WeakMap<object, string>>();

/**
 * The hash of what `part` of a graph (a node, an agent, a tool, a type) says, with the agents, tools, flows and types
 * that it refers to, however far away. Places in the source and settings of models are no part of it: moving a line
 * changes nothing, and neither does giving a model more room.
 */
export function definitionOf(part: object, graph: Graph): string {
  const hashes = known.get(graph) ?? new WeakMap<object, string>();
  known.set(graph, hashes);
  const found = hashes.get(part);
  if (found !== undefined) return found;
  const texts = [textOf(part)];
  const seen = new Set<unknown>([part]);
  for (let next: readonly object[] = [part]; next.length > 0; ) {
    const more = next.flatMap((each) => referred(each, graph)).filter((each) => !seen.has(each));
    next = [...new Set(more)];
    for (const each of next) {
      seen.add(each);
      texts.push(textOf(each));
    }
  }
  const hash = hashOf(...texts);
  hashes.set(part, hash);
  return hash;
}

const names = new WeakMap<object, readonly string[]>();

/** The names that expressions in `part` of a graph mention, each once. */
export function mentionedIn(part: object): readonly string[] {
  const found = names.get(part);
  if (found) return found;
  const mentioned = new Set<string>();
  walk(part, (at) => {
    if (at.op === "name" && typeof at.name === "string") mentioned.add(at.name);
  });
  const list = [...mentioned];
  names.set(part, list);
  return list;
}

function textOf(part: object): string {
  return JSON.stringify(part, (key, value) => (DERIVED.has(key) || isPlace(key, value) ? undefined : value));
}

/** Made of a type by the compiler: the type says it already. */
const DERIVED: ReadonlySet<string> = new Set(["schema", "gbnf", "checkedAfter"]);

function isPlace(key: string, value: unknown): boolean {
  return key === "at" && typeof value === "object" && value !== null && "line" in value && "column" in value;
}

/** What a part of the graph names directly. More than it means does no harm: it can only run once too often. */
function referred(part: object, graph: Graph): readonly object[] {
  const found: (object | undefined)[] = [];
  const of = <T extends object>(table: Readonly<Record<string, T>>, id: unknown): void => {
    if (typeof id === "string" && Object.hasOwn(table, id)) found.push(table[id]);
  };
  walk(part, (at) => {
    of(graph.agents, at.agent);
    of(graph.tools, at.tool);
    of(graph.flows, at.flow);
    if (at.kind === "agent") of(graph.agents, at.id);
    if (at.kind === "tool") of(graph.tools, at.id);
    for (const key of ["type", "result", "arguments", "id"]) of(graph.types, at[key]);
  });
  return found.filter((each) => each !== undefined);
}

function walk(part: unknown, visit: (at: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(part)) {
    for (const each of part) walk(each, visit);
  } else if (typeof part === "object" && part !== null) {
    visit(part as Readonly<Record<string, unknown>>);
    for (const [key, value] of Object.entries(part)) if (!DERIVED.has(key)) walk(value, visit);
  }
}
