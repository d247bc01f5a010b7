import type { Operation } from "effection";
import type { ParallelNode } from "../../../compiler/graph/graph.ts";
import { item } from "../../path.ts";
import { runBranch } from "../body.ts";
import type { Site } from "../failure.ts";
import type { Frame, Valued } from "../frame.ts";
import { originOfList } from "../origin.ts";
import { listIn } from "../value.ts";
import { allOf } from "./all-of.ts";

/** `parallel x in xs { … }`: a branch for each element, side by side; the values in the order of the list. */
export function* runParallel(node: ParallelNode, frame: Frame, site: Site): Operation<Valued> {
  const list = listIn(node.list, frame, site);
  const values = yield* allOf(list.length, node.max, (index) =>
    runBranch(node.body, frame, node, { path: item(site.path, index), at: node.at }, named(node.name, list[index])),
  );
  return { value: values.map(({ value }) => value), origin: originOfList(values) };
}

/** The one name that a branch over a list has. */
export function named(name: string, value: Valued | undefined): readonly (readonly [string, Valued])[] {
  return value ? [[name, value]] : [];
}
