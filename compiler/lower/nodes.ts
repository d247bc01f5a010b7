import type { Expression } from "../../language/ast.ts";
import type { Expr } from "../graph/expression.ts";
import type { Node, NodeId } from "../graph/graph.ts";
import { lowerCall } from "./calls.ts";
import { lowerEither, lowerFor, lowerIf, lowerMatch, lowerOther } from "./conditions.ts";
import { lowerPure, nullValue, type Use } from "./expressions.ts";
import { lowerFrom } from "./from.ts";
import { besideOf, insideOf, makeId, placeOf, type Region, temporary } from "./lowering.ts";
import { lowerBody } from "./statements.ts";
import { lowerTopology } from "./topologies.ts";

/** What every node has: its id, its place, and the name of its value where that is asked for. */
export interface NodeHead {
  readonly id: NodeId;
  readonly at: Node["at"];
  readonly bind?: string;
}

/** Begins a node: its label is the name it binds, else `label`. */
export function beginNode(region: Region, node: Expression, label: string, use: Use): NodeHead {
  const id = makeId(region, use.kind === "bind" ? use.name : label);
  const at = placeOf(region.module, node.span);
  if (use.kind === "run") return { id, at };
  return { id, at, bind: use.kind === "bind" ? use.name : temporary(region) };
}

/** Adds a node to its block and gives its value. */
export function addNode(region: Region, node: Node): Expr {
  region.nodes.push(node);
  return node.bind === undefined ? nullValue : { op: "name", name: node.bind };
}

/** Lowers an expression in which something runs. */
export function lowerRunning(region: Region, node: Expression, use: Use): Expr {
  switch (node.kind) {
    case "call":
      if (node.callee.kind === "field") break;
      return lowerCall(region, node, use);
    case "from":
      return lowerFrom(region, node, use);
    case "think":
      return lowerRunning({ ...region, think: node.steps.kind === "number" ? node.steps.value : 1 }, node.operand, use);
    case "try": {
      const head = beginNode(region, node, "try", use);
      return addNode(region, { kind: "try", ...head, body: lowerBody(insideOf(region, head.id), node.operand) });
    }
    case "ask": {
      const prompt = lowerPure(region, node.prompt);
      const type = region.program.types.idOf(region.program.checked.written.get(node.type) ?? { kind: "json" });
      return addNode(region, { kind: "ask", ...beginNode(region, node, "ask", use), type, prompt });
    }
    case "if":
      return lowerIf(region, node, use);
    case "match":
      return lowerMatch(region, node, use);
    case "for":
      return lowerFor(region, node, use);
    case "binary":
      if (node.operator === "&&" || node.operator === "||") return lowerEither(region, node, use);
      if (node.operator === "??") return lowerOther(region, node, use);
      break;
    case "parallel":
    case "chain":
    case "fanout":
    case "dag":
    case "diverge":
    case "race":
    case "reduce":
    case "repeat":
      return lowerTopology(region, node, use);
    default:
  }
  // What runs in it has become nodes; what is left is pure.
  return lowerPure(region, node);
}

/** The block of an expression: its nodes, then its value. */
export function besideBody(region: Region, node: Expression) {
  return lowerBody(besideOf(region), node);
}
