import type { Json } from "./expression.ts";

/** A JSON object: what records and maps are at run time. */
export type JsonRecord = { readonly [key: string]: Json };

/** Tells records and maps from every other JSON value. */
export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells lists from every other JSON value; `Array.isArray` loses the element type of a readonly array. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A record's own field; what its prototype has (`constructor`, `__proto__`) is no field. */
export function own(record: JsonRecord, name: string): Json | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Builds a record whose fields may have any name: assignment to `__proto__` would change the prototype instead. */
export function recordOf(fields: Iterable<readonly [string, Json]>): JsonRecord {
  const record: Record<string, Json> = {};
  for (const [name, value] of fields)
    if (name === "__proto__")
      Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
    else record[name] = value;
  return record;
}

/** Structural equality. The order of a record's fields does not matter; a missing field differs from one that is null. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => equalJson(item, b[i] as Json));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && equalJson(a[name] as Json, b[name] as Json));
}

/** The order of two strings by code points, the same on every machine; UTF-16 order differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  if (i === a.length) return -1;
  if (i === b.length) return 1;
  // Inside a pair the halves before it are equal, so the half at `i` decides as its whole code point would.
  return rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
}

/** Surrogates stand for the code points above U+FFFF and so come after U+E000 to U+FFFF. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** How many code points a text has: what `.length` and the bounds of strings count. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
