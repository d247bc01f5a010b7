/** Topologies: every branch works on a fork of its own, so nothing that it shares outlives it. */
import type { DivergeNode, FanoutNode, Node, ParallelNode, RaceNode, ReduceNode } from "../graph/graph.ts";
import { branchPlace, walkEntry } from "./branches.ts";
import { callAgent, sharedStep, shareSize, spineAt } from "./calls.ts";
import { walkChain } from "./chain.ts";
import { free, times, together } from "./cost.ts";
import { walkDag } from "./dag.ts";
import { boundOf } from "./expression.ts";
import { lastingOf, othersOf, outlasting, sizeOfLasting } from "./lasting.ts";
import { WIDEST } from "./limits.ts";
import { above, allAtOnce, sideBySide } from "./peak.ts";
import { settle } from "./rounds.ts";
import { max, min, number, product, type Size, sum, zero } from "./size.ts";
import { forkOf } from "./spine.ts";
import { either, elementOf, lengthOf, nothing, type Value } from "./value.ts";
import { heldBy, type Made, type Outcome, type Place, scalar, stepOf, type World, walkBlock } from "./walk.ts";

type TopologyNode = Extract<
  Node,
  { readonly kind: "parallel" | "fanout" | "chain" | "dag" | "race" | "diverge" | "reduce" }
>;

/** Walks a topology, whose branches fork the current spine or the context after `from`. */
export function walkTopology(node: TopologyNode, place: Place, world: World): Made {
  const spine = spineAt(node.from, place, world);
  const made = walkBranches(node, { ...place, spine }, world);
  if (spine !== place.spine) place.spine.forks = sum(place.spine.forks, spine.forks);
  return made;
}

function walkBranches(node: TopologyNode, place: Place, world: World): Made {
  switch (node.kind) {
    case "parallel":
      return walkParallel(node, place, world);
    case "fanout":
      return walkFanout(node, place, world);
    case "chain":
      return walkChain(node, place, world);
    case "dag":
      return walkDag(node, place, world);
    case "race":
      return walkRace(node, place, world);
    case "diverge":
      return walkDiverge(node, place, world);
    case "reduce":
      return walkReduce(node, place, world);
  }
}

function walkParallel(node: ParallelNode | FanoutNode, place: Place, world: World): Made {
  const list = boundOf(node.list, place.scope, world.measure.text, world.types);
  const n = lengthOf(list, world.types);
  const body = walkBlock(node.body, branchPlace(place, n, node.name, elementOf(list, world.types)), world, true);
  const { atOnce, begun } = widthOf(n, node.max, world);
  return {
    kind: "topology",
    step: { atOnce, times: n },
    steps: body.steps,
    ...branchesOf(node, n, atOnce, begun, body),
    cost: times(n, body.cost),
    value: { kind: "list", element: body.value, length: n },
  };
}

/** What `count` branches use, of which `atOnce` run at a time: those that have ended leave their contexts. */
function branchesOf(node: TopologyNode, count: Size, atOnce: Size, begun: Size, body: Outcome) {
  const ended = sizeOfLasting(lastingOf(othersOf(count, atOnce), body.lasting));
  return {
    peaks: above(heldBy(ended, "contexts kept"), sideBySide(atOnce, begun, body.kept, body.peaks)),
    kept: sum(ended, product(begun, body.kept)),
    lasting: outlasting(node.id, lastingOf(count, body.lasting)),
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

function walkFanout(node: FanoutNode, place: Place, world: World): Made {
  const spine = forkOf(place.spine);
  const survey = walkEntry(node.survey, { ...place, spine }, world, false);
  const shared = shareSize(node.survey.name, survey.value, world);
  const added = sum(survey.grown, shared, sizeOfLasting(survey.lasting));
  spine.size = sum(spine.size, shared);
  const line = sharedStep(node, node.survey.name, shared, spine);
  const each = walkParallel(
    node,
    { ...place, spine, scope: new Map(place.scope).set(node.survey.name, survey.value) },
    world,
  );
  place.spine.forks = sum(place.spine.forks, spine.forks);
  return {
    ...each,
    steps: [...survey.steps, line, ...(each.steps ?? [])],
    peaks: [...survey.peaks, ...above(heldBy(added, node.survey.name), each.peaks ?? [])],
    kept: max(survey.kept, sum(added, each.kept ?? zero)),
    lasting: [...outlasting(node.id, survey.lasting), ...(each.lasting ?? [])],
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

function walkRace(node: RaceNode, place: Place, world: World): Made {
  const branches = node.branches.map((b) => walkBlock(b, place, world, true));
  return {
    kind: "topology",
    step: { atOnce: number(Math.min(branches.length, world.live)), times: number(branches.length), exact: true },
    steps: branches.flatMap((b) => b.steps),
    peaks: allAtOnce(
      node.id,
      branches.map((b, i) => ({ name: b.peaks[0]?.label ?? `branch ${i + 1}`, peaks: b.peaks })),
    ),
    kept: sum(...branches.map((b) => b.kept)),
    lasting: outlasting(
      node.id,
      branches.flatMap((b) => b.lasting),
    ),
    cost: together(...branches.map((b) => b.cost)),
    value: either(branches.map((b) => b.value)),
  };
}

function walkDiverge(node: DivergeNode, place: Place, world: World): Made {
  const n = number(node.count);
  const body = walkBlock(node.body, { ...place, times: product(place.times, n), apart: true }, world, true);
  const { atOnce, begun } = widthOf(n, node.max, world);
  const attempts: Value = { kind: "list", element: body.value, length: n };
  const made = branchesOf(node, n, atOnce, begun, body);
  const judge = node.by.kind === "judge" ? judgeOf(node, node.by.agent, attempts, place, world) : undefined;
  return {
    kind: "topology",
    step: { atOnce, times: n, exact: true },
    steps: [...body.steps, ...(judge ? [stepOf(node, judge, world)] : [])],
    ...made,
    peaks: [...made.peaks, ...above(heldBy(sizeOfLasting(made.lasting), "contexts kept"), judge?.peaks ?? [])],
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

function walkReduce(node: ReduceNode, place: Place, world: World): Made {
  const list = boundOf(node.list, place.scope, world.measure.text, world.types);
  const n = lengthOf(list, world.types);
  const known = n.kind === "number" && Number.isFinite(n.value) ? n.value : undefined;
  const groups = known === undefined ? n : number(levelsOf(known, node.by).reduce((a, b) => a + b, 0));
  const { forks } = place.spine;
  const spines = world.spines.length;
  const run = (element: Value) => {
    place.spine.forks = forks;
    world.spines.length = spines;
    const it: Value = { kind: "list", element, length: number(node.by) };
    return walkBlock(node.body, branchPlace(place, groups, "it", it), world, true);
  };
  // A group of a later level holds what an earlier one gave.
  const levels = known === undefined ? MOST_LEVELS : levelsOf(known, node.by).length;
  const settled = settle(elementOf(list, world.types), levels, world, ({ value }) => run(value));
  const body = run(settled.value);
  const width: Size = known === undefined ? n : number(Math.ceil(known / node.by));
  const { atOnce, begun } = widthOf(width, node.max, world);
  return {
    kind: "topology",
    step: { atOnce, times: groups, unit: "group" },
    steps: body.steps,
    ...branchesOf(node, groups, atOnce, begun, body),
    cost: times(groups, body.cost),
    value: either([elementOf(list, world.types), body.value]),
  };
}

/** Levels of a list of which nothing is known: halved so often, the longest that a machine can hold is one. */
const MOST_LEVELS = 32;

/** Groups of each level of a reduction of `n` by `by`. */
function levelsOf(n: number, by: number): number[] {
  // A group of one would never make a level shorter.
  const size = Math.max(2, by);
  const levels: number[] = [];
  for (let left = n; left > 1; left = Math.ceil(left / size)) levels.push(Math.ceil(left / size));
  return levels;
}
