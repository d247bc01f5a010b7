/**
 * Bodies of the graph: nodes one after another, then the block's value.
 */
import type { Operation } from "effection";
import type { Block } from "../../compiler/graph/graph.ts";
import { Failed, failureAt, type Site } from "./failure.ts";
import { branchFrame, type Completion, type Frame, inside, type Valued } from "./frame.ts";
import { onSpine } from "./spine.ts";
import { valuedIn } from "./value.ts";

/** Runs a block in `frame`, whose names it may add to. `site` is where the block's own value stands. */
export function runBlock(block: Block, frame: Frame, site: Site): Operation<Completion> {
  return runNodes(block, 0, { ...frame }, site);
}

/** Runs the nodes of a block from `start` on. A `spine` among them is current for the rest of them, and ends with them. */
function* runNodes(block: Block, start: number, frame: Frame, site: Site): Operation<Completion> {
  for (let index = start; index < block.nodes.length; index++) {
    const node = block.nodes[index];
    if (!node) break;
    const before = frame.spine;
    const completion = yield* frame.run.node(node, frame);
    if (completion.kind !== "value") return completion;
    if (node.bind !== undefined) frame.names.own.set(node.bind, completion);
    if (frame.spine !== before) {
      const rest = index + 1;
      return yield* onSpine(frame.spine, frame.run.scope, () => runNodes(block, rest, frame, site));
    }
  }
  if (!block.value) return { kind: "value", value: null };
  return { kind: "value", ...valuedIn(block.value, frame, site) };
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
  return yield* onSpine(inner.spine, frame.run.scope, () => branchValue(block, inner, site));
}

/** The value of a branch's block in a frame made for it; `return` and `break` can't leave a branch. */
export function* branchValue(block: Block, frame: Frame, site: Site): Operation<Valued> {
  const { kind, value, origin } = yield* runBlock(block, frame, site);
  if (kind === "value") return { value, origin };
  throw new Failed(failureAt(site, "unsupported", `A \`${kind}\` can't leave a branch of a topology.`));
}
