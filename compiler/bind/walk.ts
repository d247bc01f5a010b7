import type { Block, Expression, Statement } from "../../language/ast.ts";

/** What stands directly inside an expression: expressions, and blocks of statements. */
export function partsOf(node: Expression): readonly (Expression | Block)[] {
  switch (node.kind) {
    case "number":
    case "duration":
    case "boolean":
    case "null":
    case "name":
    case "missing":
      return [];
    case "text":
      return node.parts.flatMap((part) => (part.kind === "interpolation" ? [part.value] : []));
    case "record":
      return node.entries.map((entry) => entry.value);
    case "list":
      return node.items.map((item) => (item.kind === "spread" ? item.value : item));
    case "field":
      return [node.of];
    case "index":
      return [node.of, node.index];
    case "call":
      return [node.callee, ...node.arguments.map((argument) => argument.value)];
    case "unary":
    case "try":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "if":
      return [node.condition, node.consequent, ...(node.otherwise ? [node.otherwise] : [])];
    case "match":
      return [node.subject, ...node.arms.map((arm) => arm.value)];
    case "for":
      return [node.list, ...(node.condition ? [node.condition] : []), node.body];
    case "from":
      return [node.operand, node.source];
    case "think":
      return [node.steps, node.operand];
    case "ask":
      return [node.prompt];
    case "rate":
      return [node.count, node.per];
    case "parallel":
    case "chain":
      return node.over.kind === "list-form"
        ? [node.over.list, node.over.body]
        : node.over.entries.map((entry) => entry.value);
    case "fanout":
      return [node.survey, node.each.list, node.each.body];
    case "dag":
      return node.entries.map((entry) => entry.value);
    case "diverge":
      return [node.count, node.body, node.by];
    case "race":
      return node.branches;
    case "reduce":
      return [node.list, node.by, node.body];
    case "repeat":
      return [node.count, node.first, node.body];
    default:
      return node satisfies never;
  }
}

/** The expressions of a statement. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  return statement.kind === "spine" ? statement.properties.map((property) => property.value) : [statement.value];
}

/** Visits an expression or block and all that is in it, outside first; `false` leaves out what is inside. */
export function walk(node: Expression | Block, visit: (node: Expression | Statement) => boolean | undefined): void {
  if (node.kind === "block") {
    for (const statement of node.statements) {
      if (visit(statement) === false) continue;
      for (const each of expressionsOf(statement)) walk(each, visit);
    }
  } else if (visit(node) !== false) {
    for (const part of partsOf(node)) walk(part, visit);
  }
}
