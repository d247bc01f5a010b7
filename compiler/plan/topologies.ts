/** Topologies: every branch works on a fork of its own, so nothing that it shares outlives it. */
import type {
  ChainNode,
  DagNode,
  DivergeNode,
  EntryBlock,
  FanoutNode,
  ParallelNode,
  RaceNode,
  ReduceNode,
} from "../graph/graph.ts";
import { callAgent, shareSize } from "./calls.ts";
import { free, times, together } from "./cost.ts";
import { boundOf } from "./expression.ts";
import { WIDEST } from "./limits.ts";
import { above, allAtOnce, type Part, type Peak, sideBySide } from "./peak.ts";
import type { Step } from "./plan.ts";
import { max, min, number, product, type Size, sum, zero } from "./size.ts";
import { forkOf } from "./spine.ts";
import { either, elementOf, lengthOf, nothing, type Value } from "./value.ts";
import { heldBy, type Made, type Outcome, type Place, recast, scalar, type World, walkBlock } from "./walk.ts";

export function walkParallel(node: ParallelNode | FanoutNode, place: Place, world: World): Made {
  const list = boundOf(node.list, place.scope, world.measure.text, world.types);
  const n = lengthOf(list, world.types);
  const body = walkBlock(node.body, branchPlace(place, n, node.name, elementOf(list, world.types)), world, true);
  const { atOnce, begun } = widthOf(n, node.max, world);
  return {
    kind: "topology",
    step: { atOnce, times: n },
    steps: body.steps,
    peaks: sideBySide(atOnce, begun, body.kept, body.peaks),
    kept: product(begun, body.kept),
    cost: times(n, body.cost),
    value: { kind: "list", element: body.value, length: n },
  };
}

/** Branches of which agents run at once, and those that have begun. */
function widthOf(n: Size, limit: number | undefined, world: World): { readonly atOnce: Size; readonly begun: Size } {
  const lanes = Math.min(limit ?? WIDEST, WIDEST);
  const atOnce = min(number(Math.min(lanes, world.live)), n);
  return { atOnce, begun: lanes <= world.live ? atOnce : sameIfSmall(min(number(lanes), n), atOnce) };
}

function sameIfSmall(size: Size, other: Size): Size {
  return size.kind === "number" && other.kind === "number" && size.value === other.value ? other : size;
}

export function walkFanout(node: FanoutNode, place: Place, world: World): Made {
  const spine = forkOf(place.spine);
  const survey = walkEntry(node.survey, { ...place, spine }, world, false);
  const shared = shareSize(node.survey.name, survey.value, world);
  const added = sum(survey.grown, shared);
  spine.size = sum(spine.size, shared);
  const each = walkParallel(
    node,
    { ...place, spine, scope: new Map(place.scope).set(node.survey.name, survey.value) },
    world,
  );
  place.spine.forks = sum(place.spine.forks, spine.forks);
  return {
    ...each,
    steps: [...survey.steps, ...(each.steps ?? [])],
    peaks: [...survey.peaks, ...above(heldBy(added, node.survey.name), each.peaks ?? [])],
    kept: max(survey.kept, sum(added, each.kept ?? zero)),
    cost: together(survey.cost, each.cost ?? free),
    value: {
      kind: "record",
      fields: new Map([
        [node.survey.name, survey.value],
        ["each", each.value ?? nothing],
      ]),
    },
  };
}

export function walkChain(node: ChainNode, outer: Place, world: World): Made {
  const spine = forkOf(outer.spine);
  const made =
    node.over.kind === "entries"
      ? chainEntries(node.over.entries, { ...outer, spine }, world)
      : chainList(node.over, { ...outer, spine }, world);
  outer.spine.forks = sum(outer.spine.forks, spine.forks);
  return made;
}

function chainEntries(entries: readonly EntryBlock[], place: Place, world: World): Made {
  const scope = new Map(place.scope);
  const peaks: Peak[] = [];
  const steps: Step[] = [];
  const fields = new Map<string, Value>();
  let held: Part[] = [];
  let kept = zero;
  let cost = free;
  for (const entry of entries) {
    const outcome = walkEntry(entry, { ...place, scope }, world, false);
    peaks.push(...above(held, outcome.peaks));
    steps.push(...outcome.steps);
    cost = together(cost, outcome.cost);
    const shared = shareSize(entry.name, outcome.value, world);
    kept = max(kept, sum(...held.map((part) => part.size), outcome.kept));
    held = [...held, { what: entry.name, size: sum(outcome.grown, shared) }];
    place.spine.size = sum(place.spine.size, shared);
    scope.set(entry.name, outcome.value);
    fields.set(entry.name, outcome.value);
  }
  kept = max(kept, sum(...held.map((part) => part.size)));
  return { kind: "topology", steps, peaks, kept, cost, value: { kind: "record", fields } };
}

function chainList(over: Extract<ChainNode["over"], { kind: "list" }>, place: Place, world: World): Made {
  const list = boundOf(over.list, place.scope, world.measure.text, world.types);
  const n = lengthOf(list, world.types);
  const inner = branchPlace(place, n, over.name, elementOf(list, world.types));
  const before = place.spine.size;
  // The last item stands on the results of all the others, whose size is only known once one was walked.
  const spines = world.spines.length;
  const once = walkBlock(over.body, inner, world, false);
  world.spines.length = spines;
  const added = product(n, sum(once.grown, shareSize(over.name, recast(once.value, over.type, world), world)));
  place.spine.forks = zero;
  place.spine.size = sum(before, added);
  const last = walkBlock(over.body, inner, world, false);
  return {
    kind: "topology",
    step: { times: n },
    steps: last.steps,
    peaks: above(heldBy(added, "results before"), last.peaks),
    kept: sum(added, last.kept),
    cost: times(n, last.cost),
    value: { kind: "list", element: last.value, length: n },
  };
}

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
  const groups = antichains(node.entries);
  const widest = Math.max(1, ...groups.map((g) => g.length));
  return {
    kind: "topology",
    step: { atOnce: number(Math.min(widest, node.max ?? widest, world.live)) },
    steps: node.entries.flatMap((e) => of(e.name).steps),
    peaks: groups.flatMap((names) =>
      allAtOnce(
        node.id,
        names.map((name) => ({ name, peaks: of(name).peaks })),
      ),
    ),
    kept: sum(...node.entries.map((e) => of(e.name).kept)),
    cost: together(...node.entries.map((e) => of(e.name).cost)),
    value: { kind: "record", fields: new Map(node.entries.map((e) => [e.name, of(e.name).value])) },
  };
}

export function walkRace(node: RaceNode, place: Place, world: World): Made {
  const branches = node.branches.map((b) => walkBlock(b, place, world, true));
  return {
    kind: "topology",
    step: { atOnce: number(Math.min(branches.length, world.live)) },
    steps: branches.flatMap((b) => b.steps),
    peaks: allAtOnce(
      node.id,
      branches.map((b, i) => ({ name: b.peaks[0]?.label ?? `branch ${i + 1}`, peaks: b.peaks })),
    ),
    kept: sum(...branches.map((b) => b.kept)),
    cost: together(...branches.map((b) => b.cost)),
    value: either(branches.map((b) => b.value)),
  };
}

export function walkDiverge(node: DivergeNode, place: Place, world: World): Made {
  const n = number(node.count);
  const body = walkBlock(node.body, { ...place, times: product(place.times, n) }, world, true);
  const { atOnce, begun } = widthOf(n, node.max, world);
  const attempts: Value = { kind: "list", element: body.value, length: n };
  const judge = node.by.kind === "judge" ? judgeOf(node, node.by.agent, attempts, place, world) : undefined;
  return {
    kind: "topology",
    step: { atOnce, times: n },
    steps: body.steps,
    peaks: [...sideBySide(atOnce, begun, body.kept, body.peaks), ...(judge?.peaks ?? [])],
    kept: product(begun, body.kept),
    cost: together(times(n, body.cost), judge?.cost ?? free),
    value: {
      kind: "record",
      fields: new Map([
        ["best", body.value],
        ["attempts", attempts],
        ["agreement", scalar],
      ]),
    },
  };
}

function judgeOf(node: DivergeNode, agent: string, attempts: Value, place: Place, world: World): Made {
  const parameter = world.graph.agents[agent]?.parameters[0]?.name ?? "attempts";
  return callAgent(agent, new Map([[parameter, attempts]]), node, place, world);
}

export function walkReduce(node: ReduceNode, place: Place, world: World): Made {
  const list = boundOf(node.list, place.scope, world.measure.text, world.types);
  const n = lengthOf(list, world.types);
  const known = n.kind === "number" && Number.isFinite(n.value) ? n.value : undefined;
  const groups = known === undefined ? n : number(groupsOf(known, node.by));
  const run = (element: Value) =>
    walkBlock(
      node.body,
      branchPlace(place, groups, "it", { kind: "list", element, length: number(node.by) }),
      world,
      true,
    );
  const { forks } = place.spine;
  const spines = world.spines.length;
  const once = run(elementOf(list, world.types));
  // A group of a later level holds what an earlier one gave; counted once, by the second walk.
  place.spine.forks = forks;
  world.spines.length = spines;
  const body = run(either([elementOf(list, world.types), once.value]));
  const width: Size = known === undefined ? n : number(Math.ceil(known / node.by));
  const { atOnce, begun } = widthOf(width, node.max, world);
  return {
    kind: "topology",
    step: { atOnce, times: groups },
    steps: body.steps,
    peaks: sideBySide(atOnce, begun, body.kept, body.peaks),
    kept: product(begun, body.kept),
    cost: times(groups, body.cost),
    value: either([elementOf(list, world.types), body.value]),
  };
}

function branchPlace(place: Place, count: Size, name: string, value: Value): Place {
  return {
    ...place,
    times: product(place.times, count),
    scope: new Map(place.scope).set(name, value),
    varying: new Set([...place.varying, name]),
  };
}

/** An entry's own fork is the whole topology's in a chain and a fanout's survey, so what it shares stays there. */
function walkEntry(entry: EntryBlock, place: Place, world: World, branch: boolean): Outcome {
  const outcome = walkBlock(entry.body, place, world, branch);
  return { ...outcome, value: recast(outcome.value, entry.type, world) };
}

function inOrder<
  T extends { readonly name: string; readonly needs: readonly string[]; readonly after: readonly string[] },
>(entries: readonly T[]): T[] {
  const done = new Set<string>();
  const order: T[] = [];
  while (order.length < entries.length) {
    const ready = entries.filter((e) => !done.has(e.name) && [...e.needs, ...e.after].every((n) => done.has(n)));
    // The compiler lets no cycle through.
    if (ready.length === 0) break;
    for (const e of ready) {
      done.add(e.name);
      order.push(e);
    }
  }
  return order;
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

/** Groups that a reduction of `n` by `by` makes over all its levels. */
function groupsOf(n: number, by: number): number {
  let groups = 0;
  for (let left = n; left > 1; left = Math.ceil(left / by)) groups += Math.ceil(left / by);
  return groups;
}
