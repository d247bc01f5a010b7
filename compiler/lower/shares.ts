import { report } from "../../language/catalogue.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { warnings } from "../diagnostics/warnings.ts";
import { blocksOf, topologyKinds } from "../graph/blocks.ts";
import type { Block, FlowEntry, Node, TestEntry } from "../graph/graph.ts";
import type { LoadedModule } from "../modules/load.ts";

/** Warns of each `share` in the entry file that no later agent reads. */
export function unreadShares(
  modules: readonly LoadedModule[],
  bodies: readonly (FlowEntry | TestEntry)[],
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { body } of bodies) {
    look(body, false, (node) => {
      const module = modules[node.at.file];
      if (module?.index === 0)
        found.push(report(warnings.unreadShare, module.path, { start: node.at.start, end: node.at.end }));
    });
  }
  return found;
}

/** Walks a block backwards; `later` says whether an agent forks from the same context after it. */
function look(block: Block, later: boolean, unread: (node: Node) => void): void {
  // What is shared after a `spine` of this block is gone with it at the block's end.
  let read = later && !block.nodes.some((node) => node.kind === "spine");
  for (const node of [...block.nodes].reverse()) {
    if (node.kind === "share" && !read) unread(node);
    if (node.kind === "spine") read = read || later;
    const forks = readsSpine(node);
    for (const inner of blocksOf(node)) {
      // A branch has its own fork; a loop comes round to its beginning again.
      look(inner, isBranching(node) ? false : read || (isLoop(node) && forks), unread);
    }
    read = read || forks;
  }
}

const isLoop = (node: Node): boolean => node.kind === "for" || node.kind === "repeat";

const isBranching = (node: Node): boolean => topologyKinds.has(node.kind) && node.kind !== "repeat";

/** Whether an agent in a node forks from the spine that is current at it. */
function readsSpine(node: Node): boolean {
  if ("from" in node && node.from?.kind === "result") return false;
  if (node.kind === "agent" || node.kind === "flow") return true;
  if (node.kind === "diverge" && node.by.kind === "judge") return true;
  return blocksOf(node).some((block) => block.nodes.some(readsSpine));
}
