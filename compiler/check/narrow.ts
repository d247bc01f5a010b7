import type { BinaryExpression, BinaryOperator, Expression } from "../../language/ast.ts";
import type { Type } from "../graph/type.ts";
import { listShape, membersOf, resolve } from "../types/access.ts";
import { type Knowledge, narrow, narrowAt } from "../types/narrow.ts";
import { unionOf } from "../types/union.ts";
import type { CheckTables } from "./checking.ts";
import { type Facts, pathOf, withFact } from "./facts.ts";

/** What is known where `condition`, which has been checked, was true (or was false). */
export function factsWhen(program: CheckTables, facts: Facts, condition: Expression, truth: boolean): Facts {
  switch (condition.kind) {
    case "unary":
      return condition.operator === "!" ? factsWhen(program, facts, condition.operand, !truth) : facts;
    case "binary":
      return factsOfOperator(program, facts, condition, truth);
    case "name":
    case "field":
    case "index":
      return learn(program, facts, condition, { is: [truth] });
    default:
      return facts;
  }
}

function factsOfOperator(program: CheckTables, facts: Facts, node: BinaryExpression, truth: boolean): Facts {
  const { operator, left, right } = node;
  switch (operator) {
    case "&&":
    case "||": {
      // Only one outcome says something of both sides.
      if (truth !== (operator === "&&")) return facts;
      return factsWhen(program, factsWhen(program, facts, left, truth), right, truth);
    }
    case "==":
    case "!=": {
      const equal = truth === (operator === "==");
      const known = learnEqual(program, learnEqual(program, facts, left, right, equal), right, left, equal);
      return learnLength(program, known, node, truth);
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      return learnLength(program, facts, node, truth);
    default:
      return facts;
  }
}

function learnEqual(program: CheckTables, facts: Facts, path: Expression, other: Expression, equal: boolean): Facts {
  const type = program.types.get(other);
  const known = type && resolve(type, program.table);
  if (known?.kind !== "null" && known?.kind !== "literal") return facts;
  const value = known.kind === "null" ? null : known.value;
  return learn(program, facts, path, equal ? { is: [value] } : { not: [value] });
}

/** Adds what is known of a path, and what it tells of the records on the way to it. */
export function learn(program: CheckTables, facts: Facts, node: Expression, knowledge: Knowledge): Facts {
  let known = refine(program, facts, node, (type) => narrow(type, knowledge, program.table));
  const names: string[] = [];
  for (let at = node; at.kind === "field" && !program.methods.has(at); at = at.of) {
    names.unshift(at.name.text);
    const path = [...names];
    known = refine(program, known, at.of, (type) => narrowAt(type, path, knowledge, program.table));
  }
  return known;
}

/** Replaces what is known of a path; nothing left would be a mistake reported elsewhere, and is no knowledge. */
function refine(program: CheckTables, facts: Facts, node: Expression, change: (type: Type) => Type): Facts {
  const path = pathOf(program, node);
  const type = (path === undefined ? undefined : facts.get(path)) ?? program.types.get(node);
  if (path === undefined || !type) return facts;
  const left = change(type);
  return left.kind === "never" || left === type ? facts : withFact(facts, path, left);
}

/** `xs.length > 0` and its like narrow the bounds of a list. */
function learnLength(program: CheckTables, facts: Facts, node: BinaryExpression, truth: boolean): Facts {
  const turned = wholeNumber(node.left) !== undefined;
  const [subject, bound] = turned ? [node.right, wholeNumber(node.left)] : [node.left, wholeNumber(node.right)];
  if (bound === undefined || subject.kind !== "field" || program.methods.get(subject) !== "length") return facts;
  const operator = turned ? (mirrored[node.operator] ?? node.operator) : node.operator;
  const range = rangeWhere(truth ? operator : opposite[operator], bound);
  if (!range) return facts;
  return refine(program, facts, subject.of, (type) => {
    const members = membersOf(type, program.table).map((member): Type => {
      const shape = listShape(member, program.table);
      if (!shape) return member;
      const min = Math.max(shape.min, range.min);
      const max = Math.min(shape.max ?? Number.POSITIVE_INFINITY, range.max);
      if (min > max) return { kind: "never" };
      return { kind: "list", element: shape.element, ...(min > 0 && { min }), ...(Number.isFinite(max) && { max }) };
    });
    return unionOf(members);
  });
}

function wholeNumber(node: Expression): number | undefined {
  return node.kind === "number" && Number.isInteger(node.value) ? node.value : undefined;
}

const mirrored: Partial<Record<BinaryOperator, BinaryOperator>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

const opposite: Partial<Record<BinaryOperator, BinaryOperator>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

/** The lengths of which `length operator n` is true. */
function rangeWhere(operator: BinaryOperator | undefined, n: number): { min: number; max: number } | undefined {
  const most = Number.POSITIVE_INFINITY;
  switch (operator) {
    case ">=":
      return { min: n, max: most };
    case ">":
      return { min: n + 1, max: most };
    case "<=":
      return { min: 0, max: n };
    case "<":
      return { min: 0, max: n - 1 };
    case "==":
      return { min: n, max: n };
    case "!=":
      return n === 0 ? { min: 1, max: most } : undefined;
    default:
      return undefined;
  }
}
