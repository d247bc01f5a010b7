/** How long the canonical JSON of a type's values is, in bytes of UTF-8: what budgets are made from. */
import type { NumberType, Type, TypeId, TypeTable } from "../graph/type.ts";
import { textBounds } from "./assign.ts";
import { canonicalText, MAX_DIGITS, plainDecimal } from "./canonical.ts";

/** `max` is absent where there is no end to it. */
export interface ByteLength {
  readonly min: number;
  readonly max?: number;
}

/** A code point is at most four bytes, or six as `\u001f`. */
const MOST_BYTES = 6;

/** Bounds on the bytes of a canonical text of `type`. No text is outside them; where characters may take more than one byte none may reach them. */
export function canonicalLength(type: Type, table: TypeTable): ByteLength {
  const min = shortest(type, table, new Set());
  const max = longest(type, table, new Set());
  return { min: Number.isFinite(min) ? min : 0, ...(Number.isFinite(max) && { max }) };
}

/** Infinity for what can't be written; a type inside itself never makes its text shorter. */
function shortest(type: Type, table: TypeTable, open: ReadonlySet<TypeId>): number {
  switch (type.kind) {
    case "ref": {
      const named = table.get(type.id);
      if (!named || open.has(type.id)) return Number.POSITIVE_INFINITY;
      return shortest(named.type, table, new Set([...open, type.id]));
    }
    case "string":
      return 2 + textBounds(type).min;
    case "number":
      return shortestNumber(type);
    case "bool":
    case "null":
      return 4;
    case "json":
      return 1;
    case "literal":
      return byteLength(canonicalText(type.value));
    case "map":
      return 2;
    case "list":
      return type.min ? 1 + type.min * (shortest(type.element, table, open) + 1) : 2;
    case "record": {
      const needed = type.fields.filter((field) => !field.optional);
      const fields = needed.map((f) => byteLength(JSON.stringify(f.name)) + 1 + shortest(f.type, table, open));
      return 2 + Math.max(0, fields.length - 1) + fields.reduce((a, b) => a + b, 0);
    }
    case "union":
      return Math.min(...type.members.map((member) => shortest(member, table, open)));
    case "thought":
    case "never":
      return Number.POSITIVE_INFINITY;
    default:
      return type satisfies never;
  }
}

/** The digits before the point of the bound that is nearest to 0. */
function shortestNumber({ min = 0, max = 0 }: NumberType): number {
  if (min <= 0 && max >= 0) return 1;
  const nearest = plainDecimal(String(Math.trunc(min > 0 ? min : max))).length;
  return min > 0 ? nearest : Math.max(2, nearest);
}

function longest(type: Type, table: TypeTable, open: ReadonlySet<TypeId>): number {
  switch (type.kind) {
    case "ref": {
      const named = table.get(type.id);
      if (!named) return 0;
      return open.has(type.id) ? Number.POSITIVE_INFINITY : longest(named.type, table, new Set([...open, type.id]));
    }
    case "string": {
      // Formats are plain ASCII.
      const { max = Number.POSITIVE_INFINITY } = textBounds(type);
      return 2 + (max === 0 ? 0 : max * (type.format ? 1 : MOST_BYTES));
    }
    case "number":
      return longestNumber(type);
    case "bool":
      return 5;
    case "null":
      return 4;
    case "literal":
      return byteLength(canonicalText(type.value));
    case "json":
    case "map":
      return Number.POSITIVE_INFINITY;
    case "list": {
      if (type.max === 0) return 2;
      return 2 + times(type.max ?? Number.POSITIVE_INFINITY, longest(type.element, table, open) + 1) - 1;
    }
    case "record": {
      const fields = type.fields.map((f) => byteLength(JSON.stringify(f.name)) + 1 + longest(f.type, table, open));
      return 2 + Math.max(0, fields.length - 1) + fields.reduce((a, b) => a + b, 0);
    }
    case "union":
      return Math.max(...type.members.map((member) => longest(member, table, open)));
    case "thought":
    case "never":
      return 0;
    default:
      return type satisfies never;
  }
}

function longestNumber(type: NumberType): number {
  const sign = type.min === undefined || type.min < 0 ? 1 : 0;
  if (!type.integer) return sign + MAX_DIGITS + 1;
  const size = Math.max(Math.abs(type.min ?? Number.POSITIVE_INFINITY), Math.abs(type.max ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(size)) return sign + MAX_DIGITS;
  return sign + Math.min(MAX_DIGITS, plainDecimal(String(Math.trunc(size))).length);
}

const times = (count: number, each: number): number => (count === 0 || each === 0 ? 0 : count * each);

/** Bytes of a text in UTF-8; without `TextEncoder`, which not every place has that this runs in. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
