/** Whether a flow fits the cells of a model, and what would make it fit. */
import type { Graph } from "../graph/graph.ts";
import type { PlanOptions } from "./make.ts";
import { mendsOf } from "./mend.ts";
import type { Plan } from "./plan.ts";
import { evaluate, type Inputs } from "./size.ts";

/** The model that a plan is judged against. */
export interface PlannedModel {
  readonly title: string;
  readonly cells: number;
  /** Branches alive at once. */
  readonly branches?: number;
}

export interface Verdict {
  readonly model: PlannedModel;
  /** `unknown` where inputs decide, or only bounds in bytes say that it may not fit. */
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
  const kind = fitOf(plan, model.cells, options.inputs ?? new Map());
  return { model, kind, mends: kind === "may-not-fit" ? mendsOf(graph, plan, model, options) : [] };
}
