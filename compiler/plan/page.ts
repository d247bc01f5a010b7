/** The plan as a page: the flow as a tree, what it shares, the most it can cost, and what to mend. */
import type { Graph, Node, TypeEntry } from "../graph/graph.ts";
import { ERROR_TOKENS } from "./limits.ts";
import { type Part, sizeOfPeak } from "./peak.ts";
import type { AgentStep, Plan, Step } from "./plan.ts";
import { covers, evaluate, type Inputs, inputsOf, isZero, print, type Size, sum, zero } from "./size.ts";

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

/** A model's context is a multiple of this. */
const CELLS_AT_ONCE = 256;

/** What would make it fit: fewer branches side by side in the topology at the peak, or shorter results of its tools. */
function mendOf(plan: Plan, cells: number, inputs: Inputs): string | undefined {
  // Bytes count here: what is advised has to be enough. Texts that aren't there are taken to be empty.
  const empty = inputsOf(plan.cells).flatMap((name) => (name.startsWith("|") ? [[name, 0] as const] : []));
  const filled = new Map([...empty, ...inputs]);
  const value = (s: Size) => evaluate(s, filled);
  const over = plan.peak.sum.reduce((n, p) => n + value(p.size), 0) - cells;
  if (!Number.isFinite(over)) return undefined;
  const mends = [fewerBranches(plan, over, value), shorterResults(plan, over, value)];
  const found = mends.filter((mend) => mend !== undefined);
  if (found.length > 0) return found.join(", or ");
  const context = Math.ceil((cells + over) / CELLS_AT_ONCE) * CELLS_AT_ONCE;
  return `\`context: ${context}\` in the model`;
}

function fewerBranches(plan: Plan, over: number, value: (size: Size) => number): string | undefined {
  const wide = plan.peak.sum.find((part) => part.times !== undefined);
  const step = findStep(plan.steps, (s) => s.atOnce !== undefined && contains(s, plan.peak.node));
  if (!wide?.times || !step?.atOnce) return undefined;
  const count = value(wide.times);
  const fitting = Math.floor(count - (over * count) / value(wide.size));
  return fitting >= 1 && fitting < count ? `\`${step.label.split(" ")[0]}(max: ${fitting})\`` : undefined;
}

function shorterResults(plan: Plan, over: number, value: (size: Size) => number): string | undefined {
  const agent = findStep(plan.steps, (s) => s.node === plan.peak.node)?.agent;
  const [longest, next] = [...(agent?.tools ?? [])].sort((a, b) => b.result - a.result);
  if (!longest) return undefined;
  const times = plan.peak.sum.reduce((n, part) => n * (part.times ? value(part.times) : 1), 1);
  const result = Math.floor((longest.result - over / (times * value(longest.calls))) / 10) * 10;
  // An error is told with as many, so shorter ones would save nothing.
  const useful = result >= Math.max(ERROR_TOKENS, next?.result ?? 0) && result < longest.result;
  return useful ? `\`result: ${result}\` on ${longest.name}` : undefined;
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
  for (const [i, step] of plan.steps.entries())
    addRows(rows, step, "", i === plan.steps.length - 1, plan, amountIn(options.inputs));
  const column = Math.min(Math.max(...rows.map((r) => r.label.length), 12) + 3, Math.max(24, Math.floor(width / 2)));
  for (const row of rows) lines.push(...wrapRow(row, column, width));

  lines.push("");
  for (const [name, ...cells] of facts(plan, options)) lines.push(...wrapRow({ label: name, cells }, 10, width));
  return `${lines.join("\n")}\n`;
}

interface Row {
  readonly label: string;
  readonly cells: readonly string[];
}

function addRows(rows: Row[], step: Step, indent: string, last: boolean, plan: Plan, amount: Amount): void {
  rows.push({ label: `${indent}${last ? "└─" : "├─"} ${step.label}`, cells: describe(step, plan, amount) });
  const inner = `${indent}${last ? "   " : "│  "}`;
  for (const [i, s] of step.steps.entries()) addRows(rows, s, inner, i === step.steps.length - 1, plan, amount);
}

type Amount = (size: Size) => string;

/** Its number where the inputs that it depends on are there, else the expression. */
function amountIn(inputs: Inputs): Amount {
  return (size) => {
    const value = evaluate(size, inputs);
    return Number.isFinite(value) ? Math.ceil(value).toLocaleString("en-US") : print(size);
  };
}

function describe(step: Step, plan: Plan, amount: Amount): string[] {
  const spine = plan.spines.find((s) => s.node === step.node);
  if (step.kind === "spine" && spine) {
    const once =
      spine.brokenBy.length > 0 ? `decoded once for each \`${spine.brokenBy.join("`, `")}\`` : "decoded once";
    const by = step.readers?.length ? ` by ${namesOf(step.readers)}` : "";
    return [`${amount(spine.opened)} tokens, ${once}`, `reused ${countOf(spine.forks, amount)}${by}`];
  }
  if (step.kind === "share") {
    const readers = step.readers?.length ? `read by ${namesOf(step.readers)}` : "! read by nobody";
    return [`≤ ${amount(step.adds ?? zero)} tokens`, readers];
  }
  if (step.agent) return describeAgent(step.agent, amount);
  const texts: string[] = [];
  if (step.times) texts.push(`≤ ${amount(step.times)} times`);
  if (step.atOnce) texts.push(`${amount(step.atOnce)} at once`);
  return texts;
}

function describeAgent(agent: AgentStep, amount: Amount): string[] {
  const texts = [agent.turns === 1 ? "1 turn" : `≤ ${agent.turns} turns`];
  if (agent.attempts > 1) texts.push(`≤ ${agent.attempts} attempts`);
  const most = Number.isFinite(agent.answer.most) ? agent.answer.most.toLocaleString("en-US") : "∞";
  texts.push(`answer ${agent.answer.fewest} – ${most} bytes, ≤ ${agent.tokens.toLocaleString("en-US")} tokens`);
  for (const tool of agent.tools)
    texts.push(`${tool.name} ≤ ${amount(tool.calls)} × ${tool.result.toLocaleString("en-US")}`);
  if (agent.mayBeCut) texts.push("! may be cut");
  return texts;
}

/** Names that a line has room for. */
const MOST_NAMES = 4;

function namesOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${more} more` : names.join(", ");
}

function countOf(size: Size, amount: Amount): string {
  const text = amount(size);
  return text === "1" ? "once" : `${text} times`;
}

function facts(plan: Plan, { inputs, model, graph }: PageOptions): [string, ...string[]][] {
  const rows: [string, ...string[]][] = [];
  const amount = amountIn(inputs);
  const verdict = model && judge(plan, model.cells, inputs);
  const peak = sizeOfPeak({ ...plan.peak, parts: plan.peak.sum });
  const room =
    model && verdict ? [`${model.cells.toLocaleString("en-US")} in ${model.title}`, markOf(verdict, peak, inputs)] : [];
  rows.push(["cells", `${amount(peak)} at most${whileRuns(plan.peak.label)}`, ...room]);
  rows.push(["", spelt(plan.peak.sum, amount)]);
  const others = Number.isFinite(evaluate(plan.cells, inputs))
    ? []
    : candidates(plan.cells).filter((c) => !covers(peak, c));
  if (others.length > 0)
    rows.push(["", `or, with other inputs, ${others.slice(0, MOST_OTHERS).map(print).join(", ")}`]);
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

/** Other peaks that are shown where the inputs decide which is the greatest. */
const MOST_OTHERS = 3;

/** The sizes of which the greatest counts, whatever is added to all of them. */
function candidates(size: Size): readonly Size[] {
  if (size.kind === "max") return size.of;
  if (size.kind !== "sum") return [size];
  const choice = size.terms.find((term) => term.kind === "max");
  if (choice?.kind !== "max") return [size];
  const rest = size.terms.filter((term) => term !== choice);
  return choice.of.map((of) => sum(...rest, of));
}

function whileRuns(label: string): string {
  return label === "" ? "" : `, while ${label} ${/[ ,]/.test(label) ? "run" : "runs"}`;
}

/** `spine 118 + plan 512 + 4 × (prompt 61 + answer 370)`. */
function spelt(parts: readonly Part[], amount: (size: Size) => string): string {
  const texts = parts
    .filter((part) => !isZero(part.size))
    .map((part) => {
      if (part.each === undefined || part.times === undefined) return `${part.what} ${bracketed(amount(part.size))}`;
      const inner = spelt(part.each, amount);
      return part.times.kind === "number" && part.times.value === 1
        ? inner
        : `${bracketed(amount(part.times))} × (${inner})`;
    });
  return texts.join(" + ");
}

const bracketed = (text: string): string => (/ [+×] /.test(text) ? `(${text})` : text);

const MARKS = { fits: "✓ fits", "may-not-fit": "✗ may not fit", unknown: "? depends on the inputs" } as const;

function markOf({ kind }: Verdict, peak: Size, inputs: Inputs): string {
  const open = inputsOf(peak).some((name) => !inputs.has(name));
  return kind === "unknown" && !open ? "? may not fit, by bytes alone" : MARKS[kind];
}

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
  const lines: string[] = [];
  let line = "";
  const put = (text: string, gap: string): boolean => {
    const longer = line === "" ? text : `${line}${gap}${text}`;
    if (longer.length > room) return false;
    line = longer;
    return true;
  };
  for (const cell of row.cells) {
    if (put(cell, "   ")) continue;
    // What belongs together is only parted where a line is too short for it.
    if (line !== "" && cell.length <= room) {
      lines.push(line);
      line = cell;
      continue;
    }
    let gap = "   ";
    for (const word of cell.split(" ")) {
      if (!put(word, gap)) {
        lines.push(line);
        line = word;
      }
      gap = " ";
    }
  }
  lines.push(line);
  const [first = "", ...rest] = lines;
  const head =
    row.label.length + 2 > column
      ? [row.label, `${" ".repeat(column)}${first}`]
      : [`${row.label.padEnd(column)}${first}`];
  return [...head, ...rest.map((l) => `${" ".repeat(column)}${l}`)].map((l) => l.trimEnd());
}
