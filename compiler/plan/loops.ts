/** Blocks of which one runs, and blocks that run again and again: no branches, so what they share stays. */
import type { Block, ForNode, RepeatNode } from "../graph/graph.ts";
import { oneOf, times, together } from "./cost.ts";
import { boundOf } from "./expression.ts";
import { lastingOf, sizeOfLasting } from "./lasting.ts";
import { above } from "./peak.ts";
import { type Settled, settle } from "./rounds.ts";
import { max, number, product, sum, zero } from "./size.ts";
import { either, elementOf, lengthOf, nothing } from "./value.ts";
import { heldBy, type Made, type Place, type World, walkBlock } from "./walk.ts";

export function walkChoice(blocks: readonly Block[], mayBeNone: boolean, place: Place, world: World): Made {
  const before = place.spine.size;
  const outcomes = blocks.map((block) => {
    place.spine.size = before;
    return walkBlock(block, place, world, false);
  });
  place.spine.size = before;
  const steps = outcomes.flatMap((o) => o.steps);
  return {
    kind: "choice",
    silent: steps.length === 0,
    steps,
    peaks: outcomes.flatMap((o) => o.peaks),
    cost: oneOf(...outcomes.map((o) => o.cost)),
    value: either(outcomes.map((o) => o.value)),
    returns: outcomes.flatMap((o) => o.returns),
    breaks: outcomes.flatMap((o) => o.breaks),
    grown: max(...outcomes.map((o) => o.grown), ...(mayBeNone ? [zero] : [])),
    kept: max(...outcomes.map((o) => o.kept)),
    lasting: outcomes.flatMap((o) => o.lasting),
  };
}

export function walkLoop(node: ForNode | RepeatNode, place: Place, world: World): Made {
  const list = node.kind === "for" ? boundOf(node.list, place.scope, world.measure.text, world.types) : nothing;
  const rounds = node.kind === "for" ? lengthOf(list, world.types) : number(node.count);
  const first = node.kind === "repeat" ? walkBlock(node.first, place, world, false) : undefined;
  const { size, forks } = place.spine;
  const spines = world.spines.length;
  const round = ({ value, grown }: Settled) => {
    const inner: Place = {
      ...place,
      times: product(place.times, rounds),
      scope: new Map(place.scope).set(node.name, value),
      varying: new Set([...place.varying, node.name]),
      apart: true,
    };
    // The last round stands on what all the others shared. What was found of rounds before is found again.
    place.spine.forks = forks;
    world.spines.length = spines;
    place.spine.size = sum(size, product(rounds, grown));
    const condition =
      node.kind === "for" && node.condition ? walkBlock(node.condition, inner, world, false) : undefined;
    const body = walkBlock(node.body, inner, world, false);
    place.spine.size = size;
    const all = condition ? [condition, body] : [body];
    return { all, body, value: body.value, grown: sum(...all.map((o) => o.grown)) };
  };
  const start = first ? first.value : elementOf(list, world.types);
  // An element stays what it is, so a `for` is settled once it is known what a round adds.
  const settled =
    node.kind === "repeat"
      ? settle(start, node.count, world, round)
      : { value: start, grown: round({ value: start, grown: zero }).grown };
  const last = round(settled);
  // A loop is no branch: the contexts of all its rounds stay.
  const ofRounds = lastingOf(
    rounds,
    last.all.flatMap((o) => o.lasting),
  );
  const contexts = sum(sizeOfLasting(first?.lasting ?? []), sizeOfLasting(ofRounds));
  const growth = product(rounds, max(settled.grown, last.grown));
  return {
    kind: "loop",
    step: { times: rounds, unit: node.kind === "for" ? "element" : "round" },
    steps: [...(first?.steps ?? []), ...last.all.flatMap((o) => o.steps)],
    peaks: [
      ...(first?.peaks ?? []),
      ...above(
        [...heldBy(growth, "rounds before"), ...heldBy(contexts, "contexts kept")],
        last.all.flatMap((o) => o.peaks),
      ),
    ],
    cost: together(first?.cost ?? together(), times(rounds, together(...last.all.map((o) => o.cost)))),
    value:
      node.kind === "repeat"
        ? either([start, last.value, ...last.body.breaks])
        : { kind: "list", element: last.value, length: rounds },
    returns: last.all.flatMap((o) => o.returns),
    breaks: node.kind === "repeat" ? [] : last.all.flatMap((o) => o.breaks),
    grown: sum(first?.grown ?? zero, growth),
    kept: sum(growth, contexts, max(first?.kept ?? zero, ...last.all.map((o) => o.kept))),
    lasting: [...(first?.lasting ?? []), ...ofRounds],
  };
}
