import type { Operation } from "effection";
import type { ChainNode, EntryBlock } from "../../../compiler/graph/graph.ts";
import { child, item } from "../../path.ts";
import { branchValue } from "../body.ts";
import type { Site } from "../failure.ts";
import { branchFrame, type Frame, inside, type Valued } from "../frame.ts";
import { originOfList, originOfRecord } from "../origin.ts";
import { growSpine, onSpine } from "../spine.ts";
import { placeOf, shareEntry } from "../statements.ts";
import { cutTo, listIn } from "../value.ts";
import { named } from "./parallel.ts";
import { record } from "./record.ts";

/** `chain`: one after the other on a fork of the spine, on which each result is shared before the next begins. */
export function* runChain(node: ChainNode, frame: Frame, site: Site): Operation<Valued> {
  const fork = branchFrame(frame, node, site.path);
  return yield* onSpine(fork.spine, frame.run.scope, () =>
    node.over.kind === "entries" ? chainEntries(node.over.entries, fork, site) : chainList(node.over, fork, site),
  );
}

function* chainEntries(entries: readonly EntryBlock[], fork: Frame, site: Site): Operation<Valued> {
  const values: Record<string, Valued> = {};
  for (const [index, entry] of entries.entries()) {
    const place: Site = { path: child(site.path, entry.name), at: entry.at };
    const valued = yield* entryValue(entry, fork, place);
    values[entry.name] = valued;
    fork.names.own.set(entry.name, valued);
    // Nobody comes after the last one.
    if (index < entries.length - 1) growSpine(fork.spine, shareEntry(entry.name, valued.value), placeOf(fork, place));
  }
  return { value: record(values), origin: originOfRecord(values) };
}

function* chainList(
  over: Extract<ChainNode["over"], { readonly kind: "list" }>,
  fork: Frame,
  site: Site,
): Operation<Valued> {
  const values: Valued[] = [];
  const list = listIn(over.list, fork, site);
  for (const [index, element] of list.entries()) {
    const place: Site = { path: item(site.path, index), at: site.at };
    const frame = inside(fork, place.path, named(over.name, element));
    const { value, origin } = yield* branchValue(over.body, frame, place);
    values.push({ value: cutTo(value, over.type, fork, place, "check", "The result"), origin });
    if (index < list.length - 1) growSpine(fork.spine, shareEntry(undefined, value), placeOf(fork, place));
  }
  return { value: values.map(({ value }) => value), origin: originOfList(values) };
}

/** The value of an entry, cut to its type; its body runs in `frame` itself, not on a fork. */
export function* entryValue(entry: EntryBlock, frame: Frame, site: Site): Operation<Valued> {
  const { value, origin } = yield* branchValue(entry.body, inside(frame, site.path), site);
  return { value: cutTo(value, entry.type, frame, site, "check", `\`${entry.name}\``), origin };
}
