import type { ListedCallable } from "../check/settings.ts";
import { blocksOf } from "../graph/blocks.ts";
import type { Block, CallableRef, Node } from "../graph/graph.ts";
import { idOf, type Lowering } from "./lowering.ts";

/** Stands for the tools of a spine until all that forks from it is lowered. */
export const hoistLater: readonly CallableRef[] = [];

/** Tools and agents as the graph names them. */
export function listedRefs(program: Lowering, listed: readonly ListedCallable[]): CallableRef[] {
  return listed.map(({ target, from }): CallableRef => {
    const id = idOf(program, target.declaration);
    return target.declaration.kind === "tool" ? { kind: "tool", id } : { kind: "agent", id, from };
  });
}

/** Gives each spine of a block the tools of all agents that fork from it. */
export function fillSpines(program: Lowering, nodes: readonly Node[]): readonly Node[] {
  return nodes.map((node, i) => {
    if (node.kind !== "spine" || node.tools !== hoistLater) return node;
    return { ...node, tools: hoistedTools(program, { nodes: nodes.slice(i + 1) }) };
  });
}

/** What the agents of a block may call that fork from the spine which is current where it begins. */
export function hoistedTools(program: Lowering, block: Block): CallableRef[] {
  const found = new Map<string, CallableRef>();
  const add = (tools: readonly CallableRef[]): void => {
    for (const ref of tools) {
      const key = `${ref.kind} ${ref.id}`;
      if (!found.has(key)) found.set(key, ref);
    }
  };
  const addAgent = (id: string, seen: ReadonlySet<string> = new Set()): void => {
    const tools = program.agentTools.get(id) ?? [];
    add(tools);
    // A sub-agent that forks the spine is one of those that fork from it; one that forks its caller is not.
    for (const ref of tools) {
      if (ref.kind === "agent" && ref.from === "spine" && !seen.has(ref.id)) addAgent(ref.id, new Set([...seen, id]));
    }
  };
  const visit = (at: Block): void => {
    for (const node of at.nodes) {
      if (node.kind === "spine") return;
      if ("from" in node && node.from?.kind === "result") continue;
      if (node.kind === "agent") addAgent(node.agent);
      else if (node.kind === "flow") add(program.flowTools.get(node.flow) ?? []);
      else if (node.kind === "diverge" && node.by.kind === "judge") addAgent(node.by.agent);
      for (const inner of blocksOf(node)) visit(inner);
    }
  };
  visit(block);
  return [...found.values()];
}
