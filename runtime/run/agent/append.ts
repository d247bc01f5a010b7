import type { Operation } from "effection";
import type { Entry } from "../../context/entry.ts";
import { grownTexts } from "../../events/grown.ts";
import type { Work } from "./work.ts";

/** Puts entries behind what an agent's branch has, and tells by how much it grew. Throws `NoRoom` where they don't fit. */
export function* appendTo(work: Work, entries: readonly Entry[]): Operation<void> {
  const { lease, open, emit } = work;
  const before = lease.context;
  const after = yield* lease.append(entries);
  const tokens = open.tokensOf(after) - open.tokensOf(before);
  const entry = entries.some(({ kind }) => kind === "results") ? "results" : "text";
  emit({
    kind: "context-grown",
    context: after.id,
    entry,
    tokens,
    shared: 0,
    before: before.id,
    texts: grownTexts(entries),
  });
  open.gauge();
}
