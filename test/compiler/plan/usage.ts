/** What a scripted run of a flow uses, beside what its plan said. */
import { type Operation, scoped, run as start } from "effection";
import type { Json } from "../../../compiler/graph/expression.ts";
import type { Graph } from "../../../compiler/graph/graph.ts";
import type { Type, TypeTable } from "../../../compiler/graph/type.ts";
import { inputSizes, makePlan } from "../../../compiler/plan/make.ts";
import { evaluate, type Size } from "../../../compiler/plan/size.ts";
import { resolve } from "../../../compiler/types/access.ts";
import { smallestValue } from "../../../compiler/types/smallest.ts";
import { entriesOf } from "../../../runtime/context/context.ts";
import type { ScriptTurn } from "../../../runtime/engine/scripted/script.ts";
import { type ScriptedEngine, useScriptedEngine } from "../../../runtime/engine/scripted/scripted-engine.ts";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { RunOutcome } from "../../../runtime/events/event.ts";
import { engineMeasure } from "../../../runtime/plan-measure.ts";
import { run } from "../../../runtime/run/run.ts";

export interface Usage {
  readonly cells: number;
  readonly calls: number;
  readonly toolCalls: number;
  readonly read: number;
  readonly written: number;
  /** Tokens of the longest context, and of what was asked for with one. */
  readonly context: number;
}

export interface Compared {
  readonly used: Usage;
  /** By the engine's own tokenizer, and by bytes. */
  readonly counted: Usage;
  readonly bounded: Usage;
  readonly outcome: RunOutcome["kind"];
}

/**
 * Runs a flow whose models do whatever `random` (from 0 to 1) makes them do, and compares. A greedy one takes all that it
 * may: every turn, every call, the longest of each value.
 */
export function compare(
  graph: Graph,
  flow: string,
  args: Readonly<Record<string, Json>>,
  random: () => number,
  greedy = false,
): Promise<Compared> {
  return start(() => scoped(() => carryOut(graph, flow, args, random, greedy)));
}

const BRANCHES = 6;

function* carryOut(
  graph: Graph,
  flow: string,
  args: Readonly<Record<string, Json>>,
  random: () => number,
  greedy: boolean,
): Operation<Compared> {
  const clock = createSimulatedClock();
  const table: TypeTable = new Map(Object.entries(graph.types));
  const make = (type: Type) => randomValue(type, table, greedy ? () => 0.999_999 : random);
  const engines: ScriptedEngine[] = [];
  const used = { cells: 0, calls: 0, toolCalls: 0, read: 0, written: 0, context: 0 };
  const options = { cells: 1_000_000, branches: BRANCHES + 2, clock, types: graph.types };
  const plain = yield* useScriptedEngine(options);
  const outcome = yield* run(graph, {
    flow,
    arguments: args,
    clock,
    seed: 1,
    grants: new Set(Object.keys(graph.tools)),
    workspace: "/",
    directory: "/",
    *ask({ type }) {
      return { kind: "answered", value: make(type.type) };
    },
    *engine() {
      const script = ({ request }: { request: Parameters<typeof turnOf>[0] }) => turnOf(request, make, random, greedy);
      const engine = yield* useScriptedEngine({ ...options, script });
      engines.push(engine);
      return {
        ...engine,
        admit(request) {
          used.context = Math.max(used.context, engine.count(entriesOf(request.context)) + request.reserve);
          return engine.admit(request);
        },
      };
    },
    *tools(tool) {
      const type = graph.types[tool.result]?.type ?? { kind: "json" };
      return {
        kind: "loaded",
        handler: () => {
          used.toolCalls++;
          if (!greedy && random() < 0.2) throw new Error("It did not work. ".repeat(Math.floor(random() * 200)));
          return make(type);
        },
      };
    },
    onEvent(event) {
      const cells = engines.map((engine) => engine.usage().cells + engine.usage().reserved);
      used.cells = Math.max(
        used.cells,
        cells.reduce((a, b) => a + b, 0),
      );
      if (event.kind !== "turn-ended") return;
      used.calls++;
      used.read += event.prefilled + event.shared;
      used.written += event.sampled + event.forced;
      const read = event.prefilled + event.shared;
      used.context = Math.max(used.context, read + event.sampled + event.forced);
    },
  });
  const measure = engineMeasure(plain, graph);
  const count = (text: string) => evaluate(measure.text(text), new Map());
  return {
    used,
    counted: planned(graph, flow, inputSizes(args, count), measure),
    bounded: planned(graph, flow, inputSizes(args)),
    outcome: outcome.kind,
  };
}

function planned(
  graph: Graph,
  flow: string,
  inputs: ReadonlyMap<string, number>,
  measure?: ReturnType<typeof engineMeasure>,
): Usage {
  const plan = makePlan(graph, flow, { inputs, branches: BRANCHES, ...(measure && { measure }) });
  const value = (size: Size) => evaluate(size, inputs);
  const { calls, toolCalls, read, written } = plan.total;
  return {
    cells: value(plan.cells),
    calls: value(calls),
    toolCalls: value(toolCalls),
    read: value(read),
    written: value(written),
    context: plan.contexts.reduce((most, { prefix, tail }) => Math.max(most, value(prefix) + value(tail)), 0),
  };
}

function turnOf(
  request: {
    readonly answer?: { readonly type: Type };
    readonly calls: readonly { readonly name: string; readonly arguments: { readonly type: Type } }[];
    readonly maxCalls: number;
  },
  make: (type: Type) => Json,
  random: () => number,
  greedy: boolean,
): ScriptTurn {
  const chance = greedy ? 0.5 : random();
  if (chance < 0.08) return { text: "I would rather not. ".repeat(1 + Math.floor(random() * 60)) };
  if (request.calls.length > 0 && chance < 0.75) {
    const calls = Array.from(
      { length: greedy ? request.maxCalls : 1 + Math.floor(random() * request.maxCalls) },
      () => {
        const callable = request.calls[Math.floor(random() * request.calls.length)];
        return { name: callable?.name ?? "", arguments: make(callable?.arguments.type ?? { kind: "json" }) };
      },
    );
    return { calls, reason: "Let me see. ".repeat(Math.floor(random() * 40)) };
  }
  return request.answer
    ? { answer: make(request.answer.type), reason: "Hm. ".repeat(Math.floor(random() * 40)) }
    : { text: "" };
}

const WORDS = 'the sea is calm "and" \n wide; étonnant 海 7';

/** A value of a type, a large one as often as not. */
export function randomValue(type: Type, table: TypeTable, random: () => number, depth = 0): Json {
  const target = resolve(type, table);
  const upTo = (min: number, max: number) => {
    const at = random();
    // Bounds are missed at their ends, so those are taken as often as what is between.
    return at < 0.2 ? min : at > 0.7 ? max : min + Math.floor(((at - 0.2) / 0.5) * (max - min + 1));
  };
  switch (target.kind) {
    case "string": {
      if (target.format || target.pattern !== undefined) return smallestValue(target, table) ?? "";
      const length = upTo(target.min ?? 0, target.max ?? (target.min ?? 0) + 400);
      return Array.from({ length }, () => [...WORDS][upTo(0, [...WORDS].length - 1)]).join("");
    }
    case "list": {
      const most = depth > 3 ? (target.min ?? 0) : (target.max ?? (target.min ?? 0) + 8);
      return Array.from({ length: upTo(target.min ?? 0, most) }, () =>
        randomValue(target.element, table, random, depth + 1),
      );
    }
    case "record":
      return Object.fromEntries(
        target.fields.flatMap((field) =>
          field.optional && (depth > 3 || random() < 0.5)
            ? []
            : [[field.name, randomValue(field.type, table, random, depth + 1)]],
        ),
      );
    case "union":
      return depth > 3
        ? (smallestValue(target, table) ?? null)
        : randomValue(target.members[upTo(0, target.members.length - 1)] ?? { kind: "null" }, table, random, depth + 1);
    case "bool":
      return random() < 0.5;
    default:
      return smallestValue(target, table) ?? null;
  }
}
