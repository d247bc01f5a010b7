/** What a type is made of: what a reference stands for, fields, elements, lengths. */
import type { FieldType, Type, TypeTable } from "../graph/type.ts";
import { join, unionOf } from "./union.ts";

/** What a mistake leaves behind: fits everywhere, so that one mistake gives one diagnostic. */
export const unknownType: Type = { kind: "never", unknown: true };

/** Whether a mistake is all that is known of this type. */
export function isUnknown(type: Type): boolean {
  return type.kind === "never" && type.unknown === true;
}

/** What a reference stands for, through aliases of aliases; other types as they are. An id that is in no table gives {@link unknownType}. */
export function resolve(type: Type, table: TypeTable): Exclude<Type, { kind: "ref" }> {
  let at = type;
  // An alias of itself (refused elsewhere) would go round for ever: no chain is longer than the table.
  for (let steps = table.size; at.kind === "ref"; steps--) {
    const named = table.get(at.id);
    if (!named || steps < 0) return { kind: "never", unknown: true };
    at = named.type;
  }
  return at;
}

/** The alternatives of a type, references and unions within unions opened; a type that is no union is its own only one. */
export function membersOf(type: Type, table: TypeTable): readonly Type[] {
  const members: Type[] = [];
  const opened = new Set<string>();
  const open = (at: Type): void => {
    if (at.kind === "ref") {
      const known = resolve(at, table);
      if (known.kind !== "union") members.push(at);
      else if (!opened.has(at.id)) {
        opened.add(at.id);
        known.members.forEach(open);
      }
    } else if (at.kind === "union") at.members.forEach(open);
    else members.push(at);
  };
  open(type);
  return members;
}

/** A declared field of a record, or undefined. */
export function ownField(type: Type, name: string, table: TypeTable): FieldType | undefined {
  const known = resolve(type, table);
  return known.kind === "record" ? known.fields.find((field) => field.name === name) : undefined;
}

/** What reading a field gives. */
export type FieldRead =
  /** `null` is in the type where the field may be missing, and where `?.` met a null. */
  | { readonly ok: true; readonly type: Type }
  | {
      readonly ok: false;
      /** `missing`: a record without such a field; `null`: the value may be null; `other`: a value that has no fields. */
      readonly reason: "missing" | "null" | "other";
      /** The alternative that has no such field. */
      readonly in: Type;
      /** The names it has instead. */
      readonly names: readonly string[];
    };

/**
 * The type of `value.name`, or with `optional` of `value?.name`. Every alternative of a union must have the field. A
 * `json` has all fields, each `json`.
 */
export function readField(type: Type, name: string, table: TypeTable, optional = false): FieldRead {
  const found: Type[] = [];
  let missed: FieldRead | undefined;
  for (const member of membersOf(type, table)) {
    const known = resolve(member, table);
    if (isUnknown(known)) return { ok: true, type: unknownType };
    if (known.kind === "json") found.push(known);
    else if (known.kind === "null" && optional) found.push(known);
    else if (known.kind === "record") {
      const field = known.fields.find((f) => f.name === name);
      if (field) found.push(field.optional ? unionOf([field.type, { kind: "null" }]) : field.type);
      else missed ??= { ok: false, reason: "missing", in: member, names: known.fields.map((f) => f.name) };
    } else missed ??= { ok: false, reason: known.kind === "null" ? "null" : "other", in: member, names: [] };
  }
  return missed ?? { ok: true, type: unionOf(found) };
}

/** The names that {@link readField} can read of a type: those that all its records have. */
export function fieldNames(type: Type, table: TypeTable): readonly string[] {
  const records = membersOf(type, table)
    .map((member) => resolve(member, table))
    .filter((member) => member.kind === "record");
  const [first, ...rest] = records.map((record) => record.fields.map((f) => f.name));
  return first?.filter((name) => rest.every((names) => names.includes(name))) ?? [];
}

/** Elements and lengths of a list. */
export interface ListShape {
  readonly element: Type;
  readonly min: number;
  /** Absent where it may have any length. */
  readonly max?: number;
}

/** What a list, or a union of lists, holds; undefined where an alternative is no list. A `json` is none: it must be checked first. */
export function listShape(type: Type, table: TypeTable): ListShape | undefined {
  const members = membersOf(type, table).map((member) => resolve(member, table));
  if (members.some(isUnknown)) return { element: unknownType, min: 0 };
  const lists = members.filter((member) => member.kind === "list");
  if (lists.length === 0 || lists.length < members.length) return undefined;
  const min = Math.min(...lists.map((list) => list.min ?? 0));
  const max = Math.max(...lists.map((list) => list.max ?? Number.POSITIVE_INFINITY));
  const element = join(lists.map((list) => list.element));
  return { element, min, ...(Number.isFinite(max) && { max }) };
}

/** The type of a map's values, or of a union of maps; undefined where an alternative is no map. */
export function mapValue(type: Type, table: TypeTable): Type | undefined {
  const members = membersOf(type, table).map((member) => resolve(member, table));
  if (members.some(isUnknown)) return unknownType;
  const maps = members.filter((member) => member.kind === "map");
  return maps.length > 0 && maps.length === members.length ? join(maps.map((map) => map.value)) : undefined;
}

/** Whether null is among a type's values. A mistake's type is taken not to have it. */
export function mayBeNull(type: Type, table: TypeTable): boolean {
  return membersOf(type, table).some((member) => {
    const known = resolve(member, table);
    return known.kind === "null" || known.kind === "json";
  });
}
