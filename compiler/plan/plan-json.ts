import type { Diagnostic } from "../../language/diagnostic.ts";
import type { Verdict } from "./judge.ts";
import type { Part } from "./peak.ts";
import type { Cost, Plan, Step } from "./plan.ts";
import type { PlanJson } from "./plan-schema.ts";
import { evaluate, type Inputs, print, readable, type Size } from "./size.ts";

/**
 * A plan as plain data, which `planSchema` describes. A size is its expression as a text and, where the inputs that it depends on are there and it has
 * an end, its number: `{ "text": "118 + |topic|", "value": 131 }`.
 */
export function planJson(
  plan: Plan,
  {
    inputs,
    verdict,
    warnings = [],
  }: { readonly inputs: Inputs; readonly verdict?: Verdict; readonly warnings?: readonly Diagnostic[] },
): PlanJson {
  const size = (of: Size): PlanJson["cells"] => {
    const value = evaluate(of, inputs);
    return Number.isFinite(value)
      ? { text: print(readable(of)), value: Math.ceil(value) }
      : { text: print(readable(of)) };
  };
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  const cost = (of: Cost): PlanJson["total"] => ({
    calls: size(of.calls),
    toolCalls: size(of.toolCalls),
    read: size(of.read),
    shared: size(of.shared),
    written: size(of.written),
  });
  const step = (of: Step): PlanJson["steps"][number] => ({
    node: of.node,
    at: { ...of.at },
    kind: of.kind,
    label: of.label,
    ...(of.adds && { adds: size(of.adds) }),
    ...(of.readers && { readers: [...of.readers] }),
    ...(of.times && { times: size(of.times) }),
    ...(of.unit && { unit: of.unit }),
    ...(of.exact && { exact: true }),
    ...(of.cut && { cut: true }),
    ...(of.atOnce && { atOnce: size(of.atOnce) }),
    ...(of.agent && {
      agent: {
        name: of.agent.name,
        turns: of.agent.turns,
        attempts: of.agent.attempts,
        answer: { fewest: of.agent.answer.fewest, most: finite(of.agent.answer.most) },
        tokens: of.agent.tokens,
        ...(of.agent.reason !== undefined && { reason: of.agent.reason }),
        written: of.agent.written,
        type: of.agent.type,
        ...(of.agent.smallest !== undefined && { smallest: of.agent.smallest }),
        longest: {
          characters: finite(of.agent.longest.characters),
          ...(of.agent.longest.tokens !== undefined && { tokens: of.agent.longest.tokens }),
        },
        mayBeCut: of.agent.mayBeCut,
        cells: size(of.agent.cells),
        tools: of.agent.tools.map((tool) => ({ name: tool.name, calls: size(tool.calls), result: tool.result })),
      },
    }),
    steps: of.steps.map(step),
  });
  const part = (of: Part): PlanJson["peak"]["sum"][number] => ({
    what: of.what,
    size: size(of.size),
    ...(of.times && { times: size(of.times) }),
    ...(of.each && { each: of.each.map(part) }),
  });
  return {
    version: plan.version,
    flow: plan.flow,
    at: { ...plan.at },
    counted: plan.counted,
    inputs: Object.fromEntries(inputs),
    steps: plan.steps.map(step),
    total: cost(plan.total),
    cells: size(plan.cells),
    peak: {
      node: plan.peak.node,
      label: plan.peak.label,
      ...(plan.peak.times && { times: size(plan.peak.times) }),
      sum: plan.peak.sum.map(part),
    },
    spines: plan.spines.map((spine) => ({
      node: spine.node,
      label: spine.label,
      opened: size(spine.opened),
      tokens: size(spine.tokens),
      forks: size(spine.forks),
      readers: [...spine.readers],
      brokenBy: [...spine.brokenBy],
    })),
    protected: [...plan.protected],
    warnings: warnings.map(({ code, message, hint, file, span }) => ({
      code,
      message,
      ...(hint !== undefined && { hint }),
      file,
      span: { start: span.start, end: span.end },
    })),
    ...(verdict && {
      model: { title: verdict.model.title, cells: verdict.model.cells },
      verdict: { kind: verdict.kind, mends: [...verdict.mends] },
    }),
  };
}
