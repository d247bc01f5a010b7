/** What one call of an agent costs at most: its own part of the context, and the model calls that fill it. */
import { counted } from "../../language/amount.ts";
import type { AgentEntry, AgentId } from "../graph/graph.ts";
import { canonicalText } from "../types/canonical.ts";
import { printType } from "../types/print.ts";
import { smallestValue } from "../types/smallest.ts";
import { askedFor, resultTokens, turnTokens, writtenTokens } from "./budget.ts";
import { free, times, together } from "./cost.ts";
import { textSize } from "./expression.ts";
import { CALLS_A_TURN, ERROR_TOKENS, NOTE_TOKENS } from "./limits.ts";
import { longestAnswer } from "./longest.ts";
import { isHeld } from "./models.ts";
import type { Part } from "./peak.ts";
import type { AgentStep, Cost } from "./plan.ts";
import { evaluate, max, number, product, type Size, sum, zero } from "./size.ts";
import { keyOf, toolTexts } from "./spine.ts";
import { jsonBounds } from "./text-bounds.ts";
import { sizeOf, type Value } from "./value.ts";
import type { World } from "./walk.ts";

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
  readonly value: Extract<Value, { kind: "typed" }>;
}

/** What a call of `agent` with these arguments costs, on a fork of `base`; its sub-agents may nest `delegates` deep. */
export function agentCost(
  agent: AgentEntry,
  values: ReadonlyMap<string, Value>,
  base: AgentBase,
  world: World,
  delegates = agent.delegates,
): AgentCost {
  const { graph, measure, types } = world;
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
  const most = isHeld(agent, graph) ? writtenTokens(agent, graph) : agent.tokens;
  const perTurn = isHeld(agent, graph) ? turnTokens(agent, graph, true) : agent.tokens;
  const written = number(most);
  // One more turn and the note that asks for it: the value of an agent that was stopped.
  const unreadable = agent.tools.length === 0 ? agent.turns - 1 : 0;
  const notes = (1 + unreadable + (agent.retry > 0 ? 1 : 0)) * measure.note;
  // Before it begins it asks for all that it is sure to need, which may be more than it ever uses.
  const asked = askedFor(agent, graph);
  const spare = Math.max(0, asked.work + asked.recovery - most - (calls > 0 ? calls * largestResult : 0));
  const marks = number(Math.max((agent.turns + 1) * measure.turn + notes, spare) + NOTE_TOKENS);

  const subagents = agent.tools.flatMap((ref) => (ref.kind === "agent" && delegates > 0 ? [ref] : []));
  const delegated = subagents.map((ref) => {
    const live: AgentBase =
      ref.from === "spine" ? base : { size: sum(base.size, opening, results, written), described: base.described };
    return delegatedCost(ref.id, written, live, world, delegates - 1);
  });
  const delegatedPeak =
    delegated.length === 0 ? zero : product(number(CALLS_A_TURN), max(...delegated.map((d) => d.cells)));

  const parts: Part[] = [
    { what: "prompt", size: opening },
    ...(calls > 0 ? [{ what: counted(calls, "result"), size: results }] : []),
    { what: "answer", size: written },
    { what: "reserve", size: marks },
    ...(delegated.length > 0 ? [subagentsPart(delegatedPeak, delegated)] : []),
  ];
  const cells = sum(...parts.map((p) => p.size));

  const attempts = agent.retry + 1;
  const one: Cost = {
    calls: number(agent.turns + 1),
    toolCalls: number(calls),
    read: sum(
      product(number(agent.turns + 1), sum(base.size, opening)),
      number(
        grownOver(agent.turns + 1, (turns) => {
          const made = Math.min(turns, callingTurns) * CALLS_A_TURN * (largestResult + measure.result);
          // What was written in a turn that could be read as nothing is taken back.
          const said = agent.tools.length === 0 ? 0 : Math.min(most, turns * perTurn);
          const told = Math.min(turns, unreadable + 1) + (agent.retry > 0 ? 1 : 0);
          return made + said + (turns + 1) * measure.turn + told * measure.note;
        }),
      ),
    ),
    shared: product(number(agent.turns + 1), base.size),
    written,
  };
  const ofDelegates = delegated.length === 0 ? free : times(number(calls), mostOf(delegated.map((d) => d.cost)));
  const bounds = result ? jsonBounds(result.type, types) : { fewest: 0, most: 0 };
  const shortest = result && measure.counted !== null ? smallestValue(result.type, types) : undefined;
  const smallest = shortest === undefined ? undefined : evaluate(count(canonicalText(shortest)), new Map());
  const longest = longestAnswer(result?.type ?? { kind: "json" }, world);
  return {
    cost: times(number(attempts), together(one, ofDelegates)),
    parts,
    cells,
    value: {
      kind: "typed",
      type: result?.type ?? { kind: "json" },
      cap: written,
    },
    step: {
      name: agent.name,
      turns: agent.turns,
      attempts,
      type: result ? printType(result.named ? { kind: "ref", id: result.id } : result.type, 32) : "string",
      answer: bounds,
      ...(smallest !== undefined && { smallest }),
      tokens: agent.tokens,
      ...(agent.reason !== undefined && { reason: agent.reason }),
      written: most,
      longest,
      // Where there is no end to it, `tokens` is the only bound that was wanted.
      mayBeCut:
        Number.isFinite(longest.characters) &&
        (longest.tokens ?? longest.characters / CHARACTERS_A_TOKEN) > agent.tokens,
      cells,
      tools: agent.tools.map((ref) => ({
        name: (ref.kind === "tool" ? graph.tools[ref.id] : graph.agents[ref.id])?.name ?? ref.id,
        calls: number(calls),
        result: resultTokens(ref, graph),
      })),
    },
  };
}

/** Turns that are added up one by one; where there are more, each is taken to be the last. */
const MOST_TURNS = 4_096;

/** What a context has grown by before each of so many turns, added up. */
function grownOver(count: number, by: (turns: number) => number): number {
  if (count > MOST_TURNS) return count * by(count - 1);
  let all = 0;
  for (let turns = 0; turns < count; turns++) all += by(turns);
  return all;
}

/** The sub-agents of one turn; where there is one kind of them, what each comes to. */
function subagentsPart(size: Size, [first, ...others]: readonly AgentCost[]): Part {
  if (!first || others.length > 0) return { what: "sub-agents", size };
  // Those that they have in turn are added up.
  const each = first.parts.map((part) => (part.each ? { what: "sub-agents", size: part.size } : part));
  return { what: first.step.name, size, times: number(CALLS_A_TURN), each };
}

/** A sub-agent whose arguments a model writes. The same one may be reached on many ways, each as deep as the others. */
function delegatedCost(id: AgentId, written: Size, base: AgentBase, world: World, delegates: number): AgentCost {
  const { graph, delegated } = world;
  const sub = graph.agents[id]!;
  const depth = Math.min(delegates, sub.delegates);
  const key = JSON.stringify([id, depth, written, base.size, [...base.described]]);
  const known = delegated.get(key);
  if (known) return known;
  const unknown = new Map(
    sub.parameters.map((p): [string, Value] => [
      p.name,
      { kind: "typed", type: graph.types[p.type]!.type, cap: written },
    ]),
  );
  const found = agentCost(sub, unknown, base, world, depth);
  delegated.set(key, found);
  return found;
}

/** Characters that a token of ordinary text holds on average; only `mayBeCut`, a hint, rests on it. */
const CHARACTERS_A_TOKEN = 4;

function mostOf(costs: readonly Cost[]): Cost {
  const none = new Map<string, number>();
  return [...costs].sort(
    (a, b) => evaluate(b.read, none, { ignoreBytes: true }) - evaluate(a.read, none, { ignoreBytes: true }),
  )[0]!;
}
