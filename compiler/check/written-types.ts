import type {
  BaseFields,
  ListType,
  NamedType,
  Pattern,
  Range,
  RecordTypeEntry,
  Span,
  TypeNode,
} from "../../language/ast.ts";
import { kindOfDeclaration, type NamedDeclaration } from "../bind/target.ts";
import { nameProblems } from "../diagnostics/names.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { FieldType, NumberType, RecordType, StringType, Type } from "../graph/type.ts";
import { resolve, unknownType } from "../types/access.ts";
import { MOST_MEMBERS } from "../types/extent.ts";
import { writtenAt } from "../types/field-origin.ts";
import { resultType } from "../types/print.ts";
import { parseRegex } from "../types/regex.ts";
import { unionOf } from "../types/union.ts";
import { complain, type Place } from "./checking.ts";
import { define } from "./named-types.ts";

type Where = Pick<Place, "program" | "module">;

/** The type that is written in a place where a `thought` may stand too: what a flow takes, gives or names. */
export function writtenTypeOrThought(at: Where, node: TypeNode): Type {
  if (node.kind !== "named-type" || node.name.text !== "thought" || node.constraint) return writtenType(at, node);
  at.program.written.set(node, { kind: "thought" });
  return { kind: "thought" };
}

/** The type that was written. What is wrong with it is reported, and a part that means nothing is unknown. */
export function writtenType(at: Where, node: TypeNode): Type {
  const type = read(at, node);
  at.program.written.set(node, type);
  return type;
}

function read(at: Where, node: TypeNode): Type {
  switch (node.kind) {
    case "named-type":
      return readNamed(at, node);
    case "literal-type":
      return node.value === null ? { kind: "null" } : { kind: "literal", value: node.value };
    case "list-type":
      return readList(at, node);
    case "map-type":
      return { kind: "map", value: writtenType(at, node.value) };
    case "result-type":
      return resultType(writtenType(at, node.value));
    case "record-type":
      return readRecord(at, node.entries);
    case "union-type":
      if (node.members.length <= MOST_MEMBERS) return unionOf(node.members.map((member) => writtenType(at, member)));
      complain(at, typeProblems.typeTooLarge, node.span, { most: MOST_MEMBERS, of: "alternatives" });
      return unknownType;
    case "missing-type":
      return unknownType;
    default:
      return node satisfies never;
  }
}

function readNamed(at: Where, node: NamedType): Type {
  const { name, constraint } = node;
  switch (name.text) {
    case "string":
      return readString(at, constraint);
    case "int":
    case "number":
      return readNumber(at, name.text, constraint);
    case "url":
    case "date":
    case "datetime":
      refuseConstraint(
        at,
        node,
        `A \`${name.text}\` has a form of its own; only \`string\` takes a length or a pattern.`,
      );
      return { kind: "string", format: name.text };
    case "bool":
    case "json":
      refuseConstraint(at, node, `Write \`${name.text}\` alone.`);
      return { kind: name.text };
    case "thought":
      complain(at, typeProblems.thoughtInside, node.span, {
        where: "part of another type, or what an agent or tool takes",
      });
      return unknownType;
    case "map":
    case "result":
      complain(at, typeProblems.incompleteType, node.span, { name: name.text });
      return unknownType;
    default:
      return readDeclared(at, node);
  }
}

function readDeclared(at: Where, node: NamedType): Type {
  const target = at.program.bound.targets.get(node.name);
  if (target?.kind !== "declared") return unknownType;
  const id = at.program.typeIds.get(target.declaration);
  if (id === undefined) {
    const what = kindOfDeclaration(target.declaration);
    complain(at, nameProblems.notType, node.span, { name: node.name.text, what });
    return unknownType;
  }
  refuseConstraint(at, node, `Write the bounds where \`${node.name.text}\` is declared.`);
  return { kind: "ref", id };
}

function refuseConstraint(at: Where, node: NamedType, mend: string): void {
  if (node.constraint) complain(at, typeProblems.wrongConstraint, node.constraint.span, { type: node.name.text, mend });
}

function readString(at: Where, constraint: Range | Pattern | undefined): StringType {
  if (!constraint) return { kind: "string" };
  if (constraint.kind === "range") return { kind: "string", ...lengths(at, constraint) };
  const parsed = parseRegex(constraint.source);
  if (parsed.ok) return { kind: "string", pattern: constraint.source };
  complain(at, typeProblems.wrongPattern, constraint.span, { why: parsed.message });
  return { kind: "string" };
}

function readNumber(at: Where, name: "int" | "number", constraint: Range | Pattern | undefined): NumberType {
  const plain: NumberType = { kind: "number", integer: name === "int" };
  if (!constraint) return plain;
  if (constraint.kind === "pattern") {
    complain(at, typeProblems.wrongConstraint, constraint.span, { type: name, mend: "Only `string` takes a pattern." });
    return plain;
  }
  const { low, high } = constraint;
  if (plain.integer && [low, high].some((bound) => bound !== undefined && !Number.isInteger(bound))) {
    complain(at, typeProblems.wrongBounds, constraint.span, { why: "The bounds of an `int` are whole numbers." });
    return plain;
  }
  return upsideDown(at, constraint) ? plain : { ...plain, ...bounds(low, high) };
}

function readList(at: Where, node: ListType): Type {
  const element = writtenType(at, node.element);
  return { kind: "list", element, ...(node.length && lengths(at, node.length)) };
}

/** The bounds of a length: whole, from 0, the low one not above the high one. */
function lengths(at: Where, range: Range): { min?: number; max?: number } {
  const { low, high } = range;
  if ([low, high].some((bound) => bound !== undefined && (!Number.isInteger(bound) || bound < 0))) {
    complain(at, typeProblems.wrongBounds, range.span, { why: "The bounds of a length are whole numbers from 0." });
    return {};
  }
  return upsideDown(at, range) ? {} : bounds(low === 0 ? undefined : low, high);
}

function upsideDown(at: Where, { low, high, span }: Range): boolean {
  if (low === undefined || high === undefined || low <= high) return false;
  const why = `The low end, ${low}, is above the high end, ${high}.`;
  const text = `${high}..${low}`;
  complain(at, typeProblems.wrongBounds, span, { why, mend: `Write \`${text}\`.`, edit: { span, text } });
  return true;
}

const bounds = (min: number | undefined, max: number | undefined): { min?: number; max?: number } => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

/** A schema or record type, the fields of its bases copied in where they are named; unknown where one of them is. */
export function readRecord(at: Where, entries: readonly RecordTypeEntry[]): Type {
  const fields = new Map<string, FieldType>();
  let known = true;
  let full = false;
  const add = (field: FieldType, span: Span): void => {
    if (field.name === "" || full) return;
    if (fields.has(field.name)) {
      complain(at, typeProblems.fieldTwice, span, { name: field.name });
      // What reads it was written for either.
      fields.set(field.name, { ...field, type: unknownType });
    } else if (fields.size < MOST_MEMBERS) fields.set(field.name, field);
    else {
      full = true;
      complain(at, typeProblems.typeTooLarge, span, { most: MOST_MEMBERS, of: "fields" });
    }
  };
  for (const entry of entries) {
    if (entry.kind === "field") {
      const { name, optional, doc } = entry;
      const type = writtenType(at, entry.type);
      const field: FieldType = { name: name.text, type, optional, ...(doc && { doc: doc.text }) };
      add(writtenAt(field, name, at.module.path), name.span);
      continue;
    }
    const base = readBase(at, entry);
    if (base) for (const field of base.fields) add(field, entry.span);
    else known = false;
  }
  return known ? { kind: "record", fields: [...fields.values()] } : unknownType;
}

/** The record whose fields `...name` takes over; undefined where there is none, which was reported. */
function readBase(at: Where, { name, span }: BaseFields): RecordType | undefined {
  const target = at.program.bound.targets.get(name);
  if (target?.kind !== "declared") return undefined;
  const base = define(at.program, target);
  const record = base && resolve(base, at.program.table);
  if (record?.kind === "record") return record;
  if (base && isOpen(at, target.declaration, base))
    complain(at, typeProblems.endlessType, span, { name: name.text, spread: true });
  else if (record?.kind !== "never") complain(at, typeProblems.notRecord, span, { name: name.text });
  return undefined;
}

/** Whether a declaration is being read: what takes its fields over there is a part of it, and it would never end. */
function isOpen(at: Where, declaration: NamedDeclaration, type: Type): boolean {
  if (type.kind !== "ref" || type.id !== at.program.typeIds.get(declaration)) return false;
  // An alias of itself is refused where it is declared.
  return declaration.kind !== "type" || declaration.type.kind !== "named-type";
}
