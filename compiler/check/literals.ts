import type { ListExpression, RecordEntry, RecordExpression } from "../../language/ast.ts";
import { suggestNear } from "../../language/suggest.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { FieldType, RecordType, Type } from "../graph/type.ts";
import { isUnknown, listShape, membersOf, resolve, unknownType } from "../types/access.ts";
import { MOST_MEMBERS } from "../types/extent.ts";
import { writtenAt } from "../types/field-origin.ts";
import { join } from "../types/union.ts";
import { complain, noteMeant, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { requireFit, type Wanted } from "./fit.ts";
import { widened } from "./widened.ts";
import { asSubject } from "./wording.ts";

/** The type of `{ a: 1, b }`; where a record is wanted, its fields are checked one by one. */
export function typeOfRecord(at: Place, node: RecordExpression, wanted?: Wanted): Type {
  const record = wanted && onlyRecord(at, wanted.type);
  const found = new Map<string, FieldType>();
  for (const entry of node.entries) {
    if (entry.kind === "spread") {
      typeOf(at, entry.value);
      complain(at, typeProblems.spreadRecord, entry.span);
      return unknownType;
    }
    const name = entry.name.text;
    const taken = found.has(name);
    if (taken) complain(at, typeProblems.fieldTwice, entry.name.span, { name });
    const type = typeOf(at, entry.value, wantedOf(record, name));
    if (!taken && name !== "") found.set(name, writtenAt({ name, type, optional: false }, entry.name, at.module.path));
  }
  const type: RecordType = { kind: "record", fields: [...found.values()] };
  if (record && wanted) requireFields(at, node, record, wanted.type);
  else if (wanted) requireFit(at, node, type, wanted);
  return type;
}

/** The one record among the alternatives of a type; undefined where there are several, or none. */
function onlyRecord(at: Place, type: Type): RecordType | undefined {
  const { table } = at.program;
  const records = membersOf(type, table).flatMap((member) => {
    const known = resolve(member, table);
    return known.kind === "record" ? [known] : [];
  });
  return records.length === 1 ? records[0] : undefined;
}

function wantedOf(record: RecordType | undefined, name: string): Wanted | undefined {
  const field = record?.fields.find((each) => each.name === name);
  if (!field) return undefined;
  const type: Type = field.optional ? join([field.type, { kind: "null" }]) : field.type;
  return { type, taker: `\`${name}\` is` };
}

/** A misspelt field absorbs the one that is missing for it. */
function requireFields(at: Place, node: RecordExpression, record: RecordType, wanted: Type): void {
  const given = node.entries.filter((entry): entry is RecordEntry => entry.kind === "entry");
  const written = new Set(given.map((entry) => entry.name.text));
  const declared = new Set(record.fields.map((field) => field.name));
  const absent = record.fields.filter((field) => !written.has(field.name));
  const meant = new Set<string>();
  for (const entry of given) {
    const name = entry.name.text;
    if (name === "" || declared.has(name) || absent.length === meant.size) continue;
    const left = absent.filter((field) => !meant.has(field.name));
    const nearest = suggestNear(
      name,
      left.map((field) => field.name),
    );
    if (nearest === undefined) continue;
    meant.add(nearest);
    complain(at, typeProblems.misspeltField, entry.name.span, {
      name,
      wanted: asSubject(wanted),
      nearest,
    });
  }
  const names = absent.filter((field) => !field.optional && !meant.has(field.name)).map((field) => field.name);
  if (names.length > 0) {
    noteMeant(at, names);
    complain(at, typeProblems.missingField, node.span, { names, wanted: asSubject(wanted) });
  }
}

/** The type of `[a, ...rest]`; where a list is wanted, its items are checked one by one. */
export function typeOfList(at: Place, node: ListExpression, wanted?: Wanted): Type {
  const shape = wanted && listShape(wanted.type, at.program.table);
  const item = shape && !isUnknown(shape.element) ? { type: shape.element, taker: "an element is" } : undefined;
  const elements: Type[] = [];
  let min = 0;
  let max = 0;
  for (const each of node.items) {
    if (each.kind !== "spread") {
      elements.push(typeOf(at, each, item));
      min++;
      max++;
      continue;
    }
    const type = typeOf(at, each.value);
    const spread = listShape(type, at.program.table);
    if (!spread)
      requireFit(at, each.value, type, { type: { kind: "list", element: unknownType }, taker: "`...` spreads" });
    elements.push(spread?.element ?? unknownType);
    min += spread?.min ?? 0;
    max += spread?.max ?? Number.POSITIVE_INFINITY;
  }
  const type: Type = {
    kind: "list",
    element: withFewLiterals(join(elements)),
    ...(min > 0 && { min }),
    ...(Number.isFinite(max) && { max }),
  };
  // The items were checked above; what is left to be wrong is their number, or a spread.
  const left =
    item && node.items.every((each) => each.kind !== "spread")
      ? { ...type, element: shape?.element ?? unknownType }
      : type;
  if (wanted) requireFit(at, node, left, wanted);
  return type;
}

/** Of very many literals only what they are: a type that lists a dictionary says no more than `string`. */
function withFewLiterals(type: Type): Type {
  if (type.kind !== "union" || type.members.length <= MOST_MEMBERS) return type;
  return join(type.members.map((member) => (member.kind === "literal" ? widened(member) : member)));
}
