/** The flow as a tree: its spines, what is shared, branches and agents, each with what it can come to. */
import { counted } from "../../../language/amount.ts";
import type { AgentStep, Plan, SpineReport, Step } from "../plan.ts";
import { isZero, one, zero } from "../size.ts";
import { longestText } from "../warnings.ts";
import type { Cell, Row } from "./rows.ts";
import { type Amounts, count, figure, namesOf } from "./words.ts";

/** One row for the spine that all stands on, and one for each step under it. */
export function treeOf(plan: Plan, amounts: Amounts): Row[] {
  const rows: Row[] = [];
  const [only, ...others] = plan.steps;
  const addAll = (steps: readonly Step[], indent: string): void => {
    for (const [i, step] of steps.entries()) add(step, indent, i === steps.length - 1);
  };
  const add = (step: Step, indent: string, last: boolean): void => {
    const inner = `${indent}${last ? "   " : "│  "}`;
    const follow = `${inner}${step.steps.length > 0 ? "│" : ""}`;
    rows.push({ lead: `${indent}${last ? "└─" : "├─"} `, follow, label: step.label, ...cellsOf(step, plan, amounts) });
    addAll(step.steps, inner);
  };
  if (only?.kind === "spine" && others.length === 0) {
    rows.push({ follow: "│", label: only.label, ...cellsOf(only, plan, amounts) });
    addAll(only.steps, "");
    return rows;
  }
  const [root] = plan.spines;
  rows.push({ follow: "│", label: "no spine", cells: root ? emptySpine(plan, root, amounts) : [] });
  addAll(plan.steps, "");
  return rows;
}

function emptySpine(plan: Plan, root: SpineReport, amounts: Amounts): Cell[] {
  const tools = plan.peak.sum.find((part) => part.what === "tools");
  if (!tools || isZero(tools.size)) return [{ text: "agents begin with nothing shared" }];
  return [{ text: `${count(tools.size, "token", amounts)} of tools, decoded once` }, ...reuseOf(root, amounts)];
}

/** What is said of a step, in a few words each. */
export function cellsOf(
  step: Step,
  plan: Plan,
  amounts: Amounts,
): { readonly cells: readonly Cell[]; aligned?: boolean } {
  if (step.agent) return { cells: agentCells(step.agent, amounts), aligned: true };
  switch (step.kind) {
    case "spine":
      return { cells: spineCells(step, plan, amounts) };
    case "share": {
      const readers = step.readers ?? [];
      const read: Cell =
        readers.length > 0 ? { text: `read by ${namesOf(readers)}` } : { text: "! read by nobody", tone: "odd" };
      return { cells: [{ text: count(step.adds ?? zero, "token", amounts, "≤ ") }, read] };
    }
    case "tool":
      return { cells: [{ text: count(step.times ?? one, "call", amounts, "≤ ") }] };
    case "ask":
      return { cells: [{ text: "waits for a person" }] };
    case "choice":
      return { cells: step.steps.length > 1 ? [{ text: "one of these" }] : [] };
    case "topology":
    case "loop":
      return { cells: widthCells(step, amounts) };
    case "agent":
    case "flow":
    case "other":
      return { cells: [] };
  }
}

function spineCells(step: Step, plan: Plan, amounts: Amounts): Cell[] {
  const report = plan.spines.find((spine) => spine.node === step.node);
  const size: Cell = { text: `${count(step.adds ?? zero, "token", amounts)}, decoded once` };
  if (!report) return [size];
  const [name] = report.brokenBy;
  if (name === undefined) return [size, ...reuseOf(report, amounts)];
  const each = `! decoded again for each \`${report.brokenBy.join("`, `")}\`: \`\${${name}}\` in it breaks the sharing`;
  return [
    { text: count(step.adds ?? zero, "token", amounts) },
    ...reuseOf(report, amounts),
    { text: each, tone: "odd" },
  ];
}

function reuseOf({ forks, readers }: SpineReport, amounts: Amounts): Cell[] {
  const times = amounts(forks);
  if (times === "0") return [{ text: "! no agent forks from it", tone: "odd" }];
  const often = times === "1" ? "once" : `${times} times`;
  return [{ text: `reused ${often}${readers.length > 0 ? ` by ${namesOf(readers)}` : ""}` }];
}

/** `≤ 4 branches, all at once`. */
function widthCells({ times, atOnce, unit = "branch", exact }: Step, amounts: Amounts): Cell[] {
  const texts: string[] = [];
  if (times) texts.push(count(times, unit, amounts, exact ? "" : "≤ "));
  if (atOnce && times) {
    const [wide, all] = [amounts(atOnce), amounts(times)];
    if (all !== "1") texts.push(wide === all ? "all at once" : `≤ ${wide} at once`);
  } else if (atOnce) texts.push(`≤ ${amounts(atOnce)} at once`);
  return texts.length > 0 ? [{ text: texts.join(", ") }] : [];
}

function agentCells(agent: AgentStep, amounts: Amounts): Cell[] {
  const turns = agent.turns === 1 ? "1 turn" : `≤ ${agent.turns} turns`;
  const attempts = agent.attempts > 1 ? `, ≤ ${agent.attempts} attempts` : "";
  const cells: Cell[] = [{ text: `${turns}${attempts}` }, { text: answerText(agent) }];
  if (agent.reason) cells.push({ text: `thinks ≤ ${figure(agent.reason)} a turn` });
  const answer = Math.min(agent.tokens, agent.answer.most);
  if (agent.written > answer) cells.push({ text: `writes ≤ ${figure(agent.written)} in all` });
  const [first] = agent.tools;
  if (first && !isZero(first.calls)) {
    const results = agent.tools.map((tool, i) => `${tool.name} (${figure(tool.result)}${i === 0 ? " tokens" : ""})`);
    cells.push({ text: `${count(first.calls, "call", amounts, "≤ ")} of ${results.join(", ")}` });
  }
  if (agent.mayBeCut) {
    cells.push({ text: `! may be cut: the longest ${agent.type} ${longestText(agent)} (AF0611)`, tone: "odd" });
  }
  return cells;
}

function answerText({ answer, smallest, tokens }: AgentStep): string {
  const most = Math.min(tokens, answer.most);
  if (smallest !== undefined && smallest < most) return `answer ${figure(smallest)} – ${figure(most)} tokens`;
  return `answer ≤ ${counted(most, "token", figure)}`;
}
