import type { Analysis } from "./analysis.ts";
import type { Occurrence } from "./meaning.ts";
import { namesOf } from "./names-of.ts";
import { childrenOf, nodesAt, type TreeNode } from "./tree.ts";

/** Each once: every service asks for them. */
const found = new WeakMap<Analysis, readonly Occurrence[]>();

/** Every name that is written in a file, in the order of the text, with what it stands for. */
export function occurrencesOf(analysis: Analysis): readonly Occurrence[] {
  const known = found.get(analysis);
  if (known) return known;
  const all: Occurrence[] = [];
  const visit = (node: TreeNode, parent: TreeNode | undefined): void => {
    for (const each of namesOf(analysis, node, parent)) if (each.span.end > each.span.start) all.push(each);
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(analysis.module.tree, undefined);
  all.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  found.set(analysis, all);
  return all;
}

/** The names that an offset stands in or touches: several where one is a field and its value, `{ title }`. */
export function occurrencesAt(analysis: Analysis, offset: number): readonly Occurrence[] {
  // A name stands within the part of the tree that it belongs to, so that only those around the offset are asked.
  const around = nodesAt(analysis.module.tree, offset);
  const names = around.flatMap((node, i) => namesOf(analysis, node, around[i - 1]));
  const touching = names.filter(({ span }) => span.start <= offset && offset <= span.end && span.start < span.end);
  const inside = touching.filter(({ span }) => offset < span.end);
  return inside.length > 0 ? inside : touching;
}
