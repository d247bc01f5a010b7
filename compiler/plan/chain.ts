/** One after the other, each result shared before the next begins, on a fork of its own. */
import type { ChainNode, EntryBlock } from "../graph/graph.ts";
import { branchPlace, walkEntry } from "./branches.ts";
import { sharedStep, shareSize } from "./calls.ts";
import { free, times, together } from "./cost.ts";
import { boundOf } from "./expression.ts";
import { type Lasting, lastingOf, outlasting, sizeOfLasting } from "./lasting.ts";
import { above, type Part, type Peak } from "./peak.ts";
import type { Step } from "./plan.ts";
import { max, product, sum, zero } from "./size.ts";
import { forkOf } from "./spine.ts";
import { elementOf, lengthOf, type Value } from "./value.ts";
import { heldBy, type Made, type Place, recast, type World, walkBlock } from "./walk.ts";

export function walkChain(node: ChainNode, outer: Place, world: World): Made {
  const spine = forkOf(outer.spine);
  const made =
    node.over.kind === "entries"
      ? chainEntries(node, node.over.entries, { ...outer, spine }, world)
      : chainList(node, node.over, { ...outer, spine }, world);
  outer.spine.forks = sum(outer.spine.forks, spine.forks);
  return made;
}

function chainEntries(node: ChainNode, entries: readonly EntryBlock[], place: Place, world: World): Made {
  const scope = new Map(place.scope);
  const peaks: Peak[] = [];
  const steps: Step[] = [];
  const fields = new Map<string, Value>();
  let held: Part[] = [];
  const lasting: Lasting[] = [];
  let kept = zero;
  let cost = free;
  for (const entry of entries) {
    const outcome = walkEntry(entry, { ...place, scope }, world, false);
    peaks.push(...above(held, outcome.peaks));
    steps.push(...outcome.steps);
    cost = together(cost, outcome.cost);
    const shared = shareSize(entry.name, outcome.value, world);
    kept = max(kept, sum(...held.map((part) => part.size), outcome.kept));
    held = [...held, { what: entry.name, size: sum(outcome.grown, shared, sizeOfLasting(outcome.lasting)) }];
    lasting.push(...outlasting(node.id, outcome.lasting));
    place.spine.size = sum(place.spine.size, shared);
    // After the last there is nobody to read it.
    if (entry !== entries.at(-1)) steps.push(sharedStep(node, entry.name, shared, place.spine));
    scope.set(entry.name, outcome.value);
    fields.set(entry.name, outcome.value);
  }
  kept = max(kept, sum(...held.map((part) => part.size)));
  return { kind: "topology", steps, peaks, kept, cost, lasting, value: { kind: "record", fields } };
}

function chainList(
  node: ChainNode,
  over: Extract<ChainNode["over"], { kind: "list" }>,
  place: Place,
  world: World,
): Made {
  const list = boundOf(over.list, place.scope, world.measure.text, world.types);
  const n = lengthOf(list, world.types);
  const inner = branchPlace(place, n, over.name, elementOf(list, world.types));
  const before = place.spine.size;
  // The last item stands on the results of all the others, whose size is only known once one was walked.
  const spines = world.spines.length;
  const once = walkBlock(over.body, inner, world, false);
  world.spines.length = spines;
  const shared = shareSize(over.name, recast(once.value, over.type, world), world);
  const added = product(n, sum(once.grown, shared));
  place.spine.forks = zero;
  place.spine.size = sum(before, added);
  const line = { ...sharedStep(node, over.name, shared, place.spine), label: `share each result, as ${over.name}` };
  const last = walkBlock(over.body, inner, world, false);
  const contexts = sizeOfLasting(lastingOf(n, last.lasting));
  return {
    kind: "topology",
    step: { times: n, unit: "element" },
    steps: [...last.steps, line],
    peaks: above([...heldBy(added, "results before"), ...heldBy(contexts, "contexts kept")], last.peaks),
    kept: sum(added, contexts, last.kept),
    lasting: outlasting(node.id, lastingOf(n, last.lasting)),
    cost: times(n, last.cost),
    value: { kind: "list", element: last.value, length: n },
  };
}
