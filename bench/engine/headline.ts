/** Part 4: five agents that share a long prefix, through the engine that runs use, and through node-llama-cpp's API. */
import { all, type Operation, type Stream, scoped, until } from "effection";
import { typeEntry } from "../../compiler/emit/type-entry.ts";
import { emptyContext, growAll } from "../../runtime/context/context.ts";
import type { Entry } from "../../runtime/context/entry.ts";
import type { Engine, TurnDelta, TurnEnd } from "../../runtime/engine/engine.ts";
import { useNativeEngine } from "../../runtime/engine/native-engine.ts";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { type Rounds, rounds, Series } from "./measure.ts";
import type { ModelName } from "./models.ts";
import { drawTokens, useNodeLlama } from "./node-llama.ts";
import { SAMPLING } from "./ours.ts";

const AGENTS = 5;
const PREFIX = 2000;
const ANSWER = 100;
const CONTEXT = 8192;

const MODELS: readonly (readonly [ModelName, Rounds])[] = [
  ["small-32k", { least: 3, most: 5, seconds: 20 }],
  ["0.4B", { least: 1, most: 2, seconds: 60 }],
];

/** A text that no model ends before its tokens do. */
const answer = typeEntry("text", false, { kind: "string", min: 4 * ANSWER, max: 100_000 }, new Map());
const prompt = (agent: number): Entry => ({ kind: "text", of: "prompt", text: `Say what question ${agent} comes to.` });

export function* measureHeadline(bench: Bench): Operation<Figure[]> {
  const figures: Figure[] = [];
  for (const [model, repeat] of MODELS) {
    bench.say(`4: ${model}`);
    const seconds = new Series<"ours" | "theirs">();
    let cells = { ours: 0, theirs: 0 };
    for (const _ of rounds(bench.quick ? { least: 1, most: 1, seconds: 0 } : repeat)) {
      const ours = yield* ourTeam(bench, model);
      seconds.add("ours", ours.seconds);
      const theirs = yield* theirTeam(bench, model, ours);
      seconds.add("theirs", theirs.seconds);
      cells = { ours: ours.cells, theirs: theirs.cells };
    }
    const [ours, theirs] = [seconds.median("ours"), seconds.median("theirs")];
    figures.push(
      {
        ...{ part: 4, model, what: "the five answers", unit: "s", ours, others: { "node-llama-cpp": theirs } },
        ...{ ratio: theirs / ours, target: { is: "at least", value: 3 } },
      },
      {
        ...{ part: 4, model, what: "cells used", unit: "cells", ours: cells.ours },
        ...{ others: { "node-llama-cpp": cells.theirs }, ratio: cells.theirs / cells.ours },
      },
    );
  }
  return figures;
}

interface Team {
  readonly seconds: number;
  readonly cells: number;
  /** Tokens that each agent read and wrote. */
  readonly read: number;
  readonly written: readonly number[];
}

function ourTeam(bench: Bench, model: ModelName): Operation<Team> {
  return scoped(function* () {
    const engine = yield* useNativeEngine({
      file: bench.file(model),
      context: CONTEXT,
      branches: AGENTS,
      threads: bench.threads,
    });
    const spine = growAll(emptyContext, [systemText(engine)]);
    const start = performance.now();
    const ends = yield* scoped(function* () {
      yield* engine.keep(spine);
      return yield* all(
        Array.from({ length: AGENTS }, (_, agent) =>
          scoped(function* () {
            const lease = yield* engine.admit({ context: spine, reserve: 2 * ANSWER, path: `agent${agent}` });
            yield* lease.append([prompt(agent)]);
            const sampling = { ...SAMPLING, seed: agent };
            const end = yield* endOf(
              lease.turn({ answer, calls: [], maxCalls: 0, tokens: ANSWER, reason: 0, sampling }),
            );
            return { end, cells: engine.usage().cells };
          }),
        ),
      );
    });
    const seconds = (performance.now() - start) / 1000;
    const written = ends.map(({ end }) => end.usage.sampled + end.usage.forced);
    const read = engine.count([systemText(engine), prompt(0)]);
    return { seconds, cells: Math.max(...ends.map(({ cells }) => cells)), read, written };
  });
}

function* endOf(turn: Stream<TurnDelta, TurnEnd>): Operation<TurnEnd> {
  const subscription = yield* turn;
  for (;;) {
    const next = yield* subscription.next();
    if (!next.done) continue;
    if (next.value.kind === "failed") throw new Error(next.value.error);
    return next.value;
  }
}

/** A system text of the prefix's length. */
function systemText(engine: Engine): Entry {
  const known = texts.get(engine.identity);
  if (known) return known;
  const words = "The team writes a report about tea and sleep and gives a source for each claim that it makes .".split(
    " ",
  );
  const entry = (count: number): Entry => ({
    kind: "system",
    text: Array.from({ length: count }, (_, index) => words[index % words.length]).join(" "),
  });
  let count = 1;
  for (let step = 4096; step >= 1; step /= 2) if (engine.count([entry(count + step)]) <= PREFIX) count += step;
  texts.set(engine.identity, entry(count));
  return entry(count);
}

const texts = new Map<string, Entry>();

function theirTeam(bench: Bench, model: ModelName, ours: Team): Operation<Team> {
  return scoped(function* () {
    const length = ours.read + Math.max(...ours.written) + 1;
    const file = bench.file(model);
    const { sequences } = yield* useNodeLlama({ file, sequences: AGENTS, length, threads: bench.threads });
    const start = performance.now();
    yield* all(
      sequences.map((sequence, agent) => {
        // The prefix is the same, the last tokens each agent's own.
        const tokens = Int32Array.from(
          { length: ours.read },
          (_, at) => 300 + ((at * 37 + (at < PREFIX ? 0 : agent)) % 1500),
        );
        return until(drawTokens(sequence, tokens, ours.written[agent] ?? ANSWER, agent));
      }),
    );
    const seconds = (performance.now() - start) / 1000;
    return { ...ours, seconds, cells: sequences.reduce((sum, sequence) => sum + sequence.nextTokenIndex, 0) };
  });
}
