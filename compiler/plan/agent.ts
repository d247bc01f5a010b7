/** What one call of an agent costs at most: its own part of the context, and the model calls that fill it. */
import type { AgentEntry, Graph } from "../graph/graph.ts";
import type { TypeTable } from "../graph/type.ts";
import { askedFor, resultTokens } from "./budget.ts";
import { free, times, together } from "./cost.ts";
import { textSize } from "./expression.ts";
import { CALLS_A_TURN, ERROR_TOKENS, NOTE_TOKENS } from "./limits.ts";
import type { Measure } from "./measure.ts";
import type { Part } from "./peak.ts";
import type { AgentStep, Cost } from "./plan.ts";
import { evaluate, max, number, product, type Size, sum, zero } from "./size.ts";
import { keyOf, toolTexts } from "./spine.ts";
import { jsonBounds } from "./text-bounds.ts";
import { sizeOf, type Value } from "./value.ts";

export interface AgentBase {
  /** Tokens of the context that it forks. */
  readonly size: Size;
  /** What that context describes already. */
  readonly described: ReadonlySet<string>;
}

export interface AgentCost {
  readonly cost: Cost;
  /** Its own cells at its peak, as a sum. */
  readonly parts: readonly Part[];
  readonly cells: Size;
  readonly step: AgentStep;
  readonly value: Value;
}

export function agentCost(
  agent: AgentEntry,
  values: ReadonlyMap<string, Value>,
  base: AgentBase,
  graph: Graph,
  measure: Measure,
  types: TypeTable,
  delegates = agent.delegates,
): AgentCost {
  const count = measure.text;
  const paragraph = (size: Size) => sum(number(measure.paragraph), size);
  const result = graph.types[agent.result];

  const own = agent.tools.filter((ref) => !base.described.has(keyOf(ref)));
  const prompt = agent.prompt
    ? textSize(agent.prompt, values, count, types)
    : sum(
        count(agent.doc ?? ""),
        ...[...values].map(([name, v]) => sum(count(`${name}: `), sizeOf(v, count, types), number(1))),
      );
  const opening = sum(
    agent.system ? paragraph(textSize(agent.system, values, count, types)) : zero,
    own.length > 0 ? paragraph(measure.tools(toolTexts(own, graph))) : zero,
    paragraph(prompt),
    result ? paragraph(measure.answer(result.schema)) : zero,
  );

  // The last turn that is left may only answer, so calls are made in the turns before it.
  const callingTurns = agent.tools.length === 0 ? 0 : Math.max(0, agent.turns - 1);
  const calls = callingTurns * CALLS_A_TURN;
  // A call that failed is told with no more than that, whatever its tool may give.
  const largestResult = Math.max(ERROR_TOKENS, ...agent.tools.map((ref) => resultTokens(ref, graph)));
  const results = number(calls * (largestResult + measure.result));
  const written = number(agent.tokens);
  // One more turn and the note that asks for it: the value of an agent that was stopped.
  const unreadable = agent.tools.length === 0 ? agent.turns - 1 : 0;
  const notes = (1 + unreadable + (agent.retry > 0 ? 1 : 0)) * measure.note;
  // Before it begins it asks for all that it is sure to need, which may be more than it ever uses.
  const asked = askedFor(agent, graph);
  const spare = Math.max(0, asked.work + asked.recovery - agent.tokens - (calls > 0 ? calls * largestResult : 0));
  const marks = number(Math.max((agent.turns + 1) * measure.turn + notes, spare) + NOTE_TOKENS);

  const subagents = agent.tools.flatMap((ref) => (ref.kind === "agent" && delegates > 0 ? [ref] : []));
  const delegated = subagents.map((ref) => {
    const sub = graph.agents[ref.id]!;
    const unknown = new Map(
      sub.parameters.map((p): [string, Value] => [
        p.name,
        { kind: "typed", type: graph.types[p.type]!.type, cap: number(agent.tokens) },
      ]),
    );
    const live: AgentBase =
      ref.from === "spine" ? base : { size: sum(base.size, opening, results, written), described: base.described };
    return agentCost(sub, unknown, live, graph, measure, types, Math.min(delegates - 1, sub.delegates));
  });
  const delegatedPeak =
    delegated.length === 0 ? zero : product(number(CALLS_A_TURN), max(...delegated.map((d) => d.cells)));

  const parts: Part[] = [
    { what: "prompt", size: opening },
    ...(calls > 0 ? [{ what: "results", size: results }] : []),
    { what: "answer", size: written },
    { what: "reserve", size: marks },
    ...(delegated.length > 0 ? [{ what: "sub-agents", size: delegatedPeak }] : []),
  ];
  const cells = sum(...parts.map((p) => p.size));

  const attempts = agent.retry + 1;
  const one: Cost = {
    calls: number(agent.turns + 1),
    toolCalls: number(calls),
    read: product(number(agent.turns + 1), sum(base.size, opening, results, marks, written)),
    shared: product(number(agent.turns + 1), base.size),
    written,
  };
  const delegatedCost = delegated.length === 0 ? free : times(number(calls), mostOf(delegated.map((d) => d.cost)));
  const bounds = result ? jsonBounds(result.type, types) : { fewest: 0, most: 0 };
  return {
    cost: times(number(attempts), together(one, delegatedCost)),
    parts,
    cells,
    value: {
      kind: "typed",
      type: result?.type ?? { kind: "json" },
      cap: written,
      context: sum(base.size, cells),
    },
    step: {
      turns: agent.turns,
      attempts,
      answer: bounds,
      tokens: agent.tokens,
      mayBeCut: bounds.most > agent.tokens * LARGEST_TOKEN,
      cells,
      tools: agent.tools.map((ref) => ({
        name: (ref.kind === "tool" ? graph.tools[ref.id] : graph.agents[ref.id])?.name ?? ref.id,
        calls: number(calls),
        result: resultTokens(ref, graph),
      })),
    },
  };
}

/** Bytes that a token of ordinary text holds on average; only `mayBeCut`, a hint, rests on it. */
const LARGEST_TOKEN = 4;

function mostOf(costs: readonly Cost[]): Cost {
  const none = new Map<string, number>();
  return [...costs].sort(
    (a, b) => evaluate(b.read, none, { ignoreBytes: true }) - evaluate(a.read, none, { ignoreBytes: true }),
  )[0]!;
}
