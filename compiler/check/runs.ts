import type { Block, Expression } from "../../language/ast.ts";
import { walk } from "../bind/walk.ts";

/** Whether something runs in an expression or block: an agent, tool, flow or person is asked, or a statement acts. */
export function runsSomething(node: Expression | Block): boolean {
  let found = false;
  walk(node, (each) => {
    switch (each.kind) {
      case "call":
        // A method is no call of anybody.
        if (each.callee.kind !== "field") found = true;
        break;
      case "ask":
      case "return":
      case "break":
      case "share":
      case "expect":
      case "spine":
      case "mock":
      case "missing":
        found = true;
        break;
      case "let":
        // Its check may fail.
        if (each.type) found = true;
        break;
      default:
    }
    return !found;
  });
  return found;
}
