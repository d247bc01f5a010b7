/** How nodes are written on the page: close to the source, and short. */
import type { Expr } from "../graph/expression.ts";
import type { CallNode, Graph, Node } from "../graph/graph.ts";

export function labelOf(node: Node, graph: Graph): string {
  switch (node.kind) {
    case "agent": {
      const call = `${graph.agents[node.agent]?.name ?? node.agent}(${argumentsText(node)})`;
      return `${node.think === undefined ? "" : `think ${node.think} `}${call}${fromText(node)}`;
    }
    case "tool":
      return `${graph.tools[node.tool]?.name ?? node.tool}(${argumentsText(node)})`;
    case "flow":
      return `${graph.flows[node.flow]?.name ?? node.flow}(${argumentsText(node)})${fromText(node)}`;
    case "share":
      return `share ${node.name ?? exprText(node.value)}`;
    case "parallel":
    case "for":
      return `${node.kind} ${node.name} in ${exprText(node.list)}`;
    case "chain":
      return node.over.kind === "list" ? `chain ${node.over.name} in ${exprText(node.over.list)}` : "chain";
    case "fanout":
      return `fanout ${node.survey.name} each ${node.name} in ${exprText(node.list)}`;
    case "diverge":
      return `diverge ${node.count} by ${node.by.kind}`;
    case "reduce":
      return `reduce ${exprText(node.list)} by ${node.by}`;
    case "repeat":
      return `repeat ${node.count} with ${node.name}`;
    case "let":
    case "check":
      return `let ${node.bind ?? ""}`;
    case "dag":
      return node.entries.some((entry) => entry.needs.length + entry.after.length > 0) ? "dag" : "parallel";
    case "ask":
      return `ask ${exprText(node.prompt)}`;
    case "break":
    case "expect":
    case "if":
    case "match":
    case "race":
    case "return":
    case "spine":
    case "try":
      return node.kind;
  }
}

function fromText(node: CallNode): string {
  return node.from ? ` from ${node.from.kind === "spine" ? "spine" : exprText(node.from.of)}` : "";
}

/** The arguments of a call, in the written order. */
export function argumentsText(node: Node): string {
  return "arguments" in node ? Object.values(node.arguments).map(exprText).join(", ") : "";
}

/** An expression as a name or path where it is one, else as an ellipsis: the page shows the shape, not the program. */
export function exprText(expr: Expr): string {
  switch (expr.op) {
    case "text": {
      const [first, ...rest] = expr.parts;
      return typeof first === "string" && first.length <= 24
        ? JSON.stringify(`${first}${rest.length > 0 ? "…" : ""}`)
        : "…";
    }
    case "name":
      return expr.name.startsWith("$") ? "…" : expr.name;
    case "field":
      return `${exprText(expr.of)}.${expr.name}`;
    case "value": {
      const text = JSON.stringify(expr.value);
      return text.length <= 24 ? text : "…";
    }
    default:
      return "…";
  }
}
