/**
 * Fields of agents' results that nothing reads: no expression, share, prompt, context or result of the flow. They are
 * written by a model, token by token, for nobody.
 */
import type { Expr } from "../graph/expression.ts";
import type { AgentEntry, AgentId, Block, FlowId, FromRef, Graph, Node } from "../graph/graph.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { resolve } from "../types/access.ts";
import { inOrder } from "./dag.ts";
import { COPIED_A_NODE, MOST_FOLLOWED } from "./limits.ts";
import {
  DEEPEST,
  elementOf,
  join,
  type Names,
  nothing,
  type Reading,
  readAll,
  readAs,
  type Seen,
  seenIn,
} from "./seen.ts";
import { tableOf } from "./text-bounds.ts";
import { weightOf } from "./weight.ts";

export interface DeadField {
  readonly agent: AgentId;
  /** `note`, `findings[].source`. */
  readonly field: string;
}

/** The fields that nothing reads of what agents give in a flow and in those that it calls; of nested ones the outermost. */
export function deadFields(graph: Graph, flow: FlowId): DeadField[] {
  const reading: Reading = { graph, types: tableOf(graph), read: new Map(), follow: { left: MOST_FOLLOWED } };
  const entry = graph.flows[flow];
  if (!entry) return [];
  const given = new Map(entry.parameters.map((p) => [p.name, nothing]));
  readAs(walkBody(entry.body, given, reading, 0), entry.result, reading);
  if (reading.follow.left < 0) return [];
  return [...reading.read].flatMap(([agent, paths]) => {
    const type = graph.types[graph.agents[agent]?.result ?? ""]?.type;
    return type ? unreadIn(type, "", paths, reading.types, DEEPEST).map((field) => ({ agent, field })) : [];
  });
}

function unreadIn(type: Type, path: string, read: ReadonlySet<string>, types: TypeTable, deep: number): string[] {
  const all = [...read];
  if (deep === 0 || all.some((p) => p === path || path.startsWith(`${p}.`) || path.startsWith(`${p}[`) || p === ""))
    return [];
  // Of what is not read at all only the outermost is told; what an agent gives may be wanted for what it does alone.
  if (path !== "" && !all.some((p) => p.startsWith(`${path}.`) || p.startsWith(`${path}[`))) return [path];
  if (all.length === 0) return [];
  const target = resolve(type, types);
  const inner = (t: Type, at: string) => unreadIn(t, at, read, types, deep - 1);
  if (target.kind === "list") return inner(target.element, `${path}[]`);
  if (target.kind !== "record") return [];
  return target.fields.flatMap((field) => inner(field.type, path === "" ? field.name : `${path}.${field.name}`));
}

/** Flows that call one another are followed so deep: each takes room on the stack, as its blocks do. */
const DEEPEST_CALL = 50;

/** What a body gives: its returns and its value. */
function walkBody(body: Block, names: Names, reading: Reading, depth: number): Seen {
  const leaving: Leaving = { returns: [], breaks: [], depth };
  const value = walkBlock(body, names, reading, leaving);
  return join(value, ...leaving.returns);
}

interface Leaving {
  readonly returns: Seen[];
  readonly breaks: Seen[];
  /** Calls around it. */
  readonly depth: number;
}

function walkBlock(block: Block, outer: Names, reading: Reading, leaving: Leaving): Seen {
  const { follow } = reading;
  follow.left -= weightOf(block.nodes) + Math.floor(outer.size / COPIED_A_NODE);
  if (leaving.depth > DEEPEST_CALL) follow.left = -1;
  if (follow.left < 0) return nothing;
  const names = new Map(outer);
  for (const node of block.nodes) {
    const seen = walkNode(node, names, reading, leaving);
    if (node.bind !== undefined) names.set(node.bind, seen);
  }
  return block.value ? seenIn(block.value, names, reading) : nothing;
}

function walkNode(node: Node, names: Names, reading: Reading, leaving: Leaving): Seen {
  const of = (expr: Expr) => seenIn(expr, names, reading);
  const block = (inner: Block, own: Iterable<readonly [string, Seen]> = []) =>
    walkBlock(inner, new Map([...names, ...own]), reading, leaving);
  if ("from" in node) readContext(node.from, names, reading);
  switch (node.kind) {
    case "let":
    case "check":
      return of(node.value);
    case "return":
      leaving.returns.push(of(node.value));
      return nothing;
    case "break":
      leaving.breaks.push(of(node.value));
      return nothing;
    case "expect":
      readAll(of(node.value), reading);
      return nothing;
    case "spine":
      if (node.system) readAll(of(node.system), reading);
      return nothing;
    case "share":
      readAs(of(node.value), node.type, reading);
      return nothing;
    case "ask":
      readAll(of(node.prompt), reading);
      return nothing;
    case "tool":
      for (const argument of Object.values(node.arguments)) readAll(of(argument), reading);
      return nothing;
    case "agent":
      return walkAgent(node.agent, new Map(Object.entries(node.arguments).map(([n, e]) => [n, of(e)])), reading);
    case "flow": {
      const given = new Map(Object.entries(node.arguments).map(([n, e]) => [n, of(e)]));
      const flow = reading.graph.flows[node.flow];
      return flow ? walkBody(flow.body, given, reading, leaving.depth + 1) : nothing;
    }
    case "if":
      readAll(of(node.condition), reading);
      return join(block(node.then), node.else && block(node.else));
    case "match":
      readAll(of(node.subject), reading);
      return join(...node.arms.map((arm) => block(arm.body)));
    case "try":
      return { parts: [], fields: new Map([["value", block(node.body)]]) };
    case "for": {
      const own: [string, Seen][] = [[node.name, elementOf(of(node.list))]];
      if (node.condition) readAll(block(node.condition, own), reading);
      return { parts: [], element: block(node.body, own) };
    }
    case "parallel":
      return { parts: [], element: block(node.body, [[node.name, elementOf(of(node.list))]]) };
    case "reduce": {
      const element = elementOf(of(node.list));
      // A later level has what an earlier one gave.
      const once = block(node.body, [["it", { parts: [], element }]]);
      return join(element, block(node.body, [["it", { parts: [], element: join(element, once) }]]));
    }
    case "repeat": {
      const inside: Leaving = { returns: leaving.returns, breaks: [], depth: leaving.depth };
      const first = walkBlock(node.first, names, reading, inside);
      const round = (value: Seen) => walkBlock(node.body, new Map(names).set(node.name, value), reading, inside);
      const once = join(first, round(first));
      return join(once, round(once), ...inside.breaks);
    }
    case "chain":
    case "fanout":
    case "dag":
    case "race":
    case "diverge":
      return walkEntries(node, names, reading, leaving);
  }
}

type EntriesNode = Extract<Node, { readonly kind: "chain" | "fanout" | "dag" | "race" | "diverge" }>;

function walkEntries(node: EntriesNode, names: Names, reading: Reading, leaving: Leaving): Seen {
  const block = (inner: Block, own: Iterable<readonly [string, Seen]> = []) =>
    walkBlock(inner, new Map([...names, ...own]), reading, leaving);
  switch (node.kind) {
    case "race":
      return join(...node.branches.map((branch) => block(branch)));
    case "diverge": {
      const best = block(node.body);
      if (node.by.kind === "vote") readAll(best, reading);
      const attempts: Seen = { parts: [], element: best };
      if (node.by.kind === "judge") {
        const parameter = reading.graph.agents[node.by.agent]?.parameters[0]?.name ?? "";
        walkAgent(node.by.agent, new Map([[parameter, attempts]]), reading);
      }
      return {
        parts: [],
        fields: new Map([
          ["best", best],
          ["attempts", attempts],
        ]),
      };
    }
    case "fanout": {
      const survey = block(node.survey.body);
      readAs(survey, node.survey.type, reading);
      const own = new Map([...names, [node.survey.name, survey]]);
      const item = elementOf(seenIn(node.list, own, reading));
      const each: Seen = {
        parts: [],
        element: block(node.body, [
          [node.survey.name, survey],
          [node.name, item],
        ]),
      };
      return {
        parts: [],
        fields: new Map([
          [node.survey.name, survey],
          ["each", each],
        ]),
      };
    }
    case "chain": {
      if (node.over.kind === "list") {
        const item = elementOf(seenIn(node.over.list, names, reading));
        const element = block(node.over.body, [[node.over.name, item]]);
        readAs(element, node.over.type, reading);
        return { parts: [], element };
      }
      const fields = new Map<string, Seen>();
      for (const entry of node.over.entries) {
        const value = block(entry.body, fields);
        readAs(value, entry.type, reading);
        fields.set(entry.name, value);
      }
      return { parts: [], fields };
    }
    case "dag": {
      const fields = new Map<string, Seen>();
      for (const entry of inOrder(node.entries)) fields.set(entry.name, block(entry.body, fields));
      return { parts: [], fields };
    }
  }
}

/** A call of an agent: of its arguments it reads what its texts say, or all of them where it has no prompt. */
function walkAgent(id: AgentId, given: Names, reading: Reading): Seen {
  const agent: AgentEntry | undefined = reading.graph.agents[id];
  if (!agent) return nothing;
  if (!reading.read.has(id)) reading.read.set(id, new Set());
  for (const text of [agent.system, agent.prompt]) if (text) readAll(seenIn(text, given, reading), reading);
  if (!agent.prompt) for (const value of given.values()) readAll(value, reading);
  return { parts: [{ agent: id, path: "" }] };
}

/** Whoever goes on from a context knows all that was written in it. */
function readContext(from: FromRef | undefined, names: Names, reading: Reading): void {
  if (from?.kind === "result") readAll(seenIn(from.of, names, reading), reading);
}
