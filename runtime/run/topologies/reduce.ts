import type { Operation } from "effection";
import type { ReduceNode } from "../../../compiler/graph/graph.ts";
import { item, round } from "../../path.ts";
import { runBranch } from "../body.ts";
import type { Site } from "../failure.ts";
import type { Frame, Valued } from "../frame.ts";
import { originOfList } from "../origin.ts";
import { listIn } from "../value.ts";
import { allOf } from "./all-of.ts";

/**
 * `reduce xs by n { … }`: level by level, groups of a level side by side, until one value is left. An element that is
 * alone in its group is passed on; an empty list gives null.
 */
export function* runReduce(node: ReduceNode, frame: Frame, site: Site): Operation<Valued> {
  let level: readonly Valued[] = listIn(node.list, frame, site);
  // A group of one would never make a level shorter.
  const size = Math.max(2, node.by);
  for (let depth = 0; level.length > 1; depth++) {
    const path = round(site.path, depth);
    const groups = groupsOf(level, size);
    level = yield* allOf(groups.length, node.max, function* (index): Operation<Valued> {
      const group = groups[index] ?? [];
      const [only] = group;
      if (only && group.length === 1) return only;
      const it: Valued = { value: group.map(({ value }) => value), origin: originOfList(group) };
      return yield* runBranch(node.body, frame, node, { path: item(path, index), at: node.at }, [["it", it]]);
    });
  }
  return level[0] ?? { value: null };
}

function groupsOf(values: readonly Valued[], size: number): readonly (readonly Valued[])[] {
  const groups: (readonly Valued[])[] = [];
  for (let at = 0; at < values.length; at += size) groups.push(values.slice(at, at + size));
  return groups;
}
