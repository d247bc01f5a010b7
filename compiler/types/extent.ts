import type { Type } from "../graph/type.ts";

/** How large a type is where it is written out, named types counting as one part. */
export interface Extent {
  /** Types in it, itself included. */
  readonly parts: number;
  /** How deep they stand in one another: 1 for a type without parts. */
  readonly levels: number;
}

/** Parts of a value's type at most: every later phase looks at each of them, and again for every value of the type. */
export const MOST_PARTS = 5_000;

/** Fields that a record has at most, and alternatives that a union is written with. */
export const MOST_MEMBERS = 1_000;

/** Levels of a type at most, those of the types that it names included: every later phase recurses on them. */
export const MOST_LEVELS = 400;

const single: Extent = { parts: 1, levels: 1 };

/** The extents of types with parts: a type may have another one twice, and that one a third twice. */
const known = new WeakMap<Type, Extent>();

/** The extent of a type. */
export function extentOf(type: Type): Extent {
  const before = known.get(type);
  if (before) return before;
  const parts = partsOf(type);
  if (parts.length === 0) return single;
  const found = around(parts.map(extentOf));
  known.set(type, found);
  return found;
}

function around(inner: readonly Extent[]): Extent {
  return inner.reduce((all, { parts, levels }) => {
    return { parts: all.parts + parts, levels: Math.max(all.levels, levels + 1) };
  }, single);
}

/** The types of which a type is made. */
function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case "list":
      return [type.element];
    case "map":
      return [type.value];
    case "record":
      return type.fields.map((field) => field.type);
    case "union":
      return type.members;
    default:
      return [];
  }
}

/** The ids of the types that a type names. */
export function namedIn(type: Type): readonly string[] {
  return type.kind === "ref" ? [type.id] : partsOf(type).flatMap(namedIn);
}
