import type { Operation } from "effection";
import type { FanoutNode } from "../../../compiler/graph/graph.ts";
import { child, item } from "../../path.ts";
import { runBranch } from "../body.ts";
import type { Site } from "../failure.ts";
import { branchFrame, type Frame, type Valued } from "../frame.ts";
import { originOfList } from "../origin.ts";
import { growSpine, onSpine } from "../spine.ts";
import { placeOf, shareEntry } from "../statements.ts";
import { listIn } from "../value.ts";
import { allOf } from "./all-of.ts";
import { entryValue } from "./chain.ts";
import { named } from "./parallel.ts";
import { record } from "./record.ts";

/** `fanout map = survey(t) each x in map.areas { … }`: the survey is shared, then a branch for each element, side by side. */
export function* runFanout(node: FanoutNode, frame: Frame, site: Site): Operation<Valued> {
  const fork = branchFrame(frame, node, site.path);
  return yield* onSpine(fork.spine, frame.run.scope, function* () {
    const { survey } = node;
    const place: Site = { path: child(site.path, survey.name), at: survey.at };
    const surveyed = yield* entryValue(survey, fork, place);
    fork.names.own.set(survey.name, surveyed);
    growSpine(fork.spine, shareEntry(survey.name, surveyed.value), placeOf(fork, place));

    const list = listIn(node.list, fork, site);
    const each = yield* allOf(list.length, node.max, (index) =>
      runBranch(node.body, fork, node, { path: item(site.path, index), at: node.at }, named(node.name, list[index])),
    );
    const values = { value: each.map(({ value }) => value), origin: originOfList(each) };
    const value = record({ [survey.name]: surveyed, each: values });
    return { value, origin: { fields: { [survey.name]: surveyed.origin, each: values.origin } } };
  });
}
