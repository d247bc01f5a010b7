/** What stands under the tree: the most that the flow can cost, how sure that is, and what to mend. */
import { counted, plural } from "../../../language/amount.ts";
import { enforcementOf } from "../../decode/enforcement.ts";
import type { Graph } from "../../graph/graph.ts";
import { nodesOf } from "../../graph/reach.ts";
import { CALLS_A_TURN } from "../limits.ts";
import { type Part, sizeOfPeak } from "../peak.ts";
import type { Plan, Step } from "../plan.ts";
import { covers, expand, inputsOf, isZero, print, readable, type Size, sum } from "../size.ts";
import { tableOf } from "../text-bounds.ts";
import { deadFields } from "../unread.ts";
import type { PageOptions } from "./page.ts";
import { type Cell, type Row, TOGETHER, type Tone } from "./rows.ts";
import { type Amounts, count, figure } from "./words.ts";

export function factsOf(plan: Plan, options: PageOptions, amounts: Amounts): Row[] {
  return [
    ...inputRows(plan, options),
    ...cellRows(plan, options, amounts),
    ...costRows(plan, amounts),
    row("ends", "always: every loop, turn and delegation is bounded", ...cutCells(plan)),
    row("races", "none: a name is given its value once, and branches never write to the same context"),
    row("checked", checkedText(plan, options.graph)),
    ...leaveRows(plan, options),
    ...unusedRows(plan, options.graph),
  ];
}

/** What was left out of the plan has an end too, but no number says when. */
function cutCells({ steps }: Plan): Cell[] {
  const isCut = (step: Step): boolean => step.cut === true || step.steps.some(isCut);
  return steps.some(isCut) ? [{ text: "! but this is too much to follow, so no number says when", tone: "odd" }] : [];
}

function row(label: string, ...texts: (string | Cell)[]): Row {
  return { label, cells: texts.map((text) => (typeof text === "string" ? { text } : text)) };
}

/** What is known of the parameters, and what isn't. */
function inputRows(plan: Plan, { graph, inputs, defaulted }: PageOptions): Row[] {
  const parameters = graph.flows[plan.flow]?.parameters ?? [];
  const unit = plan.counted === null ? "byte" : "token";
  const amount = (n: number, noun: string) => counted(n, noun, figure);
  const asked = [...new Set([plan.cells, ...Object.values(plan.total)].flatMap(inputsOf))];
  // Of a parameter on which nothing depends there is nothing to say.
  const matters = (name: string) => asked.some((size) => /^[#|]([^.|[]+)/.exec(size)?.[1] === name);
  const known = parameters
    .filter(({ name }) => matters(name))
    .flatMap(({ name }): string[] => {
      const [size, length, longest] = [`|${name}|`, `#${name}`, `|${name}[]|`].map((key) => inputs.get(key));
      if (size === undefined) return [];
      const text =
        length === undefined ? amount(size, unit) : `${amount(length, "element")} of ≤ ${amount(longest ?? 0, unit)}`;
      return [`${name} ${text}${defaulted?.has(name) ? " (its default)" : ""}`];
    });
  const open = asked.filter((name) => !inputs.has(name));
  const rows = [
    ...(known.length > 0 ? [known.join(", ")] : []),
    ...open.map((name) => `${name} is ${meaningOf(name)}`),
  ];
  return rows.map((text, i) => row(i === 0 ? "inputs" : "", text));
}

/** What a size of the inputs is: `|messages[]|`, `#messages`. */
function meaningOf(name: string): string {
  if (name.startsWith("#")) return `how many elements \`${name.slice(1)}\` has`;
  const path = name.slice(1, -1);
  return path.endsWith("[]")
    ? `how many tokens the longest element of \`${path.slice(0, -2)}\` has`
    : `how many tokens \`${path}\` has`;
}

const TONES = { fits: "good", "may-not-fit": "bad", unknown: "odd" } as const satisfies Record<string, Tone>;

function cellRows(plan: Plan, { inputs, verdict }: PageOptions, amounts: Amounts): Row[] {
  const peak = sizeOfPeak({ ...plan.peak, parts: plan.peak.sum });
  const open = inputsOf(plan.cells).filter((name) => !inputs.has(name));
  const at = `, while ${runningText(plan, amounts)}`;
  const judged: Cell[] = [];
  if (verdict) {
    const { kind, model } = verdict;
    const endless = !Number.isFinite(amounts.value(plan.cells));
    const unsure =
      open.length > 0
        ? "? depends on the inputs"
        : endless
          ? "? no bound is known: bound the texts that tools give"
          : plan.counted === null
            ? "? may not fit, by its bytes alone"
            : "? may not fit: what agents and tools give is bounded by its bytes";
    const mark = kind === "fits" ? "✓ fits" : kind === "may-not-fit" ? "✗ may not fit" : unsure;
    judged.push({ text: `${figure(model.cells)} in ${model.title}` }, { text: mark, tone: TONES[kind] });
  }
  const rows = [
    row("cells", `${amounts(peak)} at most${at}`, ...judged),
    row("", spelt(plan.peak.sum, amounts, plan.peak.label)),
    row("", { text: LEGEND, tone: "faint" }),
  ];
  const simple = readable(plan.cells, inputs);
  const others = open.length === 0 ? [] : candidates(simple).filter((c) => !covers(readable(peak, inputs), c));
  if (others.length > 0)
    rows.push(row("", `with other inputs ${others.slice(0, MOST_OTHERS).map(print).join(", or ")}`));
  for (const [i, mend] of (verdict?.mends ?? []).entries())
    rows.push(row("", { text: `${i === 0 ? "mend:" : "or:"} ${mend}`, tone: "strong" }));
  return rows;
}

const LEGEND = "prompt: its texts and the shape of its answer; reserve: marks, notes and a last answer";

/** `4 researchers run`, `facts and figures run`, `the spine is decoded`. */
function runningText(plan: Plan, amounts: Amounts): string {
  const { label, times } = plan.peak;
  if (label === "spine" || label.startsWith("share ")) return `the ${label} is decoded`;
  const often = times ? amounts(times) : "1";
  if (often !== "1") return `${often} ${plural(label)} run`;
  return `${label} ${label.includes(" and ") ? "run" : "runs"}`;
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
  return choice.of.map((of) => expand(sum(...rest, of)));
}

/** `spine 118 + plan 512 + 4 × (prompt 61 + answer 370)`; what is repeated has its name where it isn't what `running` names. */
function spelt(parts: readonly Part[], amounts: Amounts, running: string): string {
  const texts = parts
    .filter((part) => !isZero(part.size))
    .map((part) => {
      if (part.each === undefined || part.times === undefined)
        return together(`${part.what} ${bracketed(amounts(part.size))}`);
      const inner = spelt(part.each, amounts, running);
      const often = amounts(part.times);
      const name = part.what === running ? "" : `${part.what} `;
      return often === "1" ? inner : `${together(`${bracketed(often)} × ${name}`)}(${inner})`;
    });
  return texts.join(" + ");
}

/** A term is not parted at the end of a line, unless it is a long one. */
const together = (term: string): string => (term.length <= 30 ? term.replaceAll(" ", TOGETHER) : term);

const bracketed = (text: string): string => (/ [+×] /.test(text) ? `(${text})` : text);

function costRows(plan: Plan, amounts: Amounts): Row[] {
  const { calls, toolCalls, read, shared, written } = plan.total;
  const tools = isZero(toolCalls) ? "no tool calls" : count(toolCalls, "tool call", amounts, "≤ ");
  const [all, reused] = [amounts.value(read), amounts.value(shared)];
  const part = Number.isFinite(all) && all > 0 ? `, ${Math.floor((100 * reused) / all)} % of it shared` : "";
  const how = plan.counted
    ? `counted by ${plan.counted}`
    : "no model counts here, so each byte of a text is taken for a token; `--model` counts";
  return [
    row(
      "calls",
      count(calls, "model call", amounts, "≤ "),
      tools,
      "the turns of each agent, and one more for each that is stopped",
      ...callsTexts(plan),
    ),
    row("tokens", `≤ ${amounts(read)} read by all calls together${part}`, `≤ ${amounts(written)} written`),
    row("", { text: how, tone: "faint" }),
  ];
}

/** Where models may call tools, how often in a turn. */
function callsTexts({ steps }: Plan): string[] {
  const hasTools = (step: Step): boolean => (step.agent?.tools.length ?? 0) > 0 || step.steps.some(hasTools);
  return steps.some(hasTools) ? [`tools: ${CALLS_A_TURN} calls a turn, none in the last`] : [];
}

/** Of the constraints of all answers in the flow, how many are held to while they are written, and which only afterwards. */
function checkedText(plan: Plan, graph: Graph): string {
  const types = tableOf(graph);
  const after = new Set<string>();
  let decoding = 0;
  const results = new Set(
    nodesOf(graph, plan.flow).flatMap((n) => (n.kind === "agent" ? [graph.agents[n.agent]?.result ?? ""] : [])),
  );
  for (const id of results) {
    const entry = graph.types[id];
    if (!entry) continue;
    for (const { path, constraint, how } of enforcementOf(entry.type, types)) {
      if (how === "decoding") decoding += 1;
      else after.add(`\`${[entry.named ? id : "", path].filter(Boolean).join(".")}: ${constraint}\``);
    }
  }
  const bounds = decoding === 1 ? "its one bound" : `all ${decoding} bounds`;
  const shape = decoding === 0 ? "the shape of every answer" : `the shape of every answer and ${bounds}`;
  if (after.size === 0) return `${shape}, while it is written`;
  return `${[...after].join(", ")} once it is written; ${shape.replace("all ", "")} while it is`;
}

/** Protected tools, which need someone's leave. */
function leaveRows(plan: Plan, { graph, grants }: PageOptions): Row[] {
  const names = plan.protected.map((id) => graph.tools[id]?.name ?? id).filter((name) => !grants?.has(name));
  return names.map((name, i) => {
    const text = `! a person before each call of \`${name}\`, which is protected: \`--grant ${name}\` lets it run (AF0610)`;
    return row(i === 0 ? "asks" : "", { text, tone: "odd" });
  });
}

function unusedRows(plan: Plan, graph: Graph): Row[] {
  const dead = deadFields(graph, plan.flow);
  if (dead.length === 0) return [];
  return dead.map(({ agent, field }, i) => {
    const of = graph.agents[agent]?.name ?? agent;
    const text = `! \`${field}\` of what ${of} gives: it is written, and nothing reads it (AF0609)`;
    return row(i === 0 ? "unread" : "", { text, tone: "odd" });
  });
}
