/**
 * Bodies of the graph: nodes one after another, then the block's value.
 */
import type { Operation } from "effection";
import type { Block } from "../../compiler/graph/graph.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import { branchFrame, type Completion, type Frame, inside, type Valued } from "./frame.ts";
import { endSpine, onSpine, type Spine } from "./spine.ts";
import { valuedIn } from "./value.ts";

/**
 * Runs a block in `frame`, whose names it may add to. A `spine` in it is current to its end and ends with it. `site` is
 * where the block's own value stands.
 */
export function* runBlock(block: Block, frame: Frame, site: Site): Operation<Completion> {
  const own: Frame = { ...frame };
  const opened: Spine[] = [];
  try {
    for (const node of block.nodes) {
      const before = own.spine;
      const completion = yield* own.run.node(node, own);
      if (own.spine !== before) opened.push(own.spine);
      if (completion.kind !== "value") return completion;
      if (node.bind !== undefined) own.names.own.set(node.bind, completion);
    }
    if (!block.value) return { kind: "value", value: null };
    return { kind: "value", ...valuedIn(block.value, own, site) };
  } finally {
    for (const spine of opened.reverse()) yield* endSpine(spine);
  }
}

/** Runs a block inside a node that is no branch, with its own names. */
export function runInside(
  block: Block,
  frame: Frame,
  site: Site,
  values: Iterable<readonly [string, Valued]> = [],
  path = site.path,
): Operation<Completion> {
  return runBlock(block, inside(frame, path, values), site);
}

/** Runs a block as a branch of the topology at `node` and gives its value. */
export function* runBranch(
  block: Block,
  frame: Frame,
  node: { readonly id: string },
  site: Site,
  values: Iterable<readonly [string, Valued]> = [],
): Operation<Valued> {
  const inner = branchFrame(frame, node, site.path, values);
  return yield* onSpine(inner.spine, () => branchValue(block, inner, site));
}

/** The value of a branch's block in a frame made for it; `return` and `break` can't leave a branch. */
export function* branchValue(block: Block, frame: Frame, site: Site): Operation<Valued> {
  const { kind, value, origin } = yield* runBlock(block, frame, site);
  if (kind === "value") return { value, origin };
  throw new Failed(failureAt(site, "unsupported", `A \`${kind}\` can't leave a branch of a topology.`));
}
