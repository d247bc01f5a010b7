import type { Json } from "../graph/expression.ts";
import type { FlowId, Graph } from "../graph/graph.ts";
import { toolsOf } from "../graph/reach.ts";
import type { Type, TypeTable } from "../graph/type.ts";
import { resolve } from "../types/access.ts";
import { canonicalText } from "../types/canonical.ts";
import { byteLength } from "../types/text-length.ts";
import { free } from "./cost.ts";
import { MOST_FOLLOWED, USUAL_BRANCHES } from "./limits.ts";
import { byteMeasure, type Measure } from "./measure.ts";
import { most, sizeOfPeak } from "./peak.ts";
import { PLAN_VERSION, type Plan } from "./plan.ts";
import { evaluate, type Inputs, inputsOf, isZero, number, one, sum } from "./size.ts";
import { report, rootSpine, toolTexts } from "./spine.ts";
import { tableOf } from "./text-bounds.ts";
import type { Value } from "./value.ts";
import { type World, walkBlock } from "./walk.ts";

export interface PlanOptions {
  readonly measure?: Measure;
  /** Branches that the model holds at once; 16 if left out. */
  readonly branches?: number;
  /** Sizes of the arguments, where they are known: picks the peak that is shown. */
  readonly inputs?: Inputs;
  /** Nodes that may be walked; several plans can share them. */
  readonly follow?: { left: number };
}

/** Rounds that are followed one by one in a flow: enough for every one that a person writes, and done in a blink. */
const MOST_ROUNDS = 2_000;

/** Tokens of an input that isn't there, where peaks are compared to find the one that is shown. */
const TYPICAL_TEXT = 64;

/** The plan of a flow. Total: every graph that the compiler gives has one. */
export function makePlan(graph: Graph, flow: FlowId, options: PlanOptions = {}): Plan {
  const entry = graph.flows[flow];
  if (!entry) throw new Error(`the graph has no flow ${flow}`);
  const measure = options.measure ?? byteMeasure;
  const types = tableOf(graph);
  const world: World = {
    graph,
    measure,
    types,
    live: options.branches ?? USUAL_BRANCHES,
    spines: [],
    contexts: [],
    delegated: new Map(),
    rounds: { left: MOST_ROUNDS },
    follow: options.follow ?? { left: MOST_FOLLOWED },
  };
  const inputs = options.inputs ?? new Map();
  const scope = new Map(
    entry.parameters.map(({ name, type }): [string, Value] => [
      name,
      {
        kind: "typed",
        type: asLongAsGiven(graph.types[type]!.type, name, inputs, types),
        cap: number(Number.POSITIVE_INFINITY),
        name,
      },
    ]),
  );
  const root = rootSpine(flow, entry.tools, graph, measure);
  const opening = root.size;
  const outcome = walkBlock(
    entry.body,
    { scope, spine: root, times: one, varying: new Set(), apart: false, depth: 0 },
    world,
    false,
  );

  // Without inputs the place to show is the one that is worst by what the program itself fixes, and by usual inputs.
  const weigh = (size: Parameters<typeof evaluate>[0]) => {
    const all = evaluate(size, inputs);
    if (Number.isFinite(all)) return all;
    const guessed = inputsOf(size).map((name) => [name, name.startsWith("#") ? world.live : TYPICAL_TEXT] as const);
    return evaluate(size, new Map([...guessed, ...inputs]), { ignoreBytes: true });
  };
  const weights = outcome.peaks.map((peak) => weigh(sizeOfPeak(peak)));
  const worst = outcome.peaks[weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), 0))];
  return {
    version: PLAN_VERSION,
    flow,
    at: entry.at,
    counted: measure.counted,
    steps: outcome.steps,
    total: outcome.steps.length === 0 ? free : outcome.cost,
    cells: sum(opening, most(outcome.peaks)),
    peak: {
      node: worst?.node ?? flow,
      label: worst?.label ?? entry.name,
      ...(worst?.times && { times: worst.times }),
      sum: [
        { what: "chat template", size: number(measure.opening) },
        { what: "tools", size: measure.tools(toolTexts(entry.tools, graph)) },
        ...(worst?.parts ?? []),
      ].filter((part) => !isZero(part.size)),
    },
    spines: [root, ...world.spines].map(report),
    contexts: world.contexts,
    protected: toolsOf(graph, flow).filter((id) => graph.tools[id]?.protected),
  };
}

/**
 * The type of an input whose size is known: a list that may be so long at most is no longer than the one that is there.
 * What isn't known of the inputs stays as the type has it.
 */
function asLongAsGiven(type: Type, name: string, inputs: Inputs, types: TypeTable): Type {
  if (!inputs.has(`|${name}|`)) return type;
  const target = resolve(type, types);
  switch (target.kind) {
    case "list": {
      const element = asLongAsGiven(target.element, `${name}[]`, inputs, types);
      const length = inputs.get(`#${name}`);
      if (target.max === undefined || length === undefined) return { ...target, element };
      return { ...target, element, max: Math.min(target.max, length) };
    }
    case "record": {
      const fields = target.fields.map((field) => ({
        ...field,
        type: asLongAsGiven(field.type, `${name}.${field.name}`, inputs, types),
      }));
      return { ...target, fields };
    }
    default:
      return type;
  }
}

/**
 * The sizes of a flow's arguments, under the names that {@link Plan}'s sizes use: `|topic|` for a text, `#messages` and
 * `|messages[]|` for a list's length and its longest element, `|ticket.name|` for a field.
 */
export function inputSizes(args: Readonly<Record<string, Json>>, count: (text: string) => number = byteLength): Inputs {
  const sizes = new Map<string, number>();
  const note = (name: string, size: number) => sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
  const visit = (name: string, value: Json): void => {
    note(`|${name}|`, count(typeof value === "string" ? value : canonicalText(value)));
    if (Array.isArray(value)) {
      note(`#${name}`, value.length);
      for (const element of value as readonly Json[]) visit(`${name}[]`, element);
    } else if (value !== null && typeof value === "object") {
      for (const [field, inner] of Object.entries(value)) visit(`${name}.${field}`, inner);
    }
  };
  for (const [name, value] of Object.entries(args)) visit(name, value);
  return sizes;
}
