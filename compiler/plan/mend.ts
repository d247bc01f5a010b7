/** Settings that would make a flow fit: each is tried by planning the program again with it. */
import { blocksOf, nodesIn } from "../graph/blocks.ts";
import type { AgentId, Block, Graph, Node, ToolId } from "../graph/graph.ts";
import type { PlannedModel } from "./judge.ts";
import { labelOf } from "./label.ts";
import { ERROR_TOKENS, MOST_FOLLOWED } from "./limits.ts";
import { makePlan, type PlanOptions } from "./make.ts";
import type { Plan } from "./plan.ts";
import { evaluate, inputsOf } from "./size.ts";

/** A model's context is a multiple of this. */
const CELLS_AT_ONCE = 256;

/** Of the largest plans only so many are tried. */
const MOST_TRIED = 2;

/** Results are shortened in steps of so many tokens. */
const RESULT_STEP = 50;

/**
 * What would make the plan's flow fit `model`, each by itself: fewer branches side by side where it needs the most cells,
 * shorter results of the tools there, fewer turns; else a larger context. Empty where nothing is known to.
 */
export function mendsOf(graph: Graph, plan: Plan, model: PlannedModel, options: PlanOptions): string[] {
  const follow = { left: MOST_TRIED * MOST_FOLLOWED };
  const cellsOf = (changed: Graph): number => {
    if (changed !== graph && follow.left <= 0) return Number.POSITIVE_INFINITY;
    const { cells } = changed === graph ? plan : makePlan(changed, plan.flow, { ...options, follow });
    // Bytes count here: what is advised has to be enough. Texts that aren't there are taken to be empty.
    const empty = inputsOf(cells).flatMap((name) => (name.startsWith("|") ? [[name, 0] as const] : []));
    return evaluate(cells, new Map([...empty, ...(options.inputs ?? [])]));
  };
  const now = cellsOf(graph);
  if (!Number.isFinite(now)) return [];
  const fits = (changed: Graph): boolean => cellsOf(changed) <= model.cells;
  const candidates = candidatesAt(graph, plan);
  const singles = candidates.flatMap((candidate) => mendBy(candidate, graph, fits) ?? []);
  const context = Math.ceil(now / CELLS_AT_ONCE) * CELLS_AT_ONCE;
  const larger = `\`context: ${context}\` in its model`;
  if (singles.length > 0) return [...singles, larger];
  // No setting is enough by itself: the first two that are together.
  for (const [i, first] of candidates.entries()) {
    const least = first.change(graph, first.least);
    for (const second of candidates.slice(i + 1)) {
      const mend = mendBy(second, least, fits);
      if (mend !== undefined) return [`${first.say(first.least)} with ${mend}`, larger];
    }
  }
  return [larger];
}

/** A whole number in the program that may be made smaller, down to `least`, from just above `most`. */
interface Candidate {
  readonly least: number;
  readonly most: number;
  readonly change: (graph: Graph, to: number) => Graph;
  readonly say: (to: number) => string;
}

function mendBy(
  { least, most, change, say }: Candidate,
  graph: Graph,
  fits: (changed: Graph) => boolean,
): string | undefined {
  const best = largest(least, most, (n) => fits(change(graph, n)));
  return best === undefined ? undefined : say(best);
}

function candidatesAt(graph: Graph, plan: Plan): Candidate[] {
  const trail = trailTo(graph, plan.peak.node);
  const at = trail.at(-1);
  const agents = [...new Set((at ? [at, ...blocksOf(at).flatMap(nodesIn)] : []).flatMap(agentOf))];
  const found: Candidate[] = [];
  for (const node of trail) {
    const width = widthAt(plan, node);
    if (width === undefined) continue;
    const [word = ""] = labelOf(node, graph).split(" ");
    found.push({
      least: 1,
      most: width - 1,
      change: (of, max) => withNode(of, node.id, { max }),
      say: (max) => `\`${word}(max: ${max})\``,
    });
  }
  const tools = agents.flatMap((id) => graph.agents[id]?.tools ?? []).filter((ref) => ref.kind === "tool");
  for (const id of new Set(tools.map((ref) => ref.id))) {
    const tool = graph.tools[id];
    // What the library declares is not the user's to change.
    if (!tool || tool.from.kind === "std") continue;
    found.push({
      // An error is told with as many, so shorter ones would save nothing.
      least: ERROR_TOKENS / RESULT_STEP,
      most: Math.ceil(tool.resultTokens / RESULT_STEP) - 1,
      change: (of, steps) => withTool(of, id, steps * RESULT_STEP),
      say: (steps) => `\`result: ${steps * RESULT_STEP}\` in \`${tool.name}\``,
    });
  }
  for (const id of agents) {
    const agent = graph.agents[id];
    if (!agent || agent.tools.length === 0) continue;
    found.push({
      least: 2,
      most: agent.turns - 1,
      change: (of, turns) => ({ ...of, agents: { ...of.agents, [id]: { ...agent, turns } } }),
      say: (turns) => `\`turns: ${turns}\` in \`${agent.name}\``,
    });
  }
  return found;
}

/** The largest of them that does; larger ones never do where a smaller one doesn't. */
function largest(least: number, most: number, does: (n: number) => boolean): number | undefined {
  if (most < least || !does(least)) return undefined;
  let [good, bad] = [least, most + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (does(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The nodes around one, the outermost first, and itself. */
function trailTo(graph: Graph, id: string): Node[] {
  const search = (block: Block): Node[] | undefined => {
    for (const node of block.nodes) {
      if (node.id === id) return [node];
      for (const inner of blocksOf(node)) {
        const rest = search(inner);
        if (rest) return [node, ...rest];
      }
    }
    return undefined;
  };
  for (const flow of Object.values(graph.flows)) {
    const found = search(flow.body);
    if (found) return found;
  }
  return [];
}

const agentOf = (node: Node): AgentId[] => (node.kind === "agent" ? [node.agent] : []);

/** What takes `(max: n)`. */
const LIMITED: ReadonlySet<Node["kind"]> = new Set(["parallel", "fanout", "dag", "reduce", "diverge"] as const);

/** Branches that run at once at a node which could say `max`. */
function widthAt(plan: Plan, node: Node): number | undefined {
  if (!LIMITED.has(node.kind)) return undefined;
  const size = stepOf(plan.steps, node.id)?.atOnce;
  const width = size && evaluate(size, new Map());
  return width !== undefined && Number.isFinite(width) ? width : undefined;
}

function stepOf(steps: Plan["steps"], node: string): Plan["steps"][number] | undefined {
  for (const step of steps) {
    const found = step.node === node ? step : stepOf(step.steps, node);
    if (found) return found;
  }
  return undefined;
}

function withTool(graph: Graph, id: ToolId, resultTokens: number): Graph {
  const tool = graph.tools[id]!;
  return { ...graph, tools: { ...graph.tools, [id]: { ...tool, resultTokens } } };
}

/** The graph with one node otherwise; all else of it is the same value. */
function withNode(graph: Graph, id: string, change: { readonly max: number }): Graph {
  const replaced = (part: unknown): unknown => {
    if (part === null || typeof part !== "object") return part;
    if ("id" in part && part.id === id && "kind" in part) return { ...part, ...change };
    if (Array.isArray(part)) return part.map(replaced);
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, replaced(inner)]));
  };
  return { ...graph, flows: replaced(graph.flows) as Graph["flows"] };
}
