import type { Operation } from "effection";
import type { Node } from "../../compiler/graph/graph.ts";
import { definitionOf, hashOf, mentionedIn } from "../journal/definition.ts";
import { storedOrigin } from "../journal/stored.ts";
import type { Site } from "./failure.ts";
import { type Completion, type Frame, lookUp } from "./frame.ts";

/**
 * Carries out a node that catches failures or chooses by who comes first. What came of it is found again as a whole: what
 * failed in it stays caught, and what it halted stays halted.
 */
export function* settled(
  node: Node,
  frame: Frame,
  site: Site,
  carryOut: () => Operation<Completion>,
): Operation<Completion> {
  const { spine, trail } = frame;
  const { journal } = frame.run;
  if (!journal) return yield* carryOut();
  const inputs = inputsOf(node, frame);
  const known = journal.settled(site.path, inputs);
  if (known) {
    spine.context = known.spine;
    if (known.last) trail.last = known.last;
    return known.completion;
  }
  const completion = yield* carryOut();
  const record = { completion, spine: spine.context };
  journal.nodeSettled(site.path, inputs, trail.last ? { ...record, last: trail.last } : record);
  return completion;
}

/** What the node says, the context that it begins with, and the values that it mentions with where they came from. */
function inputsOf(node: Node, frame: Frame): string {
  const values = mentionedIn(node).flatMap((name) => {
    const valued = lookUp(frame.names, name);
    if (!valued) return [];
    const origin = valued.origin ? JSON.stringify(storedOrigin(valued.origin, ({ id }) => id)) : "";
    return [name, JSON.stringify(valued.value), origin];
  });
  return hashOf(definitionOf(node, frame.run.graph), frame.spine.context.id, ...values);
}
