import { bind } from "../../compiler/bind/bind.ts";
import { check } from "../../compiler/check/check.ts";
import { lower } from "../../compiler/lower/lower.ts";
import { load } from "../../compiler/modules/load.ts";
import { makePlan } from "../../compiler/plan/make.ts";
import { parse } from "../../language/index.ts";

/** Milliseconds that each phase took. What is read, parsed, bound and checked counts as `check`, as the command does it. */
export interface PhaseTimes {
  readonly parse: number;
  readonly check: number;
  readonly lower: number;
  readonly plan: number;
}

/** Times the phases over one program, once. Throws if there is anything to report on the program. */
export function timePhases(text: string): PhaseTimes {
  const file = "program.af";
  const start = performance.now();
  parse(text, file);
  const parsed = performance.now();
  const loaded = load(file, { read: (path) => (path === file ? text : undefined) });
  const bound = bind(loaded);
  const checked = check(bound);
  const done = performance.now();
  const diagnostics = [...loaded.diagnostics, ...bound.diagnostics, ...checked.diagnostics];
  if (diagnostics.length > 0) throw new Error(`the generated program is wrong: ${JSON.stringify(diagnostics[0])}`);
  const beforeLower = performance.now();
  const { graph } = lower(checked);
  const lowered = performance.now();
  if (graph.main === undefined) throw new Error("the generated program has no main flow");
  const beforePlan = performance.now();
  makePlan(graph, graph.main);
  const planned = performance.now();
  return {
    parse: parsed - start,
    check: done - parsed,
    lower: lowered - beforeLower,
    plan: planned - beforePlan,
  };
}
