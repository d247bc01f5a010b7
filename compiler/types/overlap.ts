/** Whether values of two types can ever be equal. */
import type { Type, TypeTable } from "../graph/type.ts";
import { membersOf, resolve } from "./access.ts";
import { textBounds } from "./assign.ts";
import { literalFits } from "./literal.ts";
import { typeKey } from "./union.ts";

/**
 * Whether `a == b` can be true. In doubt it can: patterns are compared with literals, not with each other. A missing
 * field reads as null, so a comparison with null is possible wherever the type has it.
 */
export function canEqual(a: Type, b: Type, table: TypeTable): boolean {
  return overlap(a, b, { table, met: new Map(), cut: false });
}

/** Whether a value of one type can be one of another after it was cut to it: fields that the other lacks don't matter. */
export function canBecome(value: Type, other: Type, table: TypeTable): boolean {
  return overlap(value, other, { table, met: new Map(), cut: true });
}

interface Looking {
  readonly table: TypeTable;
  /** Pairs of named types that were met: true while they are looked at, because coming back to one tells nothing apart. */
  readonly met: Map<string, boolean>;
  /** Whether the first is cut to the second. */
  readonly cut: boolean;
}

function overlap(a: Type, b: Type, looking: Looking): boolean {
  const { table, met } = looking;
  const pair = a.kind === "ref" || b.kind === "ref" ? `${typeKey(a)} ${typeKey(b)}` : undefined;
  const known = pair === undefined ? undefined : met.get(pair);
  if (known !== undefined) return known;
  if (pair !== undefined) met.set(pair, true);
  const others = membersOf(b, table);
  const found = membersOf(a, table).some((one) =>
    others.some((other) => overlapOne(resolve(one, table), resolve(other, table), looking)),
  );
  if (pair !== undefined) met.set(pair, found);
  return found;
}

type Known = ReturnType<typeof resolve>;

function overlapOne(a: Known, b: Known, looking: Looking): boolean {
  if (a.kind === "never" || b.kind === "never")
    return (a.kind === "never" && a.unknown === true) || (b.kind === "never" && b.unknown === true);
  if (a.kind === "thought" || b.kind === "thought") return false;
  if (a.kind === "json" || b.kind === "json") return true;
  if (a.kind === "literal" && b.kind === "literal") return a.value === b.value;
  if (a.kind === "literal" || b.kind === "literal") {
    const [literal, other] = a.kind === "literal" ? [a, b] : b.kind === "literal" ? [b, a] : [undefined, a];
    if (!literal) return false;
    if (other.kind === "bool") return typeof literal.value === "boolean";
    return (other.kind === "string" || other.kind === "number") && literalFits(literal.value, other);
  }
  switch (a.kind) {
    case "string": {
      if (b.kind !== "string") return false;
      if (a.format && b.format && a.format !== b.format) return false;
      return meet(textBounds(a), textBounds(b));
    }
    case "number": {
      if (b.kind !== "number" || !meet(a, b)) return false;
      const low = Math.max(a.min ?? Number.NEGATIVE_INFINITY, b.min ?? Number.NEGATIVE_INFINITY);
      const high = Math.min(a.max ?? Number.POSITIVE_INFINITY, b.max ?? Number.POSITIVE_INFINITY);
      return !(a.integer || b.integer) || Math.ceil(low) <= Math.floor(high);
    }
    case "list":
      if (b.kind !== "list" || !meet(a, b)) return false;
      return ((a.min ?? 0) === 0 && (b.min ?? 0) === 0) || overlap(a.element, b.element, looking);
    case "map":
      if (b.kind === "record") return overlapOne(b, a, looking);
      return b.kind === "map";
    case "record": {
      if (b.kind === "map") return a.fields.every((f) => f.optional || overlap(f.type, b.value, looking));
      if (b.kind !== "record") return false;
      const names = new Set([...a.fields, ...b.fields].map((f) => f.name));
      return [...names].every((name) => {
        const [one, other] = [a, b].map((record) => record.fields.find((f) => f.name === name));
        if (!other) return looking.cut || one?.optional;
        if (!one) return other.optional;
        // A missing field reads as null, and null is as good as none.
        if (looking.cut && other.optional && overlap(one.type, { kind: "null" }, looking)) return true;
        return (one.optional && other.optional) || overlap(one.type, other.type, looking);
      });
    }
    case "union":
      return overlap(a, b, looking);
    default:
      return a.kind === b.kind;
  }
}

/** Whether two pairs of bounds have a number in common. */
function meet(
  a: { readonly min?: number; readonly max?: number },
  b: { readonly min?: number; readonly max?: number },
): boolean {
  const most = Number.POSITIVE_INFINITY;
  return (a.min ?? -most) <= (b.max ?? most) && (b.min ?? -most) <= (a.max ?? most);
}
