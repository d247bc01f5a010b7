/** Whether a flow fits the cells of a model, and what would make it fit. */
import type { Graph } from "../graph/graph.ts";
import type { PlanOptions } from "./make.ts";
import { mendsOf } from "./mend.ts";
import type { Plan } from "./plan.ts";
import { evaluate, type Inputs, inputsOf } from "./size.ts";

/** The model that a plan is judged against. */
export interface PlannedModel {
  readonly title: string;
  readonly cells: number;
  /** Branches alive at once. */
  readonly branches?: number;
}

export interface Verdict {
  readonly model: PlannedModel;
  /** `unknown` where inputs decide, or only by bounds in bytes: where a model counts, those of values that there will be. */
  readonly kind: "fits" | "may-not-fit" | "unknown";
  /** What would make it fit, each by itself. */
  readonly mends: readonly string[];
}

/** Whether the flow fits a model's cells: it may not only by tokens that were counted or declared. */
export function fitOf(plan: Plan, cells: number, inputs: Inputs): Verdict["kind"] {
  if (evaluate(plan.cells, inputs) <= cells) return "fits";
  return evaluate(plan.cells, inputs, { ignoreBytes: true }) <= cells ? "unknown" : "may-not-fit";
}

/** Judges a plan of `graph` that was made with `options`. */
export function judge(graph: Graph, plan: Plan, model: PlannedModel, options: PlanOptions = {}): Verdict {
  const inputs = options.inputs ?? new Map<string, number>();
  const kind = fitOf(plan, model.cells, inputs);
  // Where bytes stand for tokens all over, counting comes first; where inputs decide, they do.
  const isCounted = plan.counted !== null && inputsOf(plan.cells).every((name) => inputs.has(name));
  const mendable = kind === "may-not-fit" || (kind === "unknown" && isCounted);
  return { model, kind, mends: mendable ? mendsOf(graph, plan, model, options) : [] };
}
