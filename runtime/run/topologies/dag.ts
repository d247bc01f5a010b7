import { type Operation, scoped, spawn, withResolvers } from "effection";
import type { DagNode } from "../../../compiler/graph/graph.ts";
import type { Failure } from "../../events/event.ts";
import { child } from "../../path.ts";
import { type Limit, makeLimit } from "../../tools/limit.ts";
import { endOf } from "../branches.ts";
import { Failed, type Site } from "../failure.ts";
import { branchFrame, type Frame, type Valued } from "../frame.ts";
import { originOfRecord } from "../origin.ts";
import { onSpine } from "../spine.ts";
import { entryValue } from "./chain.ts";
import { record } from "./record.ts";

/**
 * `dag`: each entry as soon as all that it names or waits for is there, on a fork of the spine as it was where the dag
 * began. It sees the values that it names and no others. The first failure halts the rest; what depends on the failed
 * entry never starts.
 */
export function* runDag(node: DagNode, frame: Frame, site: Site): Operation<Valued> {
  const values: Record<string, Valued> = {};
  const failure = yield* scoped(function* (): Operation<Failure | undefined> {
    const over = withResolvers<Failure | undefined>();
    const done = new Map(node.entries.map((entry) => [entry.name, withResolvers<void>()]));
    const limit: Limit | undefined = node.max === undefined ? undefined : makeLimit(node.max);
    let open = node.entries.length;

    function* run(entry: DagNode["entries"][number]): Operation<void> {
      for (const name of [...entry.needs, ...entry.after]) yield* done.get(name)?.operation ?? nothing();
      const place: Site = { path: child(site.path, entry.name), at: entry.at };
      const needs = entry.needs.flatMap((name) => (values[name] ? [[name, values[name]] as const] : []));
      function* work(): Operation<Valued> {
        const fork = branchFrame(frame, node, place.path, needs);
        return yield* onSpine(fork.spine, frame.run.scope, () => entryValue(entry, fork, place));
      }
      const ended = yield* endOf(limit ? limit.within(work) : work());
      if (ended.kind === "failed") return over.resolve(ended.failure);
      values[entry.name] = ended.value;
      done.get(entry.name)?.resolve();
      if (--open === 0) over.resolve(undefined);
    }

    if (open === 0) return undefined;
    for (const entry of node.entries) yield* spawn(() => run(entry));
    return yield* over.operation;
  });
  if (failure) throw new Failed(failure);
  // The record has its fields in the written order, whatever came first.
  const ordered = Object.fromEntries(
    node.entries.flatMap(({ name }) => (values[name] ? [[name, values[name]] as const] : [])),
  );
  return { value: record(ordered), origin: originOfRecord(ordered) };
}

function* nothing(): Operation<void> {}
