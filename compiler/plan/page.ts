/** The plan as a page: the flow as a tree, what it shares, the most it can cost, and what to mend. */
import type { Graph, Node, TypeEntry } from "../graph/graph.ts";
import type { AgentStep, Plan, Step } from "./plan.ts";
import { evaluate, type Inputs, inputsOf, print, type Size } from "./size.ts";

export interface PageOptions {
  readonly graph: Graph;
  readonly width: number;
  readonly inputs: Inputs;
  /** Of the model that would run it, and what it is called. */
  readonly model?: PlannedModel;
}

/** Of the model that a plan is judged against. */
export interface PlannedModel {
  readonly title: string;
  readonly cells: number;
  /** Branches alive at once. */
  readonly branches?: number;
}

export interface Verdict {
  /** `unknown` where the answer depends on inputs that are not there. */
  readonly kind: "fits" | "may-not-fit" | "unknown";
  readonly cells: number;
  /** What would make it fit. */
  readonly mend?: string;
}

/** Whether the flow fits a model's cells: it may not only by tokens that were counted or declared. */
export function judge(plan: Plan, cells: number, inputs: Inputs): Verdict {
  const most = evaluate(plan.cells, inputs);
  if (most <= cells) return { kind: "fits", cells: most };
  const least = evaluate(plan.cells, inputs, { ignoreBytes: true });
  if (least <= cells) return { kind: "unknown", cells: most };
  const mend = mendOf(plan, cells, inputs);
  return { kind: "may-not-fit", cells: most, ...(mend ? { mend } : {}) };
}

/** The greatest number of branches side by side that would fit, for the topology at the peak. */
function mendOf(plan: Plan, cells: number, inputs: Inputs): string | undefined {
  const [opening, ...parts] = plan.peak.sum;
  const wide = parts.find((p) => / × \(/.test(p.what));
  const value = (s: Size) => evaluate(s, inputs, { ignoreBytes: true });
  const step = wide && findStep(plan.steps, (s) => s.kind === "topology" && contains(s, plan.peak.node));
  if (!opening || !wide || !step?.atOnce) return undefined;
  const count = value(step.atOnce);
  const others = value(opening.size) + parts.reduce((n, p) => n + (p === wide ? 0 : value(p.size)), 0);
  const each = value(wide.size) / count;
  const fitting = Math.floor((cells - others) / each);
  return fitting >= 1 && fitting < count ? `${step.label.split(" ")[0]}(max: ${fitting})` : undefined;
}

function contains(step: Step, node: string): boolean {
  return step.node === node || step.steps.some((s) => contains(s, node));
}

function findStep(steps: readonly Step[], test: (step: Step) => boolean): Step | undefined {
  for (const step of steps) {
    const inner = findStep(step.steps, test);
    if (inner) return inner;
    if (test(step)) return step;
  }
  return undefined;
}

export function renderPlan(plan: Plan, options: PageOptions): string {
  const { graph, width } = options;
  const flow = graph.flows[plan.flow];
  const lines: string[] = [];
  const parameters = flow?.parameters.map((p) => p.name).join(", ") ?? "";
  const result = flow ? typeName(graph.types[flow.result]) : "";
  lines.push(spread(`${flow?.name ?? plan.flow}(${parameters}) -> ${result}`, place(plan, graph), width), "");

  const rows: Row[] = [];
  for (const [i, step] of plan.steps.entries()) addRows(rows, step, "", i === plan.steps.length - 1, plan);
  const column = Math.min(Math.max(...rows.map((r) => r.label.length), 12) + 3, Math.max(24, Math.floor(width / 2)));
  for (const row of rows) lines.push(...wrapRow(row, column, width));

  lines.push("");
  for (const [name, text] of facts(plan, options)) lines.push(...wrapRow({ label: name, cells: [text] }, 10, width));
  return `${lines.join("\n")}\n`;
}

interface Row {
  readonly label: string;
  readonly cells: readonly string[];
}

function addRows(rows: Row[], step: Step, indent: string, last: boolean, plan: Plan): void {
  rows.push({ label: `${indent}${last ? "└─" : "├─"} ${step.label}`, cells: describe(step, plan) });
  const inner = `${indent}${last ? "   " : "│  "}`;
  for (const [i, s] of step.steps.entries()) addRows(rows, s, inner, i === step.steps.length - 1, plan);
}

function describe(step: Step, plan: Plan): string[] {
  const spine = plan.spines.find((s) => s.node === step.node);
  if (step.kind === "spine" && spine) {
    const once =
      spine.brokenBy.length > 0 ? `decoded once for each \`${spine.brokenBy.join("`, `")}\`` : "decoded once";
    return [`${print(spine.tokens)} tokens, ${once}`, `reused ${countOf(spine.forks)}`];
  }
  if (step.kind === "share") return [`≤ ${print(step.adds ?? { kind: "number", value: 0 })} tokens`];
  if (step.agent) return describeAgent(step.agent);
  const texts: string[] = [];
  if (step.times) texts.push(`≤ ${print(step.times)} times`);
  if (step.atOnce) texts.push(`${print(step.atOnce)} at once`);
  return texts;
}

function describeAgent(agent: AgentStep): string[] {
  const texts = [agent.turns === 1 ? "1 turn" : `≤ ${agent.turns} turns`];
  if (agent.attempts > 1) texts.push(`≤ ${agent.attempts} attempts`);
  const most = Number.isFinite(agent.answer.most) ? agent.answer.most.toLocaleString("en-US") : "∞";
  texts.push(`answer ${agent.answer.fewest} – ${most} bytes in ≤ ${agent.tokens.toLocaleString("en-US")} tokens`);
  for (const tool of agent.tools)
    texts.push(`${tool.name} ≤ ${print(tool.calls)} × ${tool.result.toLocaleString("en-US")}`);
  if (agent.mayBeCut) texts.push("! may be cut");
  return texts;
}

function countOf(size: Size): string {
  if (size.kind === "number") return size.value === 1 ? "once" : `${print(size)} times`;
  return `${print(size)} times`;
}

function facts(plan: Plan, { inputs, model, graph }: PageOptions): [string, string][] {
  const rows: [string, string][] = [];
  const amount = (size: Size) => {
    const value = evaluate(size, inputs);
    return Number.isFinite(value) ? Math.ceil(value).toLocaleString("en-US") : print(size);
  };
  const where = plan.peak.label ? `, while ${plan.peak.label} runs` : "";
  const verdict = model && judge(plan, model.cells, inputs);
  const room = model ? `; ${model.cells.toLocaleString("en-US")} in ${model.title}` : "";
  rows.push(["cells", `${amount(plan.cells)} at most${where}${room}${verdict ? ` ${MARKS[verdict.kind]}` : ""}`]);
  rows.push(["", plan.peak.sum.map((p) => `${p.what} ${amount(p.size)}`).join(" + ")]);
  const open = inputsOf(plan.cells).filter((name) => !inputs.has(name));
  if (open.length > 0) rows.push(["", `${open.join(", ")}: known once there are inputs`]);
  if (verdict?.mend) rows.push(["", `mend: ${verdict.mend}`]);
  const { calls, toolCalls, read, shared, written } = plan.total;
  rows.push(["calls", `≤ ${amount(calls)} model calls, ≤ ${amount(toolCalls)} tool calls`]);
  const [all, reused] = [evaluate(read, inputs), evaluate(shared, inputs)];
  const part = Number.isFinite(all) && all > 0 ? ` (${Math.floor((100 * reused) / all)} % shared)` : "";
  rows.push(["tokens", `≤ ${amount(read)} read${part}, ≤ ${amount(written)} written`]);
  rows.push(["", plan.counted ? `counted by ${plan.counted}` : "bounded by bytes; with --model they are counted"]);
  rows.push(["ends", "always: every loop, turn and delegation is bounded"]);
  rows.push(["races", "none: every name is given once, and branches share nothing that they write"]);
  const after = checkedAfter(plan, graph);
  rows.push([
    "checked",
    after.length === 0 ? "all of it while decoding" : `${after.join(", ")} after decoding; all else while decoding`,
  ]);
  return rows;
}

const MARKS = { fits: "✓ fits", "may-not-fit": "✗ may not fit", unknown: "? depends on the inputs" } as const;

/** Constraints of the answers in this flow that are only checked once they are there. */
function checkedAfter(plan: Plan, graph: Graph): string[] {
  const found = new Set<string>();
  const visit = (step: Step): void => {
    const node = findNode(graph, step.node);
    if (node?.kind === "agent") {
      const result = graph.types[graph.agents[node.agent]?.result ?? ""];
      for (const constraint of result?.checkedAfter ?? []) found.add(`\`${constraint}\``);
    }
    step.steps.forEach(visit);
  };
  plan.steps.forEach(visit);
  return [...found];
}

function findNode(graph: Graph, id: string): Node | undefined {
  let found: Node | undefined;
  JSON.stringify(graph.flows, (_key, part) => {
    if (part !== null && typeof part === "object" && part.id === id && "kind" in part) found = part as Node;
    return part;
  });
  return found;
}

function typeName(entry: TypeEntry | undefined): string {
  if (!entry) return "string";
  return entry.named
    ? entry.id
    : entry.type.kind === "list" && entry.type.element.kind === "ref"
      ? `${entry.type.element.id}[]`
      : entry.type.kind;
}

function place(plan: Plan, graph: Graph): string {
  return `${graph.files[plan.at.file] ?? ""}:${plan.at.line}`;
}

function spread(left: string, right: string, width: number): string {
  const gap = width - left.length - right.length;
  return gap >= 2 ? `${left}${" ".repeat(gap)}${right}` : `${left}  ${right}`;
}

/** A label, then texts that go on under themselves where the line ends. */
function wrapRow(row: Row, column: number, width: number): string[] {
  const room = Math.max(20, width - column);
  const words = row.cells.join("   ").split(" ");
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line.trimEnd());
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  const [first = "", ...rest] = lines;
  const head =
    row.label.length + 2 > column
      ? [row.label, `${" ".repeat(column)}${first}`]
      : [`${row.label.padEnd(column)}${first}`];
  return [...head, ...rest.map((l) => `${" ".repeat(column)}${l}`)].map((l) => l.trimEnd());
}
