import type { FlowDeclaration, Span } from "../../language/ast.ts";
import { lineAt, lineStarts, positionAt } from "../../language/source.ts";
import type { Graph } from "../graph/graph.ts";
import { renderPlan } from "../plan/page/page.ts";
import { cellsOf } from "../plan/page/tree.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Analysis } from "./analysis.ts";
import { brief, entryOf, flowCost } from "./costs.ts";
import type { Hint } from "./hints.ts";
import { movesBetween } from "./moves.ts";

/**
 * What the plan proves, where it belongs: beside a flow what it comes to in all, beside a spine its tokens and who
 * reuses them, beside a topology how much of it there is at most. Of a text with mistakes nothing is proved: beside what
 * was not touched since the last one without, what was proved of that is shown, and that it was.
 */
export function proofsOf(analysis: Analysis, within?: Span): readonly Hint[] {
  if (analysis.graph) return provedOf(analysis, within);
  const { settled } = analysis;
  if (!settled) return [];
  const moved = movesBetween(settled.text, analysis.text);
  return provedOf(settled, undefined).flatMap((hint) => {
    const at = moved(hint.at);
    return at === undefined ? [] : [{ ...hint, at, label: `was ${hint.label}` }];
  });
}

function provedOf(analysis: Analysis, within: Span | undefined): readonly Hint[] {
  const { module, graph } = analysis;
  if (!graph) return [];
  const flows = module.tree.declarations.filter((each): each is FlowDeclaration => each.kind === "flow");
  const asked = flows.filter(({ span }) => !within || (span.start <= within.end && within.start <= span.end));
  return asked.flatMap((flow) => {
    const plan = planFor(analysis, flow);
    return plan ? proofsOfFlow(analysis, flow, plan, graph) : [];
  });
}

function planFor(analysis: Analysis, declaration: FlowDeclaration): Plan | undefined {
  const { graph, module } = analysis;
  const entry = graph && entryOf(graph.flows, { kind: "declared", declaration, module });
  return entry && analysis.planOf(entry.id);
}

/** The plan of a flow as the page that `agentflow plan` shows, `width` columns wide; undefined where nothing is proved. */
export function planPageOf(analysis: Analysis, flow: string, width: number): string | undefined {
  const declaration = analysis.module.tree.declarations.find((each) => each.kind === "flow" && each.name.text === flow);
  const plan = declaration?.kind === "flow" ? planFor(analysis, declaration) : undefined;
  if (!plan || !analysis.graph) return undefined;
  return renderPlan(plan, { graph: analysis.graph, width, inputs: new Map() });
}

function proofsOfFlow(analysis: Analysis, flow: FlowDeclaration, plan: Plan, graph: Graph): readonly Hint[] {
  const unit = plan.counted === null ? " No model counts here, so each byte of a text is taken for a token." : "";
  const total: Hint = {
    at: endOfLine(analysis, flow.body.span.start),
    label: flowCost(plan, graph).join(" · "),
    kind: "proof",
    tooltip: `What a run of \`${flow.name.text}\` comes to at most.${unit}`,
  };
  const hints = [total];
  const seen = new Set<string>();
  const visit = (step: Step): void => {
    const { start, file } = step.at;
    const isHere = file === analysis.module.index && flow.span.start <= start && start < flow.span.end;
    const written = analysis.text.startsWith("share", start) || step.kind !== "share";
    const why = tooltips[step.kind];
    if (isHere && written && why && !seen.has(step.node)) {
      seen.add(step.node);
      const label = cellsOf(step, plan, brief)
        .cells.map(({ text }) => text)
        .join(" · ");
      if (label !== "") hints.push({ at: endOfLine(analysis, start), label, kind: "proof", tooltip: `${why}${unit}` });
    }
    step.steps.forEach(visit);
  };
  plan.steps.forEach(visit);
  return hints;
}

/** What the numbers beside a step are; others have none. */
const tooltips: Partial<Readonly<Record<Step["kind"], string>>> = {
  spine: "Tokens that are decoded once, and the agents whose contexts fork from them.",
  share: "Tokens that it adds to the spine, and the agents that read it.",
  topology: "How much of it there is at most, and how much of that at once.",
  loop: "How often it is done at most.",
};

/** The end of the line on which something begins; where a text goes on there, before that text. */
function endOfLine({ text, tokens }: Analysis, offset: number): number {
  const { line } = positionAt(text, offset);
  const start = lineStarts(text)[line - 1] ?? 0;
  const end = start + (lineAt(text, line) ?? "").trimEnd().length;
  const over = tokens.find((token) => token.startOffset < end && end < token.end && token.startOffset >= offset);
  return over ? over.startOffset : end;
}
