/** Entries that begin as soon as what they name is there, each on a fork of its own. */
import type { DagNode } from "../graph/graph.ts";
import { walkEntry } from "./branches.ts";
import { together } from "./cost.ts";
import { outlasting, sizeOfLasting } from "./lasting.ts";
import { above, allAtOnce } from "./peak.ts";
import { number, sum } from "./size.ts";
import { heldBy, type Made, type Outcome, type Place, type World } from "./walk.ts";

export function walkDag(node: DagNode, place: Place, world: World): Made {
  const scope = new Map(place.scope);
  const done = new Map<string, Outcome>();
  // In an order in which they could start, so that each finds the values that it names.
  for (const entry of inOrder(node.entries)) {
    const outcome = walkEntry(entry, { ...place, scope }, world, true);
    done.set(entry.name, outcome);
    scope.set(entry.name, outcome.value);
  }
  const of = (name: string) => done.get(name)!;
  // An entry that waits for its turn has begun nothing.
  const lasting = node.entries.flatMap((e) => of(e.name).lasting);
  const contexts = sizeOfLasting(lasting);
  const groups = antichains(node.entries).flatMap((group) =>
    subsetsOf(group, group.length > MOST_ENTRIES ? group.length : (node.max ?? group.length)),
  );
  const widest = Math.max(1, ...groups.map((g) => g.length));
  return {
    kind: "topology",
    step: {
      atOnce: number(Math.min(widest, world.live)),
      times: number(node.entries.length),
      unit: "entry",
      exact: true,
    },
    steps: node.entries.flatMap((e) => of(e.name).steps),
    // Which of them have ended when others run isn't told apart.
    peaks: above(
      heldBy(contexts, "contexts kept"),
      groups.flatMap((names) =>
        allAtOnce(
          node.id,
          names.map((name) => ({ name, peaks: of(name).peaks })),
        ),
      ),
    ),
    lasting: outlasting(node.id, lasting),
    kept: sum(contexts, ...node.entries.map((e) => of(e.name).kept)),
    cost: together(...node.entries.map((e) => of(e.name).cost)),
    value: { kind: "record", fields: new Map(node.entries.map((e) => [e.name, of(e.name).value])) },
  };
}

/** Entries in an order in which they could begin. */
export function inOrder<
  T extends { readonly name: string; readonly needs: readonly string[]; readonly after: readonly string[] },
>(entries: readonly T[]): T[] {
  const order: T[] = [];
  const waitsFor = new Map<T, number>();
  const places = new Map<T, number>();
  const followers = new Map<string, T[]>();
  for (const [place, entry] of entries.entries()) {
    const before = new Set([...entry.needs, ...entry.after]);
    places.set(entry, place);
    waitsFor.set(entry, before.size);
    for (const name of before) {
      const known = followers.get(name);
      if (known) known.push(entry);
      else followers.set(name, [entry]);
    }
  }
  let ready = entries.filter((entry) => waitsFor.get(entry) === 0);
  // The compiler lets no cycle through.
  while (ready.length > 0) {
    const next: T[] = [];
    for (const entry of ready) {
      order.push(entry);
      for (const follower of followers.get(entry.name) ?? []) {
        const left = (waitsFor.get(follower) ?? 0) - 1;
        waitsFor.set(follower, left);
        if (left === 0) next.push(follower);
      }
    }
    ready = next.sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  }
  return order;
}

/** The sets of so many of them, each once; all of them where they are no more. */
function subsetsOf(names: readonly string[], size: number): string[][] {
  if (names.length <= size) return [[...names]];
  const [first = "", ...rest] = names;
  if (size === 0) return [[]];
  return [...subsetsOf(rest, size - 1).map((set) => [first, ...set]), ...subsetsOf(rest, size)];
}

/** Past this many entries every one is taken to run beside every other, which is never too little. */
const MOST_ENTRIES = 12;

/** The largest sets of entries of which none waits for another. */
function antichains(
  entries: readonly { readonly name: string; readonly needs: readonly string[]; readonly after: readonly string[] }[],
): string[][] {
  if (entries.length > MOST_ENTRIES) return [entries.map((e) => e.name)];
  const before = new Map<string, Set<string>>();
  for (const e of inOrder(entries)) {
    const all = new Set([...e.needs, ...e.after]);
    for (const n of [...all]) for (const m of before.get(n) ?? []) all.add(m);
    before.set(e.name, all);
  }
  const apart = (a: string, b: string) => !before.get(a)?.has(b) && !before.get(b)?.has(a);
  const sets: string[][] = [];
  const extend = (chosen: string[], rest: string[]): void => {
    const able = rest.filter((r) => chosen.every((c) => apart(c, r)));
    if (able.length === 0) {
      if (!sets.some((s) => chosen.every((c) => s.includes(c)))) sets.push(chosen);
      return;
    }
    for (const [i, name] of able.entries()) extend([...chosen, name], able.slice(i + 1));
  };
  extend(
    [],
    entries.map((e) => e.name),
  );
  return sets.filter((s) => s.length > 0);
}
