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
  const min = shortest(type, shortestNamed(type, table));
  const max = longest(type, { table, known: new Map(), ofCharacter: MOST_BYTES });
  return { min: Number.isFinite(min) ? min : 0, ...(Number.isFinite(max) && { max }) };
}

/** The most characters of a canonical text of `type`, where its strings hold nothing that JSON escapes; infinite where there is no end to it. */
export function mostCharacters(type: Type, table: TypeTable): number {
  return longest(type, { table, known: new Map(), ofCharacter: 1 });
}

type Lengths = ReadonlyMap<TypeId, number>;

/** The shortest text of every type in the table: from "none" downwards until nothing gets shorter, so that recursion ends. */
function shortestNamed(type: Type, table: TypeTable): Lengths {
  const known = new Map<TypeId, number>();
  const reached = reachedFrom(type, table);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [id, named] of reached) {
      const length = shortest(named, known);
      if (length >= (known.get(id) ?? Number.POSITIVE_INFINITY)) continue;
      known.set(id, length);
      changed = true;
    }
  }
  return known;
}

/** The named types that a type refers to, directly or through others. */
function reachedFrom(type: Type, table: TypeTable): ReadonlyMap<TypeId, Type> {
  const reached = new Map<TypeId, Type>();
  const visit = (at: Type): void => {
    if (at.kind === "list") visit(at.element);
    else if (at.kind === "map") visit(at.value);
    else if (at.kind === "record") for (const field of at.fields) visit(field.type);
    else if (at.kind === "union") at.members.forEach(visit);
    else if (at.kind === "ref" && !reached.has(at.id)) {
      const named = table.get(at.id);
      if (!named) return;
      reached.set(at.id, named.type);
      visit(named.type);
    }
  };
  visit(type);
  return reached;
}

/** Infinity for what can't be written, and for a named type whose text is not known yet. */
function shortest(type: Type, known: Lengths): number {
  switch (type.kind) {
    case "ref":
      return known.get(type.id) ?? Number.POSITIVE_INFINITY;
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
      return type.min ? 1 + type.min * (shortest(type.element, known) + 1) : 2;
    case "record": {
      const needed = type.fields.filter((field) => !field.optional);
      const fields = needed.map((f) => byteLength(JSON.stringify(f.name)) + 1 + shortest(f.type, known));
      return 2 + Math.max(0, fields.length - 1) + fields.reduce((a, b) => a + b, 0);
    }
    case "union":
      return Math.min(...type.members.map((member) => shortest(member, known)));
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

interface Lengthening {
  readonly table: TypeTable;
  readonly known: Map<TypeId, number>;
  /** Bytes of a character in a string. */
  readonly ofCharacter: number;
}

function longest(type: Type, by: Lengthening): number {
  const { table, known, ofCharacter } = by;
  switch (type.kind) {
    case "ref": {
      const named = table.get(type.id);
      if (!named) return 0;
      const length = known.get(type.id);
      if (length !== undefined) return length;
      // Met again while it is worked out, it holds itself, and there is no end to it.
      known.set(type.id, Number.POSITIVE_INFINITY);
      const found = longest(named.type, by);
      known.set(type.id, found);
      return found;
    }
    case "string": {
      // Formats are plain ASCII.
      const { max = Number.POSITIVE_INFINITY } = textBounds(type);
      return 2 + (max === 0 ? 0 : max * (type.format ? 1 : ofCharacter));
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
      return 2 + times(type.max ?? Number.POSITIVE_INFINITY, longest(type.element, by) + 1) - 1;
    }
    case "record": {
      const fields = type.fields.map((f) => byteLength(JSON.stringify(f.name)) + 1 + longest(f.type, by));
      return 2 + Math.max(0, fields.length - 1) + fields.reduce((a, b) => a + b, 0);
    }
    case "union":
      return Math.max(...type.members.map((member) => longest(member, by)));
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
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Two halves of a pair are four bytes; a half alone is written as the three of its replacement.
    const pair = (unit & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (pair) at += 1;
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
  }
  return bytes;
}
