/** The plan as a page: the flow as a tree, what it shares, the most it can cost, and what to mend. */
import { widthOf } from "../../../language/width.ts";
import type { Graph } from "../../graph/graph.ts";
import { printType } from "../../types/print.ts";
import type { Verdict } from "../judge.ts";
import type { Plan } from "../plan.ts";
import type { Inputs } from "../size.ts";
import { factsOf } from "./facts.ts";
import { layOut, type Paint, painted, unpainted } from "./rows.ts";
import { treeOf } from "./tree.ts";
import { amountsWith } from "./words.ts";

export interface PageOptions {
  readonly graph: Graph;
  /** Columns of the page. */
  readonly width: number;
  readonly inputs: Inputs;
  /** Parameters whose inputs are their defaults. */
  readonly defaulted?: ReadonlySet<string>;
  /** What came of judging the plan against a model, where there is one. */
  readonly verdict?: Verdict;
  /** Protected tools that may run. */
  readonly grants?: ReadonlySet<string>;
  /** Whether to add colour; whatever it says is also said without it. */
  readonly color?: boolean;
}

/** Columns of the names of what stands under the tree. */
const FACTS = 10;

/** Shows a plan as people read it; ends with a line break. */
export function renderPlan(plan: Plan, options: PageOptions): string {
  const { inputs, width } = options;
  const paint = options.color ? painted : unpainted;
  const amounts = amountsWith(inputs);
  const tree = treeOf(plan, amounts);
  const widest = Math.max(...tree.map((row) => widthOf(`${row.lead ?? ""}${row.label}`)));
  const column = Math.min(Math.max(widest, 12) + 3, Math.max(24, Math.floor(width / 2)));
  const lines = [
    ...headOf(plan, options, paint),
    "",
    ...layOut(tree, column, width, paint),
    "",
    ...layOut(factsOf(plan, options, amounts), FACTS, width, paint),
  ];
  return `${lines.join("\n")}\n`;
}

/** The flow as it is called, and its place. */
function headOf(plan: Plan, { graph, width }: PageOptions, paint: Paint): string[] {
  const flow = graph.flows[plan.flow];
  const type = (id: string) =>
    printType(graph.types[id]?.named ? { kind: "ref", id } : (graph.types[id]?.type ?? { kind: "json" }), 40);
  const parameters = flow?.parameters.map((p) => `${p.name}: ${type(p.type)}`).join(", ") ?? "";
  const head = `${flow?.name ?? plan.flow}(${parameters}) -> ${flow ? type(flow.result) : ""}`;
  const place = `${graph.files[plan.at.file] ?? ""}:${plan.at.line}`;
  const gap = width - widthOf(head) - widthOf(place);
  if (gap >= 2) return [`${paint("strong", head)}${" ".repeat(gap)}${paint("faint", place)}`];
  const left = " ".repeat(Math.max(0, width - widthOf(place)));
  return [paint("strong", head), `${left}${paint("faint", place)}`];
}
