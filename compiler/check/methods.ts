import type { CallExpression, Expression, FieldExpression } from "../../language/ast.ts";
import { suggestNear } from "../../language/suggest.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { MethodName } from "../graph/expression.ts";
import type { NumberType, Type, TypeTable } from "../graph/type.ts";
import { isUnknown, type ListShape, listShape, mapValue, membersOf, resolve, unknownType } from "../types/access.ts";
import { article, textBounds } from "../types/assign.ts";
import { unionOf } from "../types/union.ts";
import { withoutNull } from "./access.ts";
import { complain, type Place, sourceOf } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { requireFit } from "./fit.ts";
import { listMethodType } from "./list-methods.ts";
import { asSubject } from "./wording.ts";

const int: NumberType = { kind: "number", integer: true };
const string: Type = { kind: "string" };

/** What has methods, and which. */
export type Receiver =
  | { readonly kind: "list"; readonly shape: ListShape }
  | { readonly kind: "string" }
  | { readonly kind: "map" };

/** Methods that are read like fields, without brackets. */
const properties: Readonly<Record<Receiver["kind"], readonly MethodName[]>> = {
  list: ["length", "first", "last"],
  string: ["length"],
  map: ["keys"],
};

const called: Readonly<Record<Receiver["kind"], readonly MethodName[]>> = {
  list: ["take", "sort", "unique", "flatten", "contains", "chunks", "join"],
  string: ["lines", "split", "trim", "contains", "chunks"],
  map: [],
};

function receiverOf(type: Type, table: TypeTable): Receiver | undefined {
  const shape = listShape(type, table);
  if (shape) return { kind: "list", shape };
  if (mapValue(type, table)) return { kind: "map" };
  const members = membersOf(type, table).map((member) => resolve(member, table));
  return members.length > 0 && members.every(isText) ? { kind: "string" } : undefined;
}

/** The type of a method that is read like a field; undefined where `type` has none of that name. */
export function propertyType(at: Place, type: Type, name: string): { name: MethodName; type: Type } | undefined {
  const receiver = receiverOf(type, at.program.table);
  const method = receiver && properties[receiver.kind].find((each) => each === name);
  if (!receiver || !method) return undefined;
  if (receiver.kind === "map") return { name: method, type: { kind: "list", element: string } };
  if (receiver.kind === "string") return { name: method, type: lengthOfText(at, type) };
  const { element, min, max } = receiver.shape;
  if (method === "length") return { name: method, type: { ...int, min, ...(max !== undefined && { max }) } };
  return { name: method, type: min > 0 ? element : unionOf([element, { kind: "null" }]) };
}

/** The methods of a type: those that are read like fields, and those that take brackets. */
export function methodsOf(
  type: Type,
  table: TypeTable,
): { readonly read: readonly MethodName[]; readonly called: readonly MethodName[] } {
  const receiver = receiverOf(type, table);
  return receiver ? { read: properties[receiver.kind], called: called[receiver.kind] } : { read: [], called: [] };
}

/** The names that `type` has besides its fields. */
export function propertyNames(at: Place, type: Type): readonly string[] {
  const { read, called } = methodsOf(type, at.program.table);
  return [...read, ...called];
}

/** Whether `type` has a method of that name which takes brackets. */
export function isCalledMethod(at: Place, type: Type, name: string): boolean {
  return methodsOf(type, at.program.table).called.some((each) => each === name);
}

/** The type of `xs.take(3)`, `text.trim()` and their like. */
export function typeOfMethodCall(at: Place, node: CallExpression, callee: FieldExpression): Type {
  const of = typeOf(at, callee.of);
  const name = callee.name.text;
  const giveUp = (): Type => {
    for (const argument of node.arguments) typeOf(at, argument.value);
    return unknownType;
  };
  if (name === "" || isUnknown(resolve(of, at.program.table))) return giveUp();
  const whole = withoutNull(at, callee.of, of, false, "null has no methods");
  if (!whole) return giveUp();
  const receiver = receiverOf(whole.type, at.program.table);
  if (!receiver && resolve(whole.type, at.program.table).kind === "json") {
    complain(at, typeProblems.uncheckedJson, callee.of.span);
    return giveUp();
  }
  if (!receiver) {
    complain(at, typeProblems.unknownField, callee.name.span, { name: `${name}()`, of: asSubject(of) });
    return giveUp();
  }
  const known = called[receiver.kind].find((each) => each === name);
  if (!known) {
    const source = sourceOf(at, callee.of.span);
    if (properties[receiver.kind].some((each) => each === name)) {
      const mend = `Write \`${source}.${name}\`.`;
      const edit = { span: { start: callee.span.end, end: node.span.end }, text: "" };
      complain(at, typeProblems.wrongMethod, node.span, { what: `\`${name}\` takes no brackets.`, mend, edit });
    } else {
      const nearest = suggestNear(name, called[receiver.kind]);
      complain(at, typeProblems.unknownField, callee.name.span, {
        name: `${name}()`,
        of: asSubject(of),
        nearest,
      });
    }
    return giveUp();
  }
  at.program.methods.set(callee, known);
  return receiver.kind === "list" ? listMethodType(at, node, known, receiver.shape) : textMethodType(at, node, known);
}

function textMethodType(at: Place, node: CallExpression, name: MethodName): Type {
  switch (name) {
    case "trim":
      takeArguments(at, node, name, []);
      return string;
    case "lines":
      takeArguments(at, node, name, []);
      return { kind: "list", element: string };
    case "contains":
      takeArguments(at, node, name, [string]);
      return { kind: "bool" };
    case "chunks":
      takeArguments(at, node, name, [{ ...int, min: 1 }]);
      return { kind: "list", element: string };
    default:
      takeArguments(at, node, name, [string]);
      return { kind: "list", element: string };
  }
}

/** Checks the arguments of a method, which has no names for them; gives their types. */
export function takeArguments(
  at: Place,
  node: CallExpression,
  name: MethodName,
  wanted: readonly Type[],
): readonly { readonly type: Type; readonly node: Expression }[] {
  const given = node.arguments.map((argument) => ({ type: typeOf(at, argument.value), node: argument.value }));
  if (given.length !== wanted.length || node.arguments.some((argument) => argument.name)) {
    const takes =
      wanted.length === 0 ? "nothing in its brackets" : `one value in its brackets, ${article(wanted[0] ?? string)}`;
    const mend = wanted.length === 0 ? `Write \`.${name}()\`.` : `Write \`.${name}(…)\`.`;
    complain(at, typeProblems.wrongMethod, node.span, { what: `\`${name}\` takes ${takes}.`, mend });
    return [];
  }
  given.forEach(({ type, node: argument }, i) => {
    requireFit(at, argument, type, { type: wanted[i] ?? unknownType, taker: `\`${name}\` takes` });
  });
  return given;
}

function lengthOfText(at: Place, type: Type): Type {
  const known = resolve(type, at.program.table);
  return { ...int, ...(known.kind === "string" ? textBounds(known) : { min: 0 }) };
}

function isText(type: Type): boolean {
  return type.kind === "string" || (type.kind === "literal" && typeof type.value === "string");
}
