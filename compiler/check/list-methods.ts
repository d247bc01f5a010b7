import type { CallExpression } from "../../language/ast.ts";
import { suggestNear } from "../../language/suggest.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { MethodName } from "../graph/expression.ts";
import type { ListType, Type } from "../graph/type.ts";
import {
  fieldNames,
  isUnknown,
  type ListShape,
  listShape,
  membersOf,
  readField,
  resolve,
  unknownType,
} from "../types/access.ts";
import { article } from "../types/assign.ts";
import { canEqual } from "../types/overlap.ts";
import { complain, type Place } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { takeArguments } from "./methods.ts";
import { asSubject } from "./wording.ts";

const string: Type = { kind: "string" };

/** The type of a method call on a list: what is known of its length is carried along. */
export function listMethodType(at: Place, node: CallExpression, name: MethodName, shape: ListShape): Type {
  const { element, min, max = Number.POSITIVE_INFINITY } = shape;
  switch (name) {
    case "take": {
      const n = countArgument(at, node, name, 0);
      return n === undefined ? listOf(element, 0, max) : listOf(element, Math.min(min, n), Math.min(max, n));
    }
    case "chunks": {
      const n = countArgument(at, node, name, 1) ?? 1;
      const chunk = listOf(element, 1, countOf(node) === undefined ? Number.POSITIVE_INFINITY : n);
      return listOf(chunk, Math.ceil(min / n), Math.ceil(max / n));
    }
    case "unique":
      takeArguments(at, node, name, []);
      return listOf(element, Math.min(min, 1), max);
    case "sort":
      checkSort(at, node, element);
      return listOf(element, min, max);
    case "flatten":
      return flattened(at, node, shape);
    case "contains": {
      const [argument] = takeArguments(at, node, name, [unknownType]);
      if (argument && !canEqual(argument.type, element, at.program.table)) {
        const left = `An element, ${article(element)},`;
        complain(at, typeProblems.neverEqual, argument.node.span, { left, right: article(argument.type) });
      }
      return { kind: "bool" };
    }
    default:
      checkJoin(at, node, element);
      return string;
  }
}

function listOf(element: Type, min: number, max: number): ListType {
  return { kind: "list", element, ...(min > 0 && { min }), ...(Number.isFinite(max) && { max }) };
}

/** Checks the number in the brackets; gives it where it is written out. */
function countArgument(at: Place, node: CallExpression, name: MethodName, least: number): number | undefined {
  const count = countOf(node);
  if (count !== undefined && count < least) {
    const why = `\`${name}\` takes a whole number from ${least}.`;
    complain(at, typeProblems.wrongBounds, node.arguments[0]?.value.span ?? node.span, { why });
    return undefined;
  }
  takeArguments(at, node, name, [{ kind: "number", integer: true }]);
  return count;
}

function countOf(node: CallExpression): number | undefined {
  const value = node.arguments[0]?.value;
  if (value?.kind === "number" && Number.isInteger(value.value)) return value.value;
  const negative = value?.kind === "unary" && value.operand.kind === "number" ? value.operand : undefined;
  return negative && -negative.value;
}

/** `.sort("field")`: every element has the field, and its values can be put in order. */
function checkSort(at: Place, node: CallExpression, element: Type): void {
  if (membersOf(element, at.program.table).every((member) => isPlain(resolve(member, at.program.table)))) {
    for (const { value } of node.arguments) typeOf(at, value);
    const what = `\`sort("field")\` is for lists of records, and an element of this one is ${article(element)}.`;
    const mend = 'Make records of them first:\n    (for x in xs { { value: x } }).sort("value")';
    complain(at, typeProblems.wrongMethod, node.span, { what, mend });
    return;
  }
  const [argument] = takeArguments(at, node, "sort", [string]);
  if (!argument || isUnknown(element)) return;
  const { table } = at.program;
  const field = argument.type.kind === "literal" ? String(argument.type.value) : undefined;
  if (field === undefined) {
    const mend = 'Write the field\'s name, `.sort("name")`.';
    complain(at, typeProblems.wrongMethod, argument.node.span, { what: "The field to sort by is written out.", mend });
    return;
  }
  const read = readField(element, field, table);
  if (!read.ok) {
    const nearest = suggestNear(field, fieldNames(element, table));
    complain(at, typeProblems.unknownField, argument.node.span, {
      name: field,
      of: asSubject(element),
      nearest,
    });
    return;
  }
  const kinds = new Set(membersOf(read.type, table).map((member) => orderedKind(resolve(member, table))));
  if (kinds.size === 1 && !kinds.has("other")) return;
  const what = `\`${field}\` is ${article(read.type)}, and only numbers or strings can be put in order.`;
  complain(at, typeProblems.wrongMethod, argument.node.span, { what, mend: "Sort by another field." });
}

/** A value that has no fields, and never is a list. */
function isPlain({ kind }: Type): boolean {
  return kind === "string" || kind === "number" || kind === "bool" || kind === "literal" || kind === "null";
}

function orderedKind(type: Type): string {
  if (type.kind === "never") return "number";
  const kind = type.kind === "literal" ? typeof type.value : type.kind;
  return kind === "number" || kind === "string" ? kind : "other";
}

function flattened(at: Place, node: CallExpression, { element, min, max }: ListShape): Type {
  takeArguments(at, node, "flatten", []);
  const inner = listShape(element, at.program.table);
  if (inner)
    return listOf(
      inner.element,
      min * inner.min,
      (max ?? Number.POSITIVE_INFINITY) * (inner.max ?? Number.POSITIVE_INFINITY),
    );
  if (element.kind !== "never") {
    const what = `\`flatten\` takes a list of lists, and an element of this one is ${article(element)}.`;
    complain(at, typeProblems.wrongMethod, node.span, { what, mend: "Take it away." });
  }
  return listOf(element, min, max ?? Number.POSITIVE_INFINITY);
}

function checkJoin(at: Place, node: CallExpression, element: Type): void {
  takeArguments(at, node, "join", [string]);
  const { table } = at.program;
  const strings = membersOf(element, table).every((member) => {
    const known = resolve(member, table);
    return (
      known.kind === "string" || known.kind === "never" || (known.kind === "literal" && typeof known.value === "string")
    );
  });
  if (strings) return;
  const what = `\`join\` takes a list of strings, and an element of this one is ${article(element)}.`;
  const mend = 'Make strings of them first:\n    for x in xs { "${x}" }';
  complain(at, typeProblems.wrongMethod, node.span, { what, mend });
}
