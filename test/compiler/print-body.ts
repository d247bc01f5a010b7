import type { Expr } from "../../compiler/graph/expression.ts";
import type { Block, CallableRef, FromRef, Graph, Node } from "../../compiler/graph/graph.ts";

/** A flow or test of a graph as text that is short enough to read: a line for each node, with its id. */
export function printBody(entry: Graph["flows"][string] | Graph["tests"][number]): string {
  const tools = entry.tools.length > 0 ? ` tools ${printTools(entry.tools)}` : "";
  return [`${entry.name}${tools}`, ...printBlock(entry.body, "  ")].join("\n");
}

function printBlock(block: Block, indent: string): string[] {
  const lines = block.nodes.flatMap((node) => printNode(node, indent));
  return block.value ? [...lines, `${indent}=> ${print(block.value)}`] : lines;
}

function printNode(node: Node, indent: string): string[] {
  const bind = node.bind === undefined ? "" : `${node.bind} = `;
  const from = "from" in node && node.from ? ` from ${printFrom(node.from)}` : "";
  const line = (text: string) => `${indent}${bind}${text}${from}  <${node.id}>`;
  const inner = (name: string, block: Block) => [`${indent}  ${name}:`, ...printBlock(block, `${indent}    `)];
  const max = "max" in node && node.max !== undefined ? ` max ${node.max}` : "";
  switch (node.kind) {
    case "let":
    case "return":
    case "break":
      return [line(`${node.kind} ${print(node.value)}`)];
    case "check":
      return [line(`check ${print(node.value)} as ${node.type}`)];
    case "spine":
      return [line(`spine${node.system ? ` ${print(node.system)}` : ""} tools ${printTools(node.tools)}`)];
    case "share":
      return [line(`share ${node.name ?? ""}: ${print(node.value)} as ${node.type}`)];
    case "expect":
      return [line(`expect ${print(node.value)} "${node.text}"`)];
    case "agent": {
      const keep = node.keepUntil === undefined ? "" : ` keep until ${node.keepUntil}`;
      const think = node.think === undefined ? "" : ` think ${node.think}`;
      return [line(`agent ${node.agent}${printArguments(node.arguments)}${think}${keep}`)];
    }
    case "tool":
      return [line(`tool ${node.tool}${printArguments(node.arguments)}`)];
    case "flow":
      return [line(`flow ${node.flow}${printArguments(node.arguments)}`)];
    case "ask":
      return [line(`ask ${print(node.prompt)}`)];
    case "if":
      return [
        line(`if ${print(node.condition)}`),
        ...inner("then", node.then),
        ...(node.else ? inner("else", node.else) : []),
      ];
    case "match":
      return [
        line(`match ${print(node.subject)}`),
        ...node.arms.flatMap((arm) =>
          inner(arm.values ? arm.values.map((v) => JSON.stringify(v)).join(" | ") : "_", arm.body),
        ),
      ];
    case "for":
      return [
        line(`for ${node.name} in ${print(node.list)}`),
        ...(node.condition ? inner("if", node.condition) : []),
        ...inner("do", node.body),
      ];
    case "try":
      return [line("try"), ...inner("do", node.body)];
    case "parallel":
      return [line(`parallel${max} ${node.name} in ${print(node.list)}`), ...inner("do", node.body)];
    case "chain":
      if (node.over.kind === "list")
        return [line(`chain ${node.over.name} in ${print(node.over.list)}`), ...inner("do", node.over.body)];
      return [line("chain"), ...node.over.entries.flatMap((entry) => inner(entry.name, entry.body))];
    case "fanout":
      return [
        line(`fanout${max} ${node.name} in ${print(node.list)}`),
        ...inner(node.survey.name, node.survey.body),
        ...inner("each", node.body),
      ];
    case "dag":
      return [
        line(`dag${max}`),
        ...node.entries.flatMap((entry) => {
          const needs = entry.needs.length > 0 ? ` needs ${entry.needs}` : "";
          const after = entry.after.length > 0 ? ` after ${entry.after}` : "";
          return inner(`${entry.name}${needs}${after}`, entry.body);
        }),
      ];
    case "diverge":
      return [
        line(`diverge ${node.count}${max} by ${node.by.kind === "judge" ? node.by.agent : node.by.kind}`),
        ...inner("do", node.body),
      ];
    case "race":
      return [line("race"), ...node.branches.flatMap((branch, i) => inner(String(i), branch))];
    case "reduce":
      return [line(`reduce ${print(node.list)} by ${node.by}${max}`), ...inner("do", node.body)];
    case "repeat":
      return [line(`repeat ${node.count} with ${node.name}`), ...inner("first", node.first), ...inner("do", node.body)];
    default:
      return node satisfies never;
  }
}

const printArguments = (args: Readonly<Record<string, Expr>>): string =>
  `(${Object.entries(args)
    .map(([name, value]) => `${name}: ${print(value)}`)
    .join(", ")})`;

const printFrom = (from: FromRef): string => (from.kind === "spine" ? "spine" : print(from.of));

const printTools = (tools: readonly CallableRef[]): string =>
  `[${tools.map((ref) => (ref.kind === "agent" ? `${ref.id} from ${ref.from}` : ref.id)).join(", ")}]`;

/** An expression as it could be written. */
export function print(expr: Expr): string {
  switch (expr.op) {
    case "value":
      return JSON.stringify(expr.value);
    case "name":
      return expr.name;
    case "text":
      return `"${expr.parts.map((part) => (typeof part === "string" ? part : `\${${print(part)}}`)).join("")}"`;
    case "record":
      return `{ ${expr.entries.map(({ name, value }) => `${name}: ${print(value)}`).join(", ")} }`;
    case "list":
      return `[${expr.items.map((item) => `${item.spread ? "..." : ""}${print(item.value)}`).join(", ")}]`;
    case "field":
      return `${print(expr.of)}${expr.optional ? "?." : "."}${expr.name}`;
    case "index":
      return `${print(expr.of)}[${print(expr.index)}]`;
    case "method":
      return `${print(expr.of)}.${expr.name}(${expr.arguments.map(print).join(", ")})`;
    case "unary":
      return `${expr.operator}${print(expr.operand)}`;
    case "binary":
      return `(${print(expr.left)} ${expr.operator}${expr.plain ? " plain" : ""} ${print(expr.right)})`;
    case "if":
      return `(if ${print(expr.condition)} ${print(expr.then)} else ${print(expr.else)})`;
    case "match":
      return `match ${print(expr.subject)} { ${expr.arms.map((arm) => `${arm.values ? arm.values.map((v) => JSON.stringify(v)).join(" | ") : "_"} -> ${print(arm.result)}`).join(", ")} }`;
    case "for":
      return `(for ${expr.name} in ${print(expr.list)}${expr.condition ? ` if ${print(expr.condition)}` : ""} ${print(expr.result)})`;
    default:
      return expr satisfies never;
  }
}
