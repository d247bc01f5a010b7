/** What the plan shows to be odd, as diagnostics: those that rest on declared numbers alone, and those that a plan adds. */
import { report } from "../../language/catalogue.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { warnings } from "../diagnostics/warnings.ts";
import type { At, FlowEntry, Graph } from "../graph/graph.ts";
import { nodesOf } from "../graph/reach.ts";
import { fitOf, judge } from "./judge.ts";
import { MOST_FOLLOWED } from "./limits.ts";
import { makePlan } from "./make.ts";
import { modelsOf } from "./models.ts";
import type { AgentStep, Plan, Step } from "./plan.ts";
import { evaluate } from "./size.ts";
import { jsonBounds, tableOf } from "./text-bounds.ts";
import { deadFields } from "./unread.ts";

/** Bytes of a token: in no vocabulary do the tokens of a JSON text have so many on average. */
const MOST_BYTES_A_TOKEN = 16;

/** Nodes that are looked at as fast as one is walked. */
const SEEN_A_NODE = 16;

type NameOf = (file: number) => string;

const spanOf = ({ start, end }: At) => ({ start, end });

/**
 * Warns of answers that can't fit into their tokens and of flows that may not fit into the model that they declare. They
 * rest on what is declared, so they hold without a model at hand. Of the entry file's alone; `nameOf` gives a file's path.
 */
export function declaredWarnings(graph: Graph, nameOf: NameOf): Diagnostic[] {
  const own = <T extends { readonly at: At }>(entries: Readonly<Record<string, T>>): T[] =>
    Object.values(entries).filter(({ at }) => at.file === 0);
  const types = tableOf(graph);
  const tooLong = own(graph.agents).flatMap((agent): Diagnostic[] => {
    const result = graph.types[agent.result];
    const bytes = result ? jsonBounds(result.type, types).fewest : 0;
    if (bytes <= agent.tokens * MOST_BYTES_A_TOKEN) return [];
    const { name, tokens } = agent;
    const type = result?.named ? result.id : "answer";
    const given = { agent: name, type, tokens, bytes };
    return [report(warnings.shortestTooLong, nameOf(0), headOf(agent, "agent"), given)];
  });
  if (!Object.values(graph.models).some((model) => model.context !== undefined)) return tooLong;
  const follow = { left: MOST_FOLLOWED };
  const isMain = ({ id }: FlowEntry) => id === graph.main;
  const [first, others] = [own(graph.flows).filter(isMain), own(graph.flows).filter((flow) => !isMain(flow))];
  return [...tooLong, ...[...first, ...others].flatMap((flow) => mayNotFit(graph, flow, nameOf, follow) ?? [])];
}

/** The keyword and the name of a declaration of which the graph knows only where it begins and ends. */
function headOf({ at, name }: { readonly at: At; readonly name: string }, keyword: string) {
  return { start: at.start, end: Math.min(at.end, at.start + `${keyword} ${name}`.length) };
}

/** Of a program with very many flows those that come last are not looked at: `follow` is what all of them may take. */
function mayNotFit(graph: Graph, flow: FlowEntry, nameOf: NameOf, follow: { left: number }): Diagnostic | undefined {
  if (follow.left <= 0) return undefined;
  const nodes = nodesOf(graph, flow.id);
  follow.left -= Math.floor(nodes.length / SEEN_A_NODE);
  const [model, ...others] = modelsOf(graph, flow.id);
  if (model?.context === undefined || model.provider !== undefined || others.length > 0) return undefined;
  const { id, context, branches } = model;
  const options = { follow, ...(branches !== undefined && { branches }) };
  const plan = makePlan(graph, flow.id, options);
  if (fitOf(plan, context, new Map()) !== "may-not-fit") return undefined;
  const { mends } = judge(graph, plan, { title: id, cells: context }, options);
  const cells = Math.ceil(evaluate(plan.cells, new Map(), { ignoreBytes: true }));
  const at = nodes.find((node) => node.id === plan.peak.node)?.at ?? flow.at;
  return report(warnings.mayNotFit, nameOf(at.file), spanOf(at), { flow: flow.name, cells, model: id, context, mends });
}

/** Warns of what a plan shows besides: fields that nobody reads, answers that may be cut, protected tools without a grant. */
export function planWarnings(graph: Graph, plan: Plan, grants: ReadonlySet<string>, nameOf: NameOf): Diagnostic[] {
  const unread = deadFields(graph, plan.flow).map(({ agent: id, field }) => {
    const agent = graph.agents[id]!;
    const given = { agent: agent.name, field };
    return report(warnings.unreadField, nameOf(agent.at.file), headOf(agent, "agent"), given);
  });
  const ungranted = plan.protected.flatMap((id): Diagnostic[] => {
    const tool = graph.tools[id]!;
    if (grants.has(tool.name)) return [];
    return [report(warnings.noGrant, nameOf(tool.at.file), headOf(tool, "tool"), { tool: tool.name })];
  });
  return [...unread, ...ungranted, ...cutAnswers(plan, nameOf)];
}

function cutAnswers(plan: Plan, nameOf: NameOf): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const visit = (step: Step): void => {
    const { agent } = step;
    if (agent?.mayBeCut && !found.has(agent.name)) {
      const { name, tokens, type } = agent;
      const given = { agent: name, tokens, type, takes: longestText(agent) };
      found.set(name, report(warnings.cutAnswer, nameOf(step.at.file), spanOf(step.at), given));
    }
    step.steps.forEach(visit);
  };
  plan.steps.forEach(visit);
  return [...found.values()];
}

/** `takes 2,960`, or `has 9,000 characters` where nothing counts. */
export function longestText({ longest }: AgentStep): string {
  if (longest.tokens !== undefined) return `takes ${longest.tokens.toLocaleString("en-US")}`;
  return `has ${longest.characters.toLocaleString("en-US")} characters`;
}
