import type { Expression, FieldExpression, IndexExpression } from "../../language/ast.ts";
import { suggestNear } from "../../language/suggest.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import {
  fieldNames,
  isUnknown,
  listShape,
  mapValue,
  membersOf,
  readField,
  resolve,
  unknownType,
} from "../types/access.ts";
import { article } from "../types/assign.ts";
import { unionOf } from "../types/union.ts";
import { complain, type Place, sourceOf } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { pathOf } from "./facts.ts";
import { requireFit } from "./fit.ts";
import { isCalledMethod, propertyNames, propertyType } from "./methods.ts";
import { isThought } from "./operators.ts";
import { openedResult } from "./results.ts";
import { asSubject } from "./wording.ts";

const nullType: Type = { kind: "null" };

/** The type of `x.field`, `x?.field`, `xs.length`. */
export function typeOfField(at: Place, node: FieldExpression): Type {
  const of = typeOf(at, node.of);
  const name = node.name.text;
  if (name === "" || isUnknown(resolve(of, at.program.table))) return unknownType;
  if (isThought(at, of)) {
    complain(at, typeProblems.thoughtUsed, node.span, { what: "read" });
    return unknownType;
  }
  const receiver = withoutNull(at, node.of, of, node.optional, `only \`?.\` reads a field of what may be null`);
  if (!receiver) return unknownType;
  const orNull = (type: Type): Type => (receiver.nullable && node.optional ? unionOf([type, nullType]) : type);
  const property = propertyType(at, receiver.type, name);
  if (property) {
    at.program.methods.set(node, property.name);
    return narrowed(at, node, orNull(property.type));
  }
  const read = readField(receiver.type, name, at.program.table);
  if (read.ok) return narrowed(at, node, orNull(read.type));
  refuseField(at, node, receiver.type, read.in, read.names);
  return unknownType;
}

function refuseField(at: Place, node: FieldExpression, type: Type, member: Type, names: readonly string[]): void {
  const { table } = at.program;
  const name = node.name.text;
  const source = sourceOf(at, node.of.span);
  const known = resolve(member, table);
  let mend: string | undefined;
  if (openedResult(type, table))
    mend = `It is what a \`try\` gave: check it first, \`if ${source}.ok { … }\`, or write \`${source} ?? …\`.`;
  else if (isCalledMethod(at, type, name)) mend = `It is called: \`${source}.${name}(…)\`.`;
  else if (known.kind === "map") mend = `A map's value is written \`${source}[${JSON.stringify(name)}]\`.`;
  else if (known.kind === "list" && fieldNames(known.element, table).includes(name)) {
    mend = `It is a list: take one of it, or all:\n    for each in ${source} { each.${name} }`;
  } else if (membersOf(type, table).length > 1 && known.kind === "record") {
    mend = `Only some of what it can be has it: tell them apart with \`match\` or \`if\`.`;
  }
  const nearest = suggestNear(name, [...names, ...propertyNames(at, type)]);
  const of = membersOf(type, table).length > 1 ? member : type;
  complain(at, typeProblems.unknownField, node.name.span, { name, of: asSubject(of), nearest, mend });
}

/** The type of `xs[0]`, `map["key"]`. */
export function typeOfIndex(at: Place, node: IndexExpression): Type {
  const { table } = at.program;
  const of = typeOf(at, node.of);
  const known = resolve(of, table);
  if (isUnknown(known)) {
    typeOf(at, node.index);
    return unknownType;
  }
  const receiver = withoutNull(at, node.of, of, false, "null has no elements");
  if (!receiver) return unknownType;
  if (known.kind === "json") {
    typeOf(at, node.index);
    complain(at, typeProblems.uncheckedJson, node.of.span);
    return unknownType;
  }
  const value = mapValue(receiver.type, table);
  if (value) {
    requireFit(at, node.index, typeOf(at, node.index), { type: { kind: "string" }, taker: "a map's key is" });
    return narrowed(at, node, unionOf([value, nullType]));
  }
  const list = listShape(receiver.type, table);
  if (list) {
    const index = typeOf(at, node.index);
    if (index.kind === "literal" && typeof index.value === "number" && index.value < 0) {
      const mend = index.value === -1 ? `The last element is \`${sourceOf(at, node.of.span)}.last\`.` : undefined;
      const edit = mend && { span: { start: node.of.span.end, end: node.span.end }, text: ".last" };
      const why = "Elements are counted from 0.";
      complain(at, typeProblems.wrongBounds, node.index.span, { why, mend, ...(edit && { edit }) });
      return unknownType;
    }
    requireFit(at, node.index, index, { type: { kind: "number", integer: true }, taker: "an index is" });
    return narrowed(at, node, isProven(at, index, list.min) ? list.element : unionOf([list.element, nullType]));
  }
  const index = typeOf(at, node.index);
  const field = index.kind === "literal" && typeof index.value === "string" ? index.value : undefined;
  // A field whose name is no word can be read in no other way.
  const quoted =
    field !== undefined && !/^[A-Za-z_]\w*$/.test(field) ? readField(receiver.type, field, table) : undefined;
  if (quoted?.ok) return narrowed(at, node, quoted.type);
  const mend =
    known.kind === "record" && field !== undefined ? `A record's field is written \`.${field}\`.` : undefined;
  complain(at, typeProblems.notIndexable, node.of.span, { found: article(of), mend });
  return unknownType;
}

/** Whether an index is below the length that a list has at least. */
function isProven(at: Place, index: Type, least: number): boolean {
  const known = resolve(index, at.program.table);
  if (known.kind === "literal") return typeof known.value === "number" && known.value < least;
  return known.kind === "number" && (known.min ?? -1) >= 0 && (known.max ?? Number.POSITIVE_INFINITY) < least;
}

/** What a value is besides null; reports it where null can't go. */
export function withoutNull(
  at: Place,
  node: Expression,
  type: Type,
  allowed: boolean,
  what: string,
): { readonly type: Type; readonly nullable: boolean } | undefined {
  const { table } = at.program;
  const members = membersOf(type, table);
  const rest = members.filter((member) => resolve(member, table).kind !== "null");
  const nullable = rest.length < members.length;
  if (nullable && !allowed) {
    const source = sourceOf(at, node.span);
    const mend = `Check it first, \`if ${source} != null { … }\`, or give another value, \`${source} ?? …\`.`;
    complain(at, typeProblems.mayBeNull, node.span, { what, mend });
    return undefined;
  }
  return { type: nullable ? unionOf(rest) : type, nullable };
}

/** What a path is known to be here, or `type`. */
export function narrowed(at: Place, node: Expression, type: Type): Type {
  const path = pathOf(at.program, node);
  return (path === undefined ? undefined : at.facts.get(path)) ?? type;
}
