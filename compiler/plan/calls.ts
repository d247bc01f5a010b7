/** Nodes that call something or put something on the spine. */
import type { Expr } from "../graph/expression.ts";
import type {
  AgentId,
  AgentNode,
  CallNode,
  FlowNode,
  FromRef,
  Node,
  ShareNode,
  SpineNode,
  ToolNode,
} from "../graph/graph.ts";
import { agentCost } from "./agent.ts";
import { free } from "./cost.ts";
import { boundOf, namesIn, textSize } from "./expression.ts";
import { outlasting } from "./lasting.ts";
import { above } from "./peak.ts";
import type { Step } from "./plan.ts";
import { number, type Size, sum, unbounded, zero } from "./size.ts";
import { forkOf, keyOf, readSpine, type Spine, sharedAt, spineOf, toolTexts } from "./spine.ts";
import { contextOf, either, nothing, sizeOf, type Value } from "./value.ts";
import { heldBy, type Made, type Place, recast, type World, walkBlock } from "./walk.ts";

export function walkSpine(node: SpineNode, place: Place, world: World): Made {
  const { graph, measure, types } = world;
  const fresh = node.tools.filter((t) => !place.spine.described.has(keyOf(t)));
  const added = sum(
    number(measure.paragraph),
    node.system ? textSize(node.system, place.scope, measure.text, types) : zero,
    fresh.length > 0 ? measure.tools(toolTexts(fresh, graph)) : zero,
  );
  const opened = sum(place.spine.size, added);
  const readers: string[] = [];
  return {
    kind: "spine",
    grown: added,
    spine: {
      node: node.id,
      label: "spine",
      parent: place.spine,
      size: opened,
      opened,
      readers,
      shares: [...place.spine.shares],
      forks: zero,
      described: new Set([...place.spine.described, ...fresh.map(keyOf)]),
      brokenBy: node.system ? namesIn(node.system).filter((n) => place.varying.has(n)) : [],
    },
    step: { adds: added, readers },
    peaks: [{ node: node.id, label: "spine", parts: [{ what: "spine", size: added }] }],
  };
}

export function walkShare(node: ShareNode, place: Place, world: World): Made {
  const { measure, types } = world;
  const value = recast(boundOf(node.value, place.scope, measure.text, types), node.type, world);
  const added = shareSize(node.name, value, world);
  return {
    kind: "share",
    grown: added,
    step: { adds: added, readers: sharedAt(place.spine, node.id).readers },
    peaks: [{ node: node.id, label: `share ${node.name ?? "value"}`, parts: [{ what: "share", size: added }] }],
  };
}

/** The line of a value that a topology shares by itself, from here on. */
export function sharedStep(topology: Node, name: string, adds: Size, spine: Spine): Step {
  const { id, at } = topology;
  const { readers } = sharedAt(spine, `${id} ${name}`);
  return { node: id, at, kind: "share", label: `share ${name}`, adds, readers, steps: [] };
}

/** Tokens that a shared value adds: its name, a colon, and the value as `${}` writes it. */
export function shareSize(name: string | undefined, value: Value, world: World): Size {
  const { measure, types } = world;
  return sum(number(measure.paragraph), name ? measure.text(`${name}: `) : zero, sizeOf(value, measure.text, types));
}

export function walkTool(node: ToolNode, world: World): Made {
  const tool = world.graph.tools[node.tool]!;
  const type = world.graph.types[tool.result]!.type;
  return {
    kind: "tool",
    step: { times: number(1 + tool.retry) },
    cost: { ...free, toolCalls: number(1 + tool.retry) },
    value: { kind: "typed", type, cap: unbounded },
  };
}

export function walkFlow(node: FlowNode, place: Place, world: World): Made {
  const flow = world.graph.flows[node.flow]!;
  const scope = argumentsOf(flow.parameters, node, place, world);
  const base = spineAt(node.from, place, world);
  // On a spine that describes nothing, its own tools may be described first; its agents are taken to do it again.
  const tools = base.described.size === 0 ? world.measure.tools(toolTexts(flow.tools, world.graph)) : zero;
  const spine = { ...forkOf(base), size: sum(base.size, tools) };
  const varying = new Set(
    Object.entries(node.arguments).flatMap(([name, given]) =>
      namesIn(given).some((each) => place.varying.has(each)) ? [name] : [],
    ),
  );
  const body = walkBlock(flow.body, { ...place, scope, spine, varying }, world, true);
  place.spine.forks = sum(place.spine.forks, spine.forks);
  return {
    kind: "flow",
    steps: body.steps,
    peaks: above(heldBy(tools, "tools"), body.peaks),
    kept: sum(tools, body.kept),
    lasting: outlasting(node.flow, body.lasting),
    cost: body.cost,
    value: either([...body.returns, ...(flow.body.value ? [body.value] : [])]),
  };
}

export function walkAgent(node: AgentNode, place: Place, world: World): Made {
  const agent = world.graph.agents[node.agent]!;
  return callAgent(
    node.agent,
    argumentsOf(agent.parameters, node, place, world),
    node,
    place,
    world,
    spineAt(node.from, place, world),
  );
}

/** One call of an agent, wherever it is called from. */
export function callAgent(
  id: AgentId,
  values: ReadonlyMap<string, Value>,
  node: Node,
  place: Place,
  world: World,
  spine: Spine = place.spine,
): Made {
  const agent = world.graph.agents[id]!;
  const found = agentCost(agent, values, spine, world);
  place.spine.forks = sum(place.spine.forks, place.times);
  readSpine(spine, agent.name);
  world.contexts.push({ prefix: spine.size, tail: found.cells });
  return {
    kind: "agent",
    ...(node.kind !== "agent" && { label: `${agent.name}(attempts)` }),
    step: { agent: found.step },
    peaks: [{ node: node.id, label: agent.name, parts: found.parts }],
    cost: found.cost,
    value: { ...found.value, context: { size: sum(spine.size, found.cells), spine, shares: [...spine.shares] } },
  };
}

function argumentsOf(
  parameters: readonly { readonly name: string; readonly type: string; readonly default?: Expr }[],
  node: CallNode,
  place: Place,
  world: World,
): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const p of parameters) {
    const given = node.arguments[p.name];
    const expr = given ?? p.default;
    // A default may name the parameters before it, an argument the caller's names.
    const value = expr ? boundOf(expr, given ? place.scope : values, world.measure.text, world.types) : nothing;
    values.set(p.name, recast(value, p.type, world));
  }
  return values;
}

/** What is forked here: the current spine, or the context after `from`. */
export function spineAt(from: FromRef | undefined, place: Place, world: World): Spine {
  if (from === undefined || from.kind === "spine") return place.spine;
  const context = contextOf(boundOf(from.of, place.scope, world.measure.text, world.types));
  return context ? spineOf(context) : place.spine;
}
