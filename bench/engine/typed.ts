/** Part 3: what holding an answer to its type costs, and what is gained where the type leaves nothing to draw. */
import { type Operation, scoped } from "effection";
import { decodable } from "../../compiler/decode/decodable.ts";
import { machineOf } from "../../compiler/decode/machine-of.ts";
import { sequenceOf } from "../../compiler/decode/of-type.ts";
import type { Type } from "../../compiler/graph/type.ts";
import type { Decoder } from "../../runtime/engine/decoder.ts";
import type { GenerateEnd } from "../../runtime/engine/device.ts";
import type { NativeDevice } from "../../runtime/native/device.ts";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { rounds, Series } from "./measure.ts";
import type { ModelName } from "./models.ts";
import { type Cost, onForks, someTokens, usePrefixed, writeRows, writeTyped } from "./ours.ts";

const MODELS: readonly ModelName[] = ["small-32k", "small-152k", "0.4B"];
const BRANCHES = [1, 8];
const PREFIX = 512;
const MOST_TOKENS = 400;
/** Of a token's time, at most. */
const CHECKING = 0.1;
/** Of what the forced share and a row's cost promise, at least. */
const OF_PROMISE = 0.9;
/** With one branch on a model whose passes take as long for a few rows as for one. */
const GAIN = 1.4;

const string = (min: number, max: number): Type => ({ kind: "string", min, max });
const oneOf = (...values: string[]): Type => ({
  kind: "union",
  members: values.map((value) => ({ kind: "literal", value })),
});
/** What becomes of a message to a shop: five fields, an enum, two lists. */
const ANSWER: Type = {
  kind: "record",
  fields: [
    { name: "customer", type: string(3, 16), optional: false },
    { name: "kind", type: oneOf("billing", "bug", "question"), optional: false },
    { name: "confidence", type: { kind: "number", integer: false, min: 0, max: 1 }, optional: false },
    { name: "products", type: { kind: "list", element: string(3, 10), min: 1, max: 2 }, optional: false },
    {
      name: "next_steps",
      type: { kind: "list", element: oneOf("call back", "send a refund", "close the ticket"), min: 1, max: 2 },
      optional: false,
    },
  ],
};

export function* measureTyped(bench: Bench): Operation<Figure[]> {
  const found = decodable(ANSWER, new Map());
  const decoder: Decoder = {
    kind: "tables",
    machine: machineOf(sequenceOf(found.type) ?? [], found.table),
    markers: [],
  };
  const figures: Figure[] = [];
  for (const model of MODELS)
    for (const branches of BRANCHES) {
      bench.say(`3: ${model}, ${branches} ${branches === 1 ? "branch" : "branches"}`);
      figures.push(...(yield* measureAnswers(bench, model, branches, decoder)));
    }
  return figures;
}

function* measureAnswers(bench: Bench, model: ModelName, count: number, decoder: Decoder): Operation<Figure[]> {
  return yield* scoped(function* () {
    const { device, base } = yield* usePrefixed(bench, {
      model,
      prefix: PREFIX,
      branches: count + 1,
      tail: MOST_TOKENS,
    });
    const seen = new Series<"free" | "typed" | "gain" | "promise" | "forced" | "row">();
    const least = bench.quick ? 3 : 6;
    // Once before it counts, for the masks that are kept from text to text, as a run keeps them.
    yield* onForks(device, base, count, (branch, index) => writeTyped(device, branch, decoder, MOST_TOKENS, index));
    for (const round of rounds({ least, most: 4 * least, seconds: bench.quick ? 0 : 12 })) {
      const typed = yield* onForks(device, base, count, (branch, index) =>
        writeTyped(device, branch, decoder, MOST_TOKENS, 100 * round + index),
      );
      const lengths = typed.value.map((end) => end.tokens.length);
      const free = yield* onForks(device, base, count, (branch, index) =>
        writeRows(device, branch, lengths[index] ?? 0, round),
      );
      const forced = typed.value.reduce((sum, end) => sum + forcedIn(end), 0) / sum(lengths);
      const row = yield* rowCost(device, base, count, free, typed);
      // A token's share of a tick: as many are drawn as branches are at work.
      const outside = (cost: Cost) => (cost.busy - cost.decoding) / cost.ticks;
      seen.add("free", outside(free));
      seen.add("typed", (outside(typed) - outside(free)) / (free.busy / free.ticks));
      seen.add("forced", forced);
      seen.add("row", row);
      seen.add("promise", 1 / (1 - forced + forced * row));
      seen.add("gain", free.seconds / typed.seconds);
    }
    const what = `${count} ${count === 1 ? "branch" : "branches"}`;
    const promise = seen.median("promise");
    const gain = seen.median("gain");
    const figures: Figure[] = [
      {
        ...{
          part: 3,
          model,
          what: `${what}: tables`,
          unit: "of a token's time",
          ours: seen.median("typed"),
          others: {},
        },
        ...{ ratio: seen.median("typed"), target: { is: "at most", value: CHECKING } },
      },
      {
        ...{ part: 3, model, what: `${what}: forced text`, unit: "times as fast", ours: gain },
        others: { promised: promise, "forced share": seen.median("forced"), "a further row": seen.median("row") },
        ...{ ratio: gain / promise, target: { is: "at least", value: OF_PROMISE } },
      },
    ];
    if (model === "0.4B" && count === 1)
      figures.push({
        ...{ part: 3, model, what: `${what}: forced text`, unit: "times as fast", ours: gain },
        ...{ others: { "all drawn": 1 }, ratio: gain, target: { is: "at least", value: GAIN } },
      });
    return figures;
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const forcedIn = (end: GenerateEnd) => sum(end.runs.filter((_, index) => index % 2 === 1));

/**
 * What a further row of a pass costs, as a share of what a token drawn by itself does: passes with as many further rows
 * as the typed ones had on average, beside passes without.
 */
function* rowCost(device: NativeDevice, base: number, count: number, free: Cost, typed: Cost): Operation<number> {
  const further = Math.max(1, Math.round((typed.rows / typed.ticks - free.rows / free.ticks) / count));
  const passes = 8;
  const timed = function* (rows: number): Operation<number> {
    const cost = yield* onForks(device, base, count, function* (branch) {
      for (let pass = 0; pass < passes; pass++) yield* device.extend(branch, someTokens(rows, pass));
    });
    return cost.decoding / cost.ticks;
  };
  const one = yield* timed(1);
  const more = yield* timed(1 + further);
  return (more - one) / further / (free.decoding / free.ticks);
}
