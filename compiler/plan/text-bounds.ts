/** Bounds on the text of values, by their type alone. */
import type { Graph } from "../graph/graph.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { resolve } from "../types/access.ts";
import { textBounds as lengthBounds } from "../types/assign.ts";
import { byteLength, canonicalLength } from "../types/text-length.ts";

/** Fewest and most UTF-8 bytes of a text; `most` may be infinite. */
export interface Bounds {
  readonly fewest: number;
  readonly most: number;
}

/** A code point takes at most four bytes of plain text. */
const PLAIN_BYTES = 4;

/** A graph never changes, and every call that a plan visits asks for its types. */
const tables = new WeakMap<Graph, TypeTable>();

/** The types of a graph, as operations on types look them up. */
export function tableOf(graph: Graph): TypeTable {
  const known = tables.get(graph);
  if (known) return known;
  const table: TypeTable = new Map(Object.entries(graph.types));
  tables.set(graph, table);
  return table;
}

/** The bounds of a graph's types, once each: every call of an agent asks for those of its result. */
const known = new WeakMap<TypeTable, WeakMap<Type, Bounds>>();

/** The bytes of a value's canonical JSON, by its type alone. */
export function jsonBounds(type: Type, types: TypeTable): Bounds {
  const ofTable = known.get(types) ?? new WeakMap<Type, Bounds>();
  known.set(types, ofTable);
  const found = ofTable.get(type);
  if (found) return found;
  const { min, max } = canonicalLength(type, types);
  const bounds = { fewest: min, most: max ?? Number.POSITIVE_INFINITY };
  ofTable.set(type, bounds);
  return bounds;
}

/** The bytes of a value as `${}` writes it: a string without its quotes and escapes, anything else as JSON. */
export function textBounds(type: Type, types: TypeTable): Bounds {
  const target = resolve(type, types);
  if (target.kind === "union") {
    const members = target.members.map((member) => textBounds(member, types));
    return {
      fewest: Math.min(...members.map((m) => m.fewest)),
      most: Math.max(...members.map((m) => m.most)),
    };
  }
  if (target.kind === "literal" && typeof target.value === "string") return exactly(byteLength(target.value));
  if (target.kind !== "string") return jsonBounds(target, types);
  const { min, max = Number.POSITIVE_INFINITY } = lengthBounds(target);
  // Formats are plain ASCII.
  return { fewest: min, most: max === 0 ? 0 : max * (target.format ? 1 : PLAIN_BYTES) };
}

function exactly(bytes: number): Bounds {
  return { fewest: bytes, most: bytes };
}
