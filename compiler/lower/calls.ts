import type { CallExpression } from "../../language/ast.ts";
import type { Expr } from "../graph/expression.ts";
import type { AgentNode } from "../graph/graph.ts";
import { lowerExpression, nullValue, type Use } from "./expressions.ts";
import { idOf, type Region, type Writable } from "./lowering.ts";
import { addNode, beginNode } from "./nodes.ts";

/** Lowers a call of a tool, an agent or a flow: its arguments first, left to right, then a node of its own. */
export function lowerCall(region: Region, node: CallExpression, use: Use): Expr {
  const { program, from, think } = region;
  const call = program.checked.calls.get(node);
  if (!call) return nullValue;
  const { declaration } = call.target;
  // What runs for an argument answers by itself, whatever the call around it is to do.
  const { think: _think, ...plain } = region;
  const entries = [...call.arguments].map(([name, value]) => [name, lowerExpression(plain, value)] as const);
  const head = { ...beginNode(region, node, declaration.name.text, use), arguments: Object.fromEntries(entries) };
  const id = idOf(program, declaration);
  if (declaration.kind === "tool") return addNode(region, { kind: "tool", ...head, tool: id });
  const forked = { ...head, ...(from && { from }) };
  if (declaration.kind === "flow") return addNode(region, { kind: "flow", ...forked, flow: id });
  const agent: Writable<AgentNode> = { kind: "agent", ...forked, agent: id, ...(think !== undefined && { think }) };
  const keepUntil = program.kept.get(node);
  if (keepUntil !== undefined) agent.keepUntil = keepUntil;
  program.agentNodes.set(node, agent);
  return addNode(region, agent);
}
