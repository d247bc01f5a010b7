import type { DagExpression, TopologyEntry } from "../../language/ast.ts";
import { walk } from "../bind/walk.ts";
import { flowProblems } from "../diagnostics/flows.ts";
import { complain, type KnownTables, type Place } from "./checking.ts";

/** The entries of a dag whose values an entry's expression names, in the written order. */
export function needsOf(program: KnownTables, node: DagExpression, entry: TopologyEntry): TopologyEntry[] {
  const named = new Set<unknown>();
  walk(entry.value, (each) => {
    if (each.kind === "name") named.add(program.bound.targets.get(each));
    return true;
  });
  return node.entries.filter((each) => named.has(program.bound.locals.get(each.name)));
}

/** The entries that an entry only waits for. */
export function waitsOf(program: KnownTables, node: DagExpression, entry: TopologyEntry): TopologyEntry[] {
  const named = new Set(entry.after.map((name) => program.bound.targets.get(name)));
  return node.entries.filter((each) => {
    const local = program.bound.locals.get(each.name);
    return local !== undefined && named.has(local);
  });
}

/** The entries in an order in which each comes after what it waits for; a cycle is reported with its path. */
export function checkDagOrder(at: Place, node: DagExpression): readonly TopologyEntry[] {
  const { program } = at;
  const order: TopologyEntry[] = [];
  const done = new Set<TopologyEntry>();
  const reported = new Set<TopologyEntry>();
  const visit = (entry: TopologyEntry, trail: readonly TopologyEntry[]): void => {
    if (done.has(entry)) return;
    const start = trail.indexOf(entry);
    if (start >= 0) {
      const members = trail.slice(start);
      if (members.some((each) => reported.has(each))) return;
      for (const each of members) reported.add(each);
      // It is shown from its first entry in the file on, whichever way it was found.
      const first = members.reduce((a, b) => (a.span.start < b.span.start ? a : b));
      const turned = [...members.slice(members.indexOf(first)), ...members.slice(0, members.indexOf(first)), first];
      complain(at, flowProblems.dagCycle, first.name.span, { cycle: turned.map((each) => each.name.text) });
      return;
    }
    for (const each of [...needsOf(program, node, entry), ...waitsOf(program, node, entry)])
      visit(each, [...trail, entry]);
    done.add(entry);
    order.push(entry);
  };
  for (const entry of node.entries) visit(entry, []);
  return order;
}
