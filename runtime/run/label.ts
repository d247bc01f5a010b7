/**
 * Nodes as a person reads them: what stands in the source, put together again from the graph and shortened to a line.
 */
import type { Expr, Json } from "../../compiler/graph/expression.ts";
import type { Block, Graph, Node } from "../../compiler/graph/graph.ts";

/** A line of the live view has room for this much of a node and of a value. */
const LABEL = 72;
const PREVIEW = 200;

/** A node in one line: `researcher(question)`, `parallel question in plan.questions`, `share plan`. */
export function labelFor(node: Node, graph: Graph): string {
  return shorten(written(node, graph), LABEL);
}

/** A value in one line. */
export function previewOf(value: Json): string {
  return shorten(typeof value === "string" ? value : JSON.stringify(value), PREVIEW);
}

/** The first `most` characters of a text on one line. */
export function shorten(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

function written(node: Node, graph: Graph): string {
  switch (node.kind) {
    case "let":
    case "check":
      return `let ${node.bind ?? ""} = ${show(node.value)}`;
    case "spine":
      return "spine";
    case "share":
      return `share ${node.name ?? show(node.value)}`;
    case "return":
    case "break":
      return `${node.kind} ${show(node.value)}`;
    case "expect":
      return `expect ${node.text}`;
    case "agent":
      return `${node.think === undefined ? "" : `think ${node.think} `}${call(graph.agents[node.agent]?.name, node)}`;
    case "tool":
      return call(graph.tools[node.tool]?.name, node);
    case "flow":
      return call(graph.flows[node.flow]?.name, node);
    case "ask":
      return `ask ${show(node.prompt)}`;
    case "if":
      return `if ${show(node.condition)}`;
    case "match":
      return `match ${show(node.subject)}`;
    case "for":
      return `for ${node.name} in ${show(node.list)}`;
    case "try":
      return `try ${inner(node.body, graph)}`;
    case "parallel":
      return `parallel${bound(node.max)} ${node.name} in ${show(node.list)}`;
    case "chain":
      return node.over.kind === "list" ? `chain ${node.over.name} in ${show(node.over.list)}` : "chain";
    case "fanout":
      return `fanout ${node.survey.name} each ${node.name} in ${show(node.list)}`;
    case "dag":
      return node.entries.some((entry) => entry.needs.length + entry.after.length > 0)
        ? `dag${bound(node.max)}`
        : `parallel${bound(node.max)}`;
    case "diverge":
      return `diverge ${node.count} ${inner(node.body, graph)} by ${node.by.kind}`;
    case "race":
      return "race";
    case "reduce":
      return `reduce ${show(node.list)} by ${node.by}`;
    case "repeat":
      return `repeat ${node.count} with ${node.name}`;
    default:
      return node satisfies never;
  }
}

const bound = (max: number | undefined): string => (max === undefined ? "" : `(max: ${max})`);

function call(name: string | undefined, node: { readonly arguments: Readonly<Record<string, Expr>> }): string {
  return `${name ?? "?"}(${Object.values(node.arguments).map(show).join(", ")})`;
}

/** What a block is about, where it is about one thing. */
function inner(block: Block, graph: Graph): string {
  const [only, ...rest] = block.nodes;
  return only && rest.length === 0 ? written(only, graph) : "{ … }";
}

function show(expr: Expr): string {
  switch (expr.op) {
    case "value":
      return JSON.stringify(expr.value);
    case "name":
      // The compiler's own names for the values of calls say nothing to a reader.
      return expr.name.startsWith("$") ? "…" : expr.name;
    case "text":
      return `"${expr.parts.map((part) => (typeof part === "string" ? part : `\${${show(part)}}`)).join("")}"`;
    case "record":
      return `{ ${expr.entries.map(({ name, value }) => `${name}: ${show(value)}`).join(", ")} }`;
    case "list":
      return `[${expr.items.map(({ value, spread }) => `${spread ? "..." : ""}${show(value)}`).join(", ")}]`;
    case "field":
      return `${show(expr.of)}${expr.optional ? "?" : ""}.${expr.name}`;
    case "index":
      return `${show(expr.of)}[${show(expr.index)}]`;
    case "method":
      return expr.name === "length" || expr.name === "first" || expr.name === "last" || expr.name === "keys"
        ? `${show(expr.of)}.${expr.name}`
        : `${show(expr.of)}.${expr.name}(${expr.arguments.map(show).join(", ")})`;
    case "unary":
      return `${expr.operator}${show(expr.operand)}`;
    case "binary":
      return `${show(expr.left)} ${expr.operator} ${show(expr.right)}`;
    case "if":
      return `if ${show(expr.condition)} { ${show(expr.then)} } else { ${show(expr.else)} }`;
    case "match":
      return `match ${show(expr.subject)} { … }`;
    case "for":
      return `for ${expr.name} in ${show(expr.list)} { ${show(expr.result)} }`;
  }
}
