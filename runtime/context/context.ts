import { hash } from "node:crypto";
import type { Entry } from "./entry.ts";

/**
 * What a model has before it: an immutable value, a parent and one entry. Two contexts with the same entries are the
 * same context; `id` is the hash of the whole chain, so an engine finds the branch that already holds it.
 */
export interface Context {
  readonly id: string;
  readonly parent: Context | null;
  /** `null` only in {@link emptyContext}. */
  readonly entry: Entry | null;
  /** How many entries it has. */
  readonly depth: number;
}

/** The context of no entries, from which all others grow. */
export const emptyContext: Context = { id: "", parent: null, entry: null, depth: 0 };

/** The context that has one more entry. */
export function grow(parent: Context, entry: Entry): Context {
  const id = hash("sha256", `${parent.id}\n${JSON.stringify(entry)}`, "base64url").slice(0, 22);
  return { id, parent, entry, depth: parent.depth + 1 };
}

/** The context that has all of `entries` more. */
export function growAll(parent: Context, entries: readonly Entry[]): Context {
  return entries.reduce(grow, parent);
}

/** Its entries, first to last. */
export function entriesOf(context: Context): Entry[] {
  const entries: Entry[] = [];
  for (let at: Context | null = context; at?.entry; at = at.parent) entries.push(at.entry);
  return entries.reverse();
}
