import type { Block, Expression } from "../../language/ast.ts";
import { partsOf } from "../bind/walk.ts";

/** Whether an expression can stay one in the graph: it calls nobody, and its blocks are single expressions. */
export function isPure(node: Expression): boolean {
  switch (node.kind) {
    case "call":
      return node.callee.kind === "field" && partsOf(node).every(isPurePart);
    case "from":
    case "try":
    case "think":
    case "ask":
    case "parallel":
    case "chain":
    case "fanout":
    case "dag":
    case "diverge":
    case "race":
    case "reduce":
    case "repeat":
      return false;
    case "if":
      return node.otherwise !== undefined && partsOf(node).every(isPurePart);
    default:
      return partsOf(node).every(isPurePart);
  }
}

function isPurePart(part: Expression | Block): boolean {
  return part.kind === "block" ? valueOfBlock(part) !== undefined : isPure(part);
}

/** The expression that a block consists of, if it is one that can stay an expression. */
export function valueOfBlock(block: Block): Expression | undefined {
  const [only, ...more] = block.statements;
  return only?.kind === "expression" && more.length === 0 && isPure(only.value) ? only.value : undefined;
}
