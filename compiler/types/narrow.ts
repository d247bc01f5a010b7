/** What is left of a type once something about the value is known. */
import type { FieldType, LiteralType, Type, TypeTable } from "../graph/type.ts";
import { isUnknown, membersOf, resolve } from "./access.ts";
import { sameOrigin } from "./field-origin.ts";
import { canEqual } from "./overlap.ts";
import { unionOf } from "./union.ts";

/** A value that a condition or a `match` compares with. */
export type Known = LiteralType["value"] | null;

/** What is known: the value is one of these, or none of them. */
export type Knowledge = { readonly is: readonly Known[] } | { readonly not: readonly Known[] };

/** The type without null. */
export function withoutNull(type: Type, table: TypeTable): Type {
  return narrow(type, { not: [null] }, table);
}

/** What is left of `type` if its value is, or is not, one of some values. `never` if nothing is. */
export function narrow(type: Type, knowledge: Knowledge, table: TypeTable): Type {
  const members = membersOf(type, table);
  const kept = members.map((member) => narrowMember(member, knowledge, table));
  return members.every((member, i) => kept[i] === member) ? type : unionOf(kept);
}

/**
 * What is left of `type` if something is known about a field of its value, or a field of a field: after `x.ok` only the
 * alternatives in which `ok` can be true. An alternative that stays as it is keeps its name.
 */
export function narrowAt(type: Type, path: readonly string[], knowledge: Knowledge, table: TypeTable): Type {
  const [name, ...rest] = path;
  if (name === undefined) return narrow(type, knowledge, table);
  const members = membersOf(type, table);
  const kept = members.map((member): Type => {
    const known = resolve(member, table);
    // `x?.field` of a null reads as null.
    if (known.kind === "null") return allows(knowledge, null) ? member : { kind: "never" };
    if (known.kind !== "record") return member;
    const field = known.fields.find((f) => f.name === name);
    if (!field) return allows(knowledge, null) ? member : { kind: "never" };
    const read = field.optional ? unionOf([field.type, { kind: "null" }]) : field.type;
    const left = narrowAt(read, rest, knowledge, table);
    if (left.kind === "never" && !left.unknown) return left;
    if (left === read) return member;
    const narrowed = narrowField(field, left, table);
    return narrowed ? { ...known, fields: known.fields.map((f) => (f === field ? narrowed : f)) } : member;
  });
  return members.every((member, i) => kept[i] === member) ? type : unionOf(kept);
}

/** An optional field that can't be null any more is there. */
function narrowField(field: FieldType, left: Type, table: TypeTable): FieldType | undefined {
  if (!field.optional) return sameOrigin({ ...field, type: left }, field);
  const present = !membersOf(left, table).some((m) => resolve(m, table).kind === "null");
  return present ? sameOrigin({ ...field, type: left, optional: false }, field) : undefined;
}

function narrowMember(member: Type, knowledge: Knowledge, table: TypeTable): Type {
  const known = resolve(member, table);
  if (isUnknown(known)) return member;
  const values = "is" in knowledge ? knowledge.is : knowledge.not;
  if ("is" in knowledge) {
    if (known.kind === "literal" || known.kind === "null")
      return values.some((value) => canEqual(typeOfValue(value), known, table)) ? member : { kind: "never" };
    const found = values.filter((value) => canEqual(typeOfValue(value), known, table));
    return unionOf(found.map(typeOfValue));
  }
  if (known.kind === "null") return values.includes(null) ? { kind: "never" } : member;
  if (known.kind === "literal") return values.includes(known.value) ? { kind: "never" } : member;
  if (known.kind === "bool") {
    const left = [true, false].filter((value) => !values.includes(value));
    return left.length === 2 ? member : unionOf(left.map(typeOfValue));
  }
  return member;
}

function allows(knowledge: Knowledge, value: Known): boolean {
  return "is" in knowledge ? knowledge.is.includes(value) : !knowledge.not.includes(value);
}

/** The type of exactly one value. */
export function typeOfValue(value: Known): Type {
  return value === null ? { kind: "null" } : { kind: "literal", value };
}
