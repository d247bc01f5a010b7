import type { Operation } from "effection";
import type { RepeatNode } from "../../../compiler/graph/graph.ts";
import { round } from "../../path.ts";
import { runInside } from "../body.ts";
import type { Site } from "../failure.ts";
import type { Completion, Frame, Valued } from "../frame.ts";

/**
 * `repeat n with x = … { … }`: at most n rounds, each beginning with the value of the one before. It is no branch: what
 * a round shares, the next one knows.
 */
export function* runRepeat(node: RepeatNode, frame: Frame, site: Site): Operation<Completion> {
  const first = yield* runInside(node.first, frame, site);
  if (first.kind !== "value") return first;
  let current: Valued = first;
  for (let index = 0; index < node.count; index++) {
    const names = [[node.name, current]] as const;
    const completion = yield* runInside(node.body, frame, site, names, round(site.path, index));
    if (completion.kind === "return") return completion;
    current = { value: completion.value, origin: completion.origin };
    if (completion.kind === "break") break;
  }
  return { kind: "value", ...current };
}
