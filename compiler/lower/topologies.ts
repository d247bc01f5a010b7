import type {
  Argument,
  ChainExpression,
  DagExpression,
  DivergeExpression,
  Expression,
  FanoutExpression,
  ListForm,
  ParallelExpression,
  RaceExpression,
  ReduceExpression,
  RepeatExpression,
  TopologyEntry,
} from "../../language/ast.ts";
import { edgesOf } from "../check/dag.ts";
import { judgeOf } from "../check/diverge.ts";
import { wholeNumber } from "../check/fixed-number.ts";
import type { Expr } from "../graph/expression.ts";
import type { DivergeNode, EntryBlock } from "../graph/graph.ts";
import { lowerExpression, type Use } from "./expressions.ts";
import { besideOf, branchOf, idOf, insideOf, placeOf, type Region, typeOfNode } from "./lowering.ts";
import { addNode, beginNode, type NodeHead } from "./nodes.ts";
import { lowerBlock, lowerBody, noteLocal } from "./statements.ts";

type Topology =
  | ParallelExpression
  | ChainExpression
  | FanoutExpression
  | DagExpression
  | DivergeExpression
  | RaceExpression
  | ReduceExpression
  | RepeatExpression;

/** Lowers a topology: a node, with a block for each branch. */
export function lowerTopology(region: Region, node: Topology, use: Use): Expr {
  switch (node.kind) {
    case "parallel":
      if (node.over.kind === "list-form") return lowerParallel(region, node, node.over, use);
      return lowerEntries(region, node, node.over.entries, node.options, use);
    case "chain":
      return lowerChain(region, node, use);
    case "fanout":
      return lowerFanout(region, node, use);
    case "dag":
      return lowerEntries(region, node, node.entries, node.options, use);
    case "diverge":
      return lowerDiverge(region, node, use);
    case "race": {
      const head = forkHead(region, node, use);
      const inner = branchOf(insideOf(region, head.id));
      const branches = node.branches.map((branch) => lowerBody(besideOf(inner), branch));
      return addNode(region, { kind: "race", ...head, branches });
    }
    case "reduce":
      return lowerReduce(region, node, use);
    case "repeat":
      return lowerRepeat(region, node, use);
    default:
      return node satisfies never;
  }
}

/** A node whose branches work on forks, of another context where a `from` says so. */
function forkHead(region: Region, node: Expression, use: Use) {
  const head = beginNode(region, node, node.kind, use);
  return region.from ? { ...head, from: region.from } : head;
}

function maxOf(options: readonly Argument[]): { readonly max?: number } {
  const option = options.find((each) => each.name?.text === "max");
  const max = option && wholeNumber(option.value);
  return max === undefined ? {} : { max };
}

function lowerParallel(region: Region, node: ParallelExpression, form: ListForm, use: Use): Expr {
  const list = lowerExpression(region, form.list);
  const head = forkHead(region, node, use);
  const body = lowerItem(region, head, form);
  return addNode(region, { kind: "parallel", ...head, name: form.name.text, list, ...maxOf(node.options), body });
}

function lowerItem(region: Region, head: NodeHead, form: ListForm) {
  const inner = branchOf(insideOf(region, head.id));
  noteLocal(inner, form.name);
  return lowerBlock(inner, form.body, "value");
}

function lowerChain(region: Region, node: ChainExpression, use: Use): Expr {
  const { program } = region;
  if (node.over.kind === "record-form") {
    const head = forkHead(region, node, use);
    const entries = node.over.entries.map((entry) => lowerEntry(region, head, entry));
    return addNode(region, { kind: "chain", ...head, over: { kind: "entries", entries } });
  }
  const form = node.over;
  const list = lowerExpression(region, form.list);
  const head = forkHead(region, node, use);
  const body = lowerItem(region, head, form);
  const type = typeOfNode(program, node);
  const element = program.types.idOf(type.kind === "list" ? type.element : type);
  return addNode(region, {
    kind: "chain",
    ...head,
    over: { kind: "list", name: form.name.text, list, body, type: element },
  });
}

/** An entry's name is a segment of the ids in it. */
function lowerEntry(region: Region, head: NodeHead, entry: Pick<TopologyEntry, "name" | "value" | "span">): EntryBlock {
  const { program, module } = region;
  const name = entry.name.text;
  const inner = branchOf(insideOf(region, `${head.id}/${name}`));
  const local = program.checked.bound.locals.get(entry.name);
  if (local) program.scopes.set(local, head.id);
  const body = lowerBody(inner, entry.value);
  const type = program.types.idOf(typeOfNode(program, entry.value));
  return { name, at: placeOf(module, entry.span), body, type };
}

/** A `dag`, and a `parallel` of entries, which is one without edges. */
function lowerEntries(
  region: Region,
  node: ParallelExpression | DagExpression,
  written: readonly TopologyEntry[],
  options: readonly Argument[],
  use: Use,
): Expr {
  const { checked } = region.program;
  const head = forkHead(region, node, use);
  const edges = node.kind === "dag" ? edgesOf(checked, node) : undefined;
  const names = (found: readonly TopologyEntry[]) => found.map((each) => each.name.text);
  const entries = written.map((entry) => {
    const { needs = [], waits = [] } = edges?.get(entry) ?? {};
    return { ...lowerEntry(region, head, entry), needs: names(needs), after: names(waits) };
  });
  return addNode(region, { kind: "dag", ...head, ...maxOf(options), entries });
}

function lowerFanout(region: Region, node: FanoutExpression, use: Use): Expr {
  const head = forkHead(region, node, use);
  const survey = lowerEntry(region, head, { name: node.name, value: node.survey, span: node.survey.span });
  const inner = branchOf(insideOf(region, head.id));
  // The survey's name is a segment already: a node beside it gets another.
  inner.labels.set(node.name.text, 1);
  noteLocal(inner, node.each.name);
  // The list is worked out once the survey is there, so nothing may run in it.
  const list = lowerExpression(inner, node.each.list);
  const body = lowerBlock(besideOf(inner), node.each.body, "value");
  const name = node.each.name.text;
  return addNode(region, { kind: "fanout", ...head, survey, name, list, ...maxOf(node.options), body });
}

function lowerDiverge(region: Region, node: DivergeExpression, use: Use): Expr {
  const head = forkHead(region, node, use);
  const body = lowerBlock(branchOf(insideOf(region, head.id)), node.body, "value");
  const count = wholeNumber(node.count) ?? 1;
  return addNode(region, {
    kind: "diverge",
    ...head,
    count,
    ...maxOf(node.options),
    body,
    by: lowerChoice(region, node.by),
  });
}

function lowerChoice(region: Region, by: Expression): DivergeNode["by"] {
  if (by.kind === "name" && by.name === "perplexity") return { kind: "perplexity" };
  const argument = by.kind === "call" ? by.arguments[0]?.value : undefined;
  const target = argument && judgeOf(region.program.checked, argument);
  if (target?.kind === "declared") return { kind: "judge", agent: idOf(region.program, target.declaration) };
  return { kind: "vote" };
}

function lowerReduce(region: Region, node: ReduceExpression, use: Use): Expr {
  const list = lowerExpression(region, node.list);
  const head = forkHead(region, node, use);
  const body = lowerBlock(branchOf(insideOf(region, head.id)), node.body, "value");
  return addNode(region, {
    kind: "reduce",
    ...head,
    list,
    by: wholeNumber(node.by) ?? 2,
    ...maxOf(node.options),
    body,
  });
}

/** A loop is no branch: what it shares stays, and a `from` around it counts in it. Its label is the name it makes new each round. */
function lowerRepeat(region: Region, node: RepeatExpression, use: Use): Expr {
  const name = node.name.text;
  const head = beginNode(region, node, name, use);
  const inner = insideOf(region, head.id);
  noteLocal(inner, node.name);
  const first = lowerBody(besideOf(inner), node.first);
  const body = lowerBlock(besideOf(inner), node.body, "value");
  return addNode(region, { kind: "repeat", ...head, count: wholeNumber(node.count) ?? 1, name, first, body });
}
