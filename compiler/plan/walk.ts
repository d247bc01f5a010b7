/**
 * Walks a flow's body as it would run, with what is known of each value instead of the value. What runs one after the
 * other takes the greatest of its peaks; what runs side by side adds them up.
 */
import type { Expr } from "../graph/expression.ts";
import type { Block, Graph, Node } from "../graph/graph.ts";
import type { TypeTable } from "../graph/type.ts";
import type { AgentCost } from "./agent.ts";
import { walkAgent, walkFlow, walkShare, walkSpine, walkTool } from "./calls.ts";
import { together } from "./cost.ts";
import { boundOf, namesIn } from "./expression.ts";
import { labelOf } from "./label.ts";
import { type Lasting, sizeOfLasting } from "./lasting.ts";
import { COPIED_A_NODE, ERROR_BYTES } from "./limits.ts";
import { walkChoice, walkLoop } from "./loops.ts";
import type { Measure } from "./measure.ts";
import { above, most, type Part, type Peak } from "./peak.ts";
import type { Cost, Step, StepKind } from "./plan.ts";
import { bytes, isZero, max, number, type Size, sum, unbounded, zero } from "./size.ts";
import { forkOf, type Spine } from "./spine.ts";
import { walkTopology } from "./topologies.ts";
import { nothing, type Value } from "./value.ts";
import { weightOf } from "./weight.ts";

export interface World {
  readonly graph: Graph;
  readonly measure: Measure;
  readonly types: TypeTable;
  /** Branches alive at once at most. */
  readonly live: number;
  /** Filled while walking. */
  readonly spines: Spine[];
  readonly contexts: { readonly prefix: Size; readonly tail: Size }[];
  /** What sub-agents cost, by all that it depends on. */
  readonly delegated: Map<string, AgentCost>;
  /** Rounds that may still be followed one by one, nested ones counted each time. */
  readonly rounds: { left: number };
  /** Nodes that may still be walked. */
  readonly follow: { left: number };
}

/** Where the walk stands. */
export interface Place {
  readonly scope: ReadonlyMap<string, Value>;
  readonly spine: Spine;
  /** Times that this place is reached at most. */
  readonly times: Size;
  /** Names that differ from one branch to the next. */
  readonly varying: ReadonlySet<string>;
  /** It is in one of several branches or rounds, so what is named in it differs from one to the next. */
  readonly apart: boolean;
  /** Blocks around this one, those of the callers included. */
  readonly depth: number;
}

/** What a node or a block comes to. */
export interface Outcome {
  readonly steps: readonly Step[];
  /** Cells beyond those of the spine as it was at the start. */
  readonly peaks: readonly Peak[];
  readonly cost: Cost;
  readonly value: Value;
  /** Values that a `return` or `break` in it may give. */
  readonly returns: readonly Value[];
  readonly breaks: readonly Value[];
  /** What it leaves on the spine that was current at its start. */
  readonly grown: Size;
  /** What stays in the cache between its agents at most, whether or not one of them runs. */
  readonly kept: Size;
  /** Contexts that are still there when it has ended. */
  readonly lasting: readonly Lasting[];
}

/** A node's outcome with what the page says of it; `silent` where it has no line of its own. */
export interface Made extends Partial<Outcome> {
  readonly kind: StepKind;
  readonly label?: string;
  readonly silent?: boolean;
  readonly step?: Partial<Step>;
  /** The spine that is current from here on. */
  readonly spine?: Spine;
}

/** Walks a block; with `branch`, what it shares stays inside it. */
export function walkBlock(block: Block, outer: Place, world: World, branch: boolean): Outcome {
  const cut = cutAt(block, outer, world);
  if (cut) return cut;
  const depth = outer.depth + 1;
  let spine = branch ? forkOf(outer.spine) : outer.spine;
  const first = spine;
  const scope = new Map(outer.scope);
  const varying = new Set(outer.varying);
  const steps: Step[] = [];
  // What follows a spine stands under it.
  let under = steps;
  const peaks: Peak[] = [];
  const returns: Value[] = [];
  const breaks: Value[] = [];
  const costs: Cost[] = [];
  let grown = zero;
  /** In the cache beyond the spine at the start: what was put on it since, and contexts that a later `from` needs. */
  let held = zero;
  let parts: readonly Part[] = [];
  const kept: Size[] = [];
  const lasting: Lasting[] = [];
  /** Keeps contexts from here on; one that outlives a branch stands on what the branch put on its spine. */
  const keep = (contexts: readonly Lasting[], what: string): void => {
    for (const { until, size } of contexts) lasting.push({ until, size: branch ? sum(size, held) : size });
    const size = sizeOfLasting(contexts);
    held = sum(held, size);
    parts = withPart(parts, { what, size });
    kept.push(held);
  };
  for (const node of block.nodes) {
    const made = walkNode(node, { ...outer, scope, spine, varying, depth }, world);
    const inside = made.steps ?? [];
    under.push(...(made.silent ? inside : [stepOf(node, made, world)]));
    if (made.spine) under = followersOf(under);
    peaks.push(...above(parts, made.peaks ?? []));
    returns.push(...(made.returns ?? []));
    breaks.push(...(made.breaks ?? []));
    if (made.cost) costs.push(made.cost);
    const added = made.grown ?? zero;
    kept.push(sum(held, added, made.kept ?? zero));
    held = sum(held, added);
    parts = withPart(parts, { what: nameOf(node), size: added });
    if (made.spine) spine = made.spine;
    else {
      spine.size = sum(spine.size, added);
      if (spine === first) grown = sum(grown, added);
    }
    if (made.lasting && made.lasting.length > 0) keep(made.lasting, "contexts kept");
    if (node.kind === "agent" && node.keepUntil !== undefined) {
      keep([{ until: node.keepUntil, size: most(made.peaks ?? []) }], `${writtenName(node) ?? "agent"}'s context`);
    }
    if (node.bind !== undefined) {
      scope.set(node.bind, made.value ?? nothing);
      const pure = node.kind === "let" || node.kind === "check";
      if (pure ? namesIn(node.value).some((name) => varying.has(name)) : outer.apart) varying.add(node.bind);
    }
    if (made.spine) world.spines.push(made.spine);
  }
  if (branch) outer.spine.forks = sum(outer.spine.forks, first.forks);
  const value = block.value ? boundOf(block.value, scope, world.measure.text, world.types) : nothing;
  return {
    steps,
    peaks,
    cost: together(...costs),
    value,
    returns,
    breaks,
    grown: branch ? zero : grown,
    kept: max(...kept),
    lasting,
  };
}

/** Calls and blocks are followed so deep: each level takes room on the stack. */
const DEEPEST = 150;

/**
 * What a block comes to that is too deep, or where there was too much to walk before: of flows that call others twice,
 * each level doubles what there is to follow. Nothing is known of it then, so everything in it is without a bound.
 */
function cutAt({ nodes }: Block, { scope, spine, depth }: Place, { follow }: World): Outcome | undefined {
  const [first] = nodes;
  if (!first) return undefined;
  const copied = scope.size + (spine.size.kind === "sum" ? spine.size.terms.length * nodes.length : 0);
  follow.left -= weightOf(nodes) + Math.floor(copied / COPIED_A_NODE);
  if (depth < DEEPEST && follow.left >= 0) return undefined;
  const endless = bytes(Number.POSITIVE_INFINITY);
  const value: Value = { kind: "typed", type: { kind: "json" }, cap: endless };
  const what = "what is too much to follow";
  return {
    steps: [
      {
        node: first.id,
        at: first.at,
        kind: "other",
        label: "… too much to follow: nothing bounds it",
        cut: true,
        steps: [],
      },
    ],
    peaks: [{ node: first.id, label: what, parts: [{ what, size: endless }] }],
    cost: { calls: endless, toolCalls: endless, read: endless, shared: zero, written: endless },
    value,
    returns: [value],
    breaks: [value],
    grown: endless,
    kept: endless,
    lasting: [],
  };
}

/** Gives the last of `steps` a list of its own for what stands under it. */
function followersOf(steps: Step[]): Step[] {
  const followers: Step[] = [];
  const spine = steps.pop();
  if (spine) steps.push({ ...spine, steps: followers });
  return followers;
}

/** Parts that a reader still takes in; those before are one. */
const MOST_PARTS = 6;

function withPart(parts: readonly Part[], part: Part): readonly Part[] {
  if (isZero(part.size)) return parts;
  if (parts.length < MOST_PARTS) return [...parts, part];
  const [first, second, ...rest] = parts;
  const size = sum(first?.size ?? zero, second?.size ?? zero);
  return [{ what: "shared before", size }, ...rest, part];
}

/** The name that the program gives its value; names that the compiler made are no reader's. */
function writtenName({ bind }: Node): string | undefined {
  return bind?.startsWith("$") ? undefined : bind;
}

function nameOf(node: Node): string {
  if (node.kind === "share") return node.name ?? "share";
  if (node.kind === "spine") return "spine";
  return writtenName(node) ?? `shared in ${node.kind}`;
}

/** A part of a sum, or nothing where it is nothing. */
export function heldBy(size: Size, what = "shared"): Part[] {
  return isZero(size) ? [] : [{ what, size }];
}

/** The line of the page that says what was made of a node. */
export function stepOf(node: Node, made: Made, world: World): Step {
  return {
    node: node.id,
    at: node.at,
    kind: made.kind,
    label: made.label ?? labelOf(node, world.graph),
    steps: made.steps ?? [],
    ...made.step,
  };
}

function walkNode(node: Node, place: Place, world: World): Made {
  const { graph, measure, types } = world;
  const value = (e: Expr) => boundOf(e, place.scope, measure.text, types);
  const silent = { kind: "other", silent: true } as const;
  switch (node.kind) {
    case "let":
      return { ...silent, value: value(node.value) };
    case "check":
      return { ...silent, value: recast(value(node.value), node.type, world) };
    case "return":
      return { ...silent, returns: [value(node.value)] };
    case "break":
      return { ...silent, breaks: [value(node.value)] };
    case "expect":
      return silent;
    case "spine":
      return walkSpine(node, place, world);
    case "share":
      return walkShare(node, place, world);
    case "ask":
      return { kind: "ask", value: { kind: "typed", type: graph.types[node.type]!.type, cap: unbounded } };
    case "tool":
      return walkTool(node, world);
    case "agent":
      return walkAgent(node, place, world);
    case "flow":
      return walkFlow(node, place, world);
    case "try": {
      const body = walkBlock(node.body, place, world, false);
      const error: Value = { kind: "text", size: bytes(ERROR_BYTES) };
      return {
        ...body,
        ...silent,
        value: {
          kind: "record",
          fields: new Map([
            ["ok", scalar],
            ["value", body.value],
            ["error", error],
          ]),
        },
      };
    }
    case "if":
      return walkChoice(node.else ? [node.then, node.else] : [node.then], node.else === undefined, place, world);
    case "match":
      return walkChoice(
        node.arms.map((a) => a.body),
        false,
        place,
        world,
      );
    case "for":
    case "repeat":
      return walkLoop(node, place, world);
    case "parallel":
    case "fanout":
    case "chain":
    case "dag":
    case "race":
    case "diverge":
    case "reduce":
      return walkTopology(node, place, world);
  }
}

/** A number or a bool. */
export const scalar: Value = { kind: "text", size: number(18) };

/** The value once it is cut to a type: never more than the type allows, never more than it was. */
export function recast(value: Value, type: string, world: World): Value {
  const entry = world.graph.types[type];
  return entry && value.kind === "typed" ? { ...value, type: entry.type } : value;
}
