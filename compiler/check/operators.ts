import type { BinaryExpression, Expression, UnaryExpression } from "../../language/ast.ts";
import type { Edit } from "../../language/diagnostic.ts";
import { typeProblems } from "../diagnostics/types.ts";
import type { Type } from "../graph/type.ts";
import { isUnknown, membersOf, resolve, unknownType } from "../types/access.ts";
import { article } from "../types/assign.ts";
import { withoutNull } from "../types/narrow.ts";
import { canEqual } from "../types/overlap.ts";
import { join } from "../types/union.ts";
import { complain, type Place, sourceOf } from "./checking.ts";
import { typeOf } from "./expressions.ts";
import { factsWhen } from "./narrow.ts";
import { openedResult } from "./results.ts";
import { asSubject } from "./wording.ts";

const bool: Type = { kind: "bool" };

/** What was probably meant by an operand of the wrong kind. */
interface Meant {
  readonly mend?: string;
  readonly edit?: Edit | undefined;
}

/** The type of `!a` or `-a`. */
export function typeOfUnary(at: Place, node: UnaryExpression): Type {
  const operand = typeOf(at, node.operand);
  if (node.operator === "!") {
    requireBool(at, node.operand, operand, "!");
    return operand.kind === "literal" && typeof operand.value === "boolean"
      ? { kind: "literal", value: !operand.value }
      : bool;
  }
  if (!requireKind(at, node.operand, operand, ["number"], "-", "a number")) return unknownType;
  return operand.kind === "literal" && typeof operand.value === "number"
    ? { kind: "literal", value: -operand.value }
    : { kind: "number", integer: isWhole(at, operand) };
}

/** The type of an expression with an operator between two others. */
export function typeOfBinary(at: Place, node: BinaryExpression): Type {
  switch (node.operator) {
    case "&&":
    case "||": {
      requireBool(at, node.left, typeOf(at, node.left), node.operator);
      const facts = factsWhen(at.program, at.facts, node.left, node.operator === "&&");
      requireBool(at, node.right, typeOf({ ...at, facts }, node.right), node.operator);
      return bool;
    }
    case "??":
      return typeOfOther(at, node);
    case "==":
    case "!=":
      return typeOfEquality(at, node);
    case "<":
    case "<=":
    case ">":
    case ">=":
      typeOfPair(at, node, "two numbers or two strings");
      return bool;
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return typeOfArithmetic(at, node);
    default:
      return node.operator satisfies never;
  }
}

/** `a ?? b`: what `a` can be besides null and a failed result, or `b`. */
function typeOfOther(at: Place, node: BinaryExpression): Type {
  const { table } = at.program;
  const left = typeOf(at, node.left);
  const right = typeOf(at, node.right);
  if (isUnknown(resolve(left, table))) return unknownType;
  const value = openedResult(left, table) ?? left;
  const members = membersOf(value, table).map((member) => resolve(member, table).kind);
  if (value === left && !members.includes("null") && !members.includes("json")) {
    const edit = { span: { start: node.left.span.end, end: node.span.end }, text: "" };
    complain(at, typeProblems.neverNull, node.left.span, { found: article(left), edit });
  }
  return join([withoutNull(value, table), right]);
}

function typeOfEquality(at: Place, node: BinaryExpression): Type {
  const left = typeOf(at, node.left);
  const right = typeOf(at, node.right);
  const thought = [node.left, node.right].find((_, i) => isThought(at, i === 0 ? left : right));
  if (thought) complain(at, typeProblems.thoughtUsed, thought.span, { what: "compared" });
  else if (!canEqual(left, right, at.program.table)) {
    complain(at, typeProblems.neverEqual, node.span, { left: asSubject(left), right: article(right) });
  }
  return bool;
}

function typeOfArithmetic(at: Place, node: BinaryExpression): Type {
  const { operator } = node;
  const kind = typeOfPair(at, node, operator === "+" ? "two numbers or two strings" : "numbers", operator === "+");
  if (kind === undefined) return unknownType;
  if (kind === "string") return { kind: "string" };
  const types = [node.left, node.right].map((side) => at.program.types.get(side) ?? unknownType);
  return { kind: "number", integer: operator !== "/" && types.every((type) => isWhole(at, type)) };
}

/** Checks that both sides are numbers, or both strings where those go too. */
function typeOfPair(at: Place, node: BinaryExpression, takes: string, strings = true): "number" | "string" | undefined {
  const left = typeOf(at, node.left);
  const right = typeOf(at, node.right);
  const kinds = strings ? (["number", "string"] as const) : (["number"] as const);
  if (!requireKind(at, node.left, left, kinds, node.operator, takes, betweenTwo(at, node))) return undefined;
  const kind = kindOf(at, left);
  if (kind === undefined) return undefined;
  const both = kind === "number" ? "two numbers" : "two strings";
  const joinedText = node.operator === "+" ? joinedInText(at, node) : undefined;
  if (!requireKind(at, node.right, right, [kind], node.operator, both, { edit: joinedText })) return undefined;
  return kind;
}

/** Checks an operand that must be a bool. */
export function requireBool(at: Place, node: Expression, type: Type, operator: string): void {
  requireKind(at, node, type, ["bool"], operator, "a bool");
}

function requireKind(
  at: Place,
  node: Expression,
  type: Type,
  kinds: readonly ("number" | "string" | "bool")[],
  operator: string,
  takes: string,
  meant: Meant = {},
): boolean {
  const members = membersOf(type, at.program.table).map((member) => resolve(member, at.program.table));
  if (members.some(isUnknown) || members.length === 0) return true;
  const kind = kinds.find((each) => members.every((member) => isKind(member, each)));
  if (kind) return true;
  const nullable = members.some((member) => member.kind === "null") && members.length > 1;
  const mend = nullable
    ? `It may be null: write \`${sourceOf(at, node.span)} ?? …\`, or check it first.`
    : (meant.mend ?? mendOf(operator, kinds, members));
  const edit = nullable ? undefined : (meant.edit ?? comparedWith(at, node, operator, kinds, members));
  complain(at, typeProblems.wrongOperand, node.span, { operator, takes, found: article(type), mend, edit });
  return false;
}

/** A list or text that stands where a bool is needed, compared with the empty one. */
function comparedWith(
  at: Place,
  node: Expression,
  operator: string,
  kinds: readonly string[],
  members: readonly Type[],
): Edit | undefined {
  if (kinds[0] !== "bool" || !["name", "field", "index", "call"].includes(node.kind)) return undefined;
  const isList = members.every((member) => member.kind === "list");
  if (!isList && !members.every((member) => isKind(member, "string"))) return undefined;
  const compared = `${sourceOf(at, node.span)}${isList ? ".length > 0" : ' != ""'}`;
  return { span: node.span, text: operator === "!" ? `(${compared})` : compared };
}

const orders: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);

/** `1 < n < 3` as `1 < n && n < 3`. */
function betweenTwo(at: Place, { left, operator, span }: BinaryExpression): Meant {
  if (left.kind !== "binary" || !orders.has(operator) || !orders.has(left.operator)) return {};
  const middle = left.right;
  // Whatever else it is, it may not be run twice.
  if (!["name", "field", "number"].includes(middle.kind)) return {};
  const second = `${sourceOf(at, middle.span)} ${sourceOf(at, { start: left.span.end, end: span.end }).trim()}`;
  const text = `${sourceOf(at, left.span)} && ${second}`;
  return { mend: `Two comparisons are joined with \`&&\`: \`${text}\`.`, edit: { span, text } };
}

/** `"a" + b` as `"a${b}"`, where one side is a quoted text and the other has one. */
function joinedInText(at: Place, { left, right, span }: BinaryExpression): Edit | undefined {
  const [text, value] = left.kind === "text" ? [left, right] : [right, left];
  if (text.kind !== "text" || text.block || value.kind === "text") return undefined;
  const members = membersOf(at.program.types.get(value) ?? unknownType, at.program.table);
  const hasText = members.every(
    (member) => !["null", "thought", "never"].includes(resolve(member, at.program.table).kind),
  );
  if (!hasText) return undefined;
  const inner = sourceOf(at, text.span).slice(1, -1);
  const filled = `\${${sourceOf(at, value.span)}}`;
  return { span, text: text === left ? `"${inner}${filled}"` : `"${filled}${inner}"` };
}

function mendOf(operator: string, kinds: readonly string[], members: readonly Type[]): string | undefined {
  if (kinds[0] === "bool") {
    if (members.every((member) => member.kind === "list")) return "Ask for its length: `.length > 0`.";
    return members.every((member) => isKind(member, "string")) ? 'Compare it: `!= ""`.' : undefined;
  }
  return operator === "+" ? 'To put a value into a text write `"…${value}…"`.' : undefined;
}

function kindOf(at: Place, type: Type): "number" | "string" | undefined {
  const members = membersOf(type, at.program.table).map((member) => resolve(member, at.program.table));
  return (["number", "string"] as const).find((kind) => members.every((member) => isKind(member, kind)));
}

function isKind(type: Type, kind: "number" | "string" | "bool"): boolean {
  if (type.kind === kind) return true;
  return type.kind === "literal" && typeof type.value === (kind === "bool" ? "boolean" : kind);
}

function isWhole(at: Place, type: Type): boolean {
  return membersOf(type, at.program.table).every((member) => {
    const known = resolve(member, at.program.table);
    return known.kind === "number" ? known.integer : known.kind === "literal" && Number.isInteger(known.value);
  });
}

/** Whether a type is `thought`, of which there is no text and no comparison. */
export function isThought(at: Pick<Place, "program">, type: Type): boolean {
  return resolve(type, at.program.table).kind === "thought";
}
