import type { EntryBlock } from "../graph/graph.ts";
import { product, type Size } from "./size.ts";
import type { Value } from "./value.ts";
import { type Outcome, type Place, recast, type World, walkBlock } from "./walk.ts";

/** Where one of `count` branches stands, in which `name` has a value of its own. */
export function branchPlace(place: Place, count: Size, name: string, value: Value): Place {
  return {
    ...place,
    times: product(place.times, count),
    scope: new Map(place.scope).set(name, value),
    varying: new Set([...place.varying, name]),
    apart: true,
  };
}

/** An entry's own fork is the whole topology's in a chain and a fanout's survey, so what it shares stays there. */
export function walkEntry(entry: EntryBlock, place: Place, world: World, branch: boolean): Outcome {
  const outcome = walkBlock(entry.body, place, world, branch);
  return { ...outcome, value: recast(outcome.value, entry.type, world) };
}
