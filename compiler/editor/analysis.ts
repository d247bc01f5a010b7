import type { Diagnostic } from "../../language/diagnostic.ts";
import type { Token } from "../../language/tokens.ts";
import type { Checked } from "../check/check.ts";
import { type Compiled, finish } from "../compile.ts";
import type { FlowId, Graph } from "../graph/graph.ts";
import type { LoadedModule } from "../modules/load.ts";
import { makePlan, type PlanOptions } from "../plan/make.ts";
import type { Plan } from "../plan/plan.ts";

/**
 * All that is known of the current text of a file, however much of it is written: its tree, what its names stand for and
 * what types its expressions have. What takes longer is worked out when it is asked for, once.
 */
export interface Analysis {
  readonly path: string;
  readonly text: string;
  /** The file itself: the first of the modules that were loaded for it. */
  readonly module: LoadedModule;
  readonly tokens: readonly Token[];
  /** Side tables to the trees of the file and of all that it imports. */
  readonly checked: Checked;
  /** What `compile` says of the file and of those that it imports, this file's first. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent where there is an error in any of the files. */
  readonly graph: Graph | undefined;
  /** Itself if its graph was asked for and is there, else the last analysis of an earlier text of which that is so. */
  readonly settled: Analysis | undefined;
  /** The plan of a flow of the graph; undefined where there is no graph, or no such flow in it. */
  planOf(flow: FlowId): Plan | undefined;
}

/** What an analysis is made with, besides the program. */
export interface AnalysisOptions {
  readonly plan?: PlanOptions | undefined;
  /** The analysis of the file's text before this one. */
  readonly before?: Analysis | undefined;
}

/** Makes the analysis of a program's entry file. */
export function makeAnalysis(
  module: LoadedModule,
  tokens: readonly Token[],
  checked: Checked,
  { plan, before }: AnalysisOptions,
): Analysis {
  let finished: Omit<Compiled, "sources"> | undefined;
  let earlier = before?.settled;
  const whole = () => {
    finished ??= finish(module.path, checked);
    // What is settled itself needs none before it, and keeping that would keep all that ever was.
    if (finished.graph) earlier = undefined;
    return finished;
  };
  const plans = new Map<FlowId, Plan>();
  const analysis: Analysis = {
    path: module.path,
    text: module.text,
    module,
    tokens,
    checked,
    get diagnostics() {
      return whole().diagnostics;
    },
    get graph() {
      return whole().graph;
    },
    get settled() {
      return finished?.graph ? analysis : earlier;
    },
    planOf(flow) {
      const { graph } = whole();
      if (!graph || !Object.hasOwn(graph.flows, flow)) return undefined;
      const made = plans.get(flow) ?? makePlan(graph, flow, plan);
      plans.set(flow, made);
      return made;
    },
  };
  return analysis;
}
