/**
 * Fields of agents' results that nothing reads: no expression, share, prompt, context or result of the flow. They are
 * written by a model, token by token, for nobody.
 */
import type { Expr } from "../graph/expression.ts";
import type { AgentEntry, AgentId, Block, FlowId, FromRef, Graph, Node } from "../graph/graph.ts";
import type { Type, TypeId, TypeTable } from "../graph/type.ts";
import { resolve } from "../types/access.ts";
import { tableOf } from "./text-bounds.ts";

export interface DeadField {
  readonly agent: AgentId;
  /** `note`, `findings[].source`. */
  readonly field: string;
}

/** The fields that nothing reads of what agents give in a flow and in those that it calls; of nested ones the outermost. */
export function deadFields(graph: Graph, flow: FlowId): DeadField[] {
  const reading: Reading = { graph, types: tableOf(graph), read: new Map() };
  const entry = graph.flows[flow];
  if (!entry) return [];
  const given = new Map(entry.parameters.map((p) => [p.name, nothing]));
  readAs(walkBody(entry.body, given, reading), entry.result, reading);
  return [...reading.read].flatMap(([agent, paths]) => {
    const type = graph.types[graph.agents[agent]?.result ?? ""]?.type;
    return type ? unreadIn(type, "", paths, reading.types, DEEPEST).map((field) => ({ agent, field })) : [];
  });
}

interface Reading {
  readonly graph: Graph;
  readonly types: TypeTable;
  /** By agent, paths in its result that are read with all that is in them. */
  readonly read: Map<AgentId, Set<string>>;
}

/** What a value may be: parts of agents' results, in records and lists. */
interface Seen {
  readonly parts: readonly { readonly agent: AgentId; readonly path: string }[];
  readonly fields?: ReadonlyMap<string, Seen>;
  readonly element?: Seen;
}

type Names = ReadonlyMap<string, Seen>;

const nothing: Seen = { parts: [] };

/** Types nest so deep in what is looked at. */
const DEEPEST = 4;

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

function join(...values: readonly (Seen | undefined)[]): Seen {
  const given = values.filter((value) => value !== undefined);
  if (given.length < 2) return given[0] ?? nothing;
  const parts = new Map(given.flatMap((v) => v.parts).map((part) => [`${part.agent} ${part.path}`, part]));
  const names = new Set(given.flatMap((v) => [...(v.fields?.keys() ?? [])]));
  const elements = given.filter((v) => v.element);
  return {
    parts: [...parts.values()],
    ...(names.size > 0 && { fields: new Map([...names].map((n) => [n, join(...given.map((v) => v.fields?.get(n)))])) }),
    ...(elements.length > 0 && { element: join(...elements.map((v) => v.element)) }),
  };
}

function fieldOf(seen: Seen, name: string): Seen {
  const parts = seen.parts.map(({ agent, path }) => ({ agent, path: path === "" ? name : `${path}.${name}` }));
  return join({ parts }, seen.fields?.get(name));
}

function elementOf(seen: Seen): Seen {
  const parts = seen.parts.map(({ agent, path }) => ({ agent, path: `${path}[]` }));
  return join({ parts }, seen.element, ...(seen.fields?.values() ?? []));
}

/** All of it is read. */
function readAll(seen: Seen, reading: Reading): void {
  for (const { agent, path } of seen.parts) {
    const paths = reading.read.get(agent) ?? new Set();
    reading.read.set(agent, paths.add(path));
  }
  for (const field of seen.fields?.values() ?? []) readAll(field, reading);
  if (seen.element) readAll(seen.element, reading);
}

/** It is read as far as the type goes that it is cut to. */
function readAs(seen: Seen, type: TypeId, reading: Reading): void {
  const visit = (at: Seen, t: Type, deep: number): void => {
    const target = resolve(t, reading.types);
    if (deep > 0 && target.kind === "record" && target.fields.length > 0) {
      for (const field of target.fields) visit(fieldOf(at, field.name), field.type, deep - 1);
    } else if (deep > 0 && target.kind === "list") visit(elementOf(at), target.element, deep - 1);
    else readAll(at, reading);
  };
  const entry = reading.graph.types[type];
  if (entry) visit(seen, entry.type, DEEPEST);
  else readAll(seen, reading);
}

/** What an expression may give; whatever it works with is read. */
function seenIn(expr: Expr, names: Names, reading: Reading): Seen {
  const of = (inner: Expr) => seenIn(inner, names, reading);
  const used = (inner: Expr): void => readAll(of(inner), reading);
  switch (expr.op) {
    case "value":
      return nothing;
    case "name":
      return names.get(expr.name) ?? nothing;
    case "text":
      for (const part of expr.parts) if (typeof part !== "string") used(part);
      return nothing;
    case "record":
      return { parts: [], fields: new Map(expr.entries.map((e) => [e.name, of(e.value)])) };
    case "list":
      return { parts: [], element: join(...expr.items.map((i) => (i.spread ? elementOf(of(i.value)) : of(i.value)))) };
    case "field":
      return fieldOf(of(expr.of), expr.name);
    case "index":
      used(expr.index);
      return expr.index.op === "value" && typeof expr.index.value === "string"
        ? fieldOf(of(expr.of), expr.index.value)
        : elementOf(of(expr.of));
    case "method":
      return methodSeen(expr, names, reading);
    case "unary":
      used(expr.operand);
      return nothing;
    case "binary": {
      if (expr.operator === "??") {
        const left = of(expr.left);
        return join(left, expr.plain ? undefined : left.fields?.get("value"), of(expr.right));
      }
      // Whether something is there is seen without what is in it; but it was written for that.
      used(expr.left);
      used(expr.right);
      return nothing;
    }
    case "if":
      used(expr.condition);
      return join(of(expr.then), of(expr.else));
    case "match":
      used(expr.subject);
      return join(...expr.arms.map((arm) => of(arm.result)));
    case "for": {
      const inner = new Map(names).set(expr.name, elementOf(of(expr.list)));
      if (expr.condition) readAll(seenIn(expr.condition, inner, reading), reading);
      return { parts: [], element: seenIn(expr.result, inner, reading) };
    }
  }
}

function methodSeen(expr: Extract<Expr, { op: "method" }>, names: Names, reading: Reading): Seen {
  const target = seenIn(expr.of, names, reading);
  for (const argument of expr.arguments) readAll(seenIn(argument, names, reading), reading);
  switch (expr.name) {
    case "first":
    case "last":
      return elementOf(target);
    case "take":
      return target;
    case "sort": {
      const [by] = expr.arguments;
      if (by?.op === "value" && typeof by.value === "string") readAll(fieldOf(elementOf(target), by.value), reading);
      return target;
    }
    case "chunks":
      return { parts: [], element: target };
    case "flatten":
      return elementOf(target);
    case "length":
      // As many as there are, whatever they are.
      return nothing;
    default:
      readAll(target, reading);
      return nothing;
  }
}

/** What a body gives: its returns and its value. */
function walkBody(body: Block, names: Names, reading: Reading): Seen {
  const leaving: Leaving = { returns: [], breaks: [] };
  const value = walkBlock(body, names, reading, leaving);
  return join(value, ...leaving.returns);
}

interface Leaving {
  readonly returns: Seen[];
  readonly breaks: Seen[];
}

function walkBlock(block: Block, outer: Names, reading: Reading, leaving: Leaving): Seen {
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
      return flow ? walkBody(flow.body, given, reading) : nothing;
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
      const inside: Leaving = { returns: leaving.returns, breaks: [] };
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
      // In any order: what an entry names may stand after it, so they are walked until each has what it names.
      const fields = new Map<string, Seen>();
      for (const _ of node.entries) for (const entry of node.entries) fields.set(entry.name, block(entry.body, fields));
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
