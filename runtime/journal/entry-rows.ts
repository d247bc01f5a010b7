/**
 * Contexts in a journal: one row an entry, each once, with its parent's id. Token ids stand in a blob of their own, at
 * one to three bytes each.
 */
import { type Context, emptyContext } from "../context/context.ts";
import type { Entry, TurnEntry } from "../context/entry.ts";

/** An entry of a context as a row holds it. */
export interface EntryRow {
  readonly id: string;
  readonly parent: string;
  readonly entry: string;
  readonly tokens: Uint8Array | null;
}

/** The row of a context's last entry. */
export function rowOf(context: Context & { readonly entry: Entry }): EntryRow {
  const { id, parent, entry } = context;
  if (entry.kind !== "turn" || !entry.exact) {
    return { id, parent: parent?.id ?? "", entry: JSON.stringify(entry), tokens: null };
  }
  const { tokens, ...exact } = entry.exact;
  return { id, parent: parent?.id ?? "", entry: JSON.stringify({ ...entry, exact }), tokens: packed(tokens) };
}

/** Finds contexts by their ids among rows. Throws where a row is missing: the file is damaged then. */
export function contextsOf(rows: ReadonlyMap<string, EntryRow>): (id: string) => Context {
  const made = new Map<string, Context>([["", emptyContext]]);
  return (id) => {
    const missing: EntryRow[] = [];
    let at = id;
    for (; !made.has(at); ) {
      const row = rows.get(at);
      if (!row) throw new Error(`The entry ${at} is missing.`);
      missing.push(row);
      at = row.parent;
    }
    let context = made.get(at) ?? emptyContext;
    for (const row of missing.reverse()) {
      // The id is the stored one: hashing again would say the same, and cost more.
      context = { id: row.id, parent: context, entry: entryOf(row), depth: context.depth + 1 };
      made.set(row.id, context);
    }
    return context;
  };
}

function entryOf(row: EntryRow): Entry {
  const entry = JSON.parse(row.entry) as Entry;
  if (entry.kind !== "turn" || !entry.exact || !row.tokens) return entry;
  const { identity, runs } = entry.exact;
  // The order of the fields is part of what ids are made from.
  return { ...entry, exact: { identity, tokens: unpacked(row.tokens), runs } } satisfies TurnEntry;
}

/** Numbers in as many bytes as they need, seven bits each, the lowest first (LEB128). */
export function packed(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

/** What {@link packed} packed. */
export function unpacked(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 0x7f) * scale;
    if (byte > 0x7f) scale *= 0x80;
    else {
      numbers.push(value);
      value = 0;
      scale = 1;
    }
  }
  return numbers;
}
