import type { DagExpression, TopologyEntry } from "../../language/ast.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { complain, type KnownTables, type Place } from "./checking.ts";
import { orderOf } from "./order.ts";

/** What each entry of a dag stands after, in the written order. */
export interface DagEdges {
  /** The entries whose values its expression names. */
  readonly needs: readonly TopologyEntry[];
  /** The entries that it only waits for. */
  readonly waits: readonly TopologyEntry[];
}

/** The edges of a dag, by entry. */
export function edgesOf(program: KnownTables, node: DagExpression): ReadonlyMap<TopologyEntry, DagEdges> {
  const places = new Map<unknown, number>();
  for (const [place, entry] of node.entries.entries()) {
    const local = program.bound.locals.get(entry.name);
    if (local) places.set(local, place);
  }
  const inOrder = (targets: readonly unknown[]): TopologyEntry[] =>
    [...new Set(targets.flatMap((target) => places.get(target) ?? []))]
      .sort((a, b) => a - b)
      .flatMap((place) => node.entries[place] ?? []);
  const { targets } = program.bound;
  const edges = (entry: TopologyEntry): DagEdges => {
    const named: unknown[] = [];
    walk(entry.value, (each) => {
      if (each.kind === "name") named.push(targets.get(each));
      return true;
    });
    return { needs: inOrder(named), waits: inOrder(entry.after.map((name) => targets.get(name))) };
  };
  return new Map(node.entries.map((entry) => [entry, edges(entry)]));
}

/** The entries in an order in which each comes after what it waits for; a cycle is reported with its path. */
export function checkDagOrder(at: Place, node: DagExpression): readonly TopologyEntry[] {
  const edges = edgesOf(at.program, node);
  const reported = new Set<TopologyEntry>();
  return orderOf(
    node.entries,
    (entry) => {
      const { needs = [], waits = [] } = edges.get(entry) ?? {};
      return [...needs, ...waits].map((of) => ({ of }));
    },
    (_need, found) => {
      const members = found();
      if (members.some((each) => reported.has(each))) return;
      for (const each of members) reported.add(each);
      // It is shown from its first entry in the file on, whichever way it was found.
      const first = members.reduce((a, b) => (a.span.start < b.span.start ? a : b));
      const turned = [...members.slice(members.indexOf(first)), ...members.slice(0, members.indexOf(first)), first];
      complain(at, flowProblems.dagCycle, first.name.span, { cycle: turned.map((each) => each.name.text) });
    },
  );
}
