/**
 * `npm run model:tasks`: writes what the small model is trained on.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run as start } from "effection";
import { JinjaTemplateChatWrapper } from "node-llama-cpp";
import { LAYOUT_VERSION } from "../../../runtime/layout/layout.ts";
import { layoutOf } from "../../../runtime/layout/probe-layout.ts";
import { CHAT_TEMPLATE } from "../chat-template.ts";
import { specialId, type Vocabulary } from "../vocabulary.ts";
import { KINDS, type Kind } from "./lesson.ts";
import { LESSONS } from "./lessons.ts";
import { makeSpeaker, type Split } from "./speaker.ts";
import { type Sample, teach } from "./teach.ts";
import { encodeSample, plainText, tokenizerOf, vocabularyOf } from "./tokens.ts";

/** How often each kind comes: what is short or hard to learn comes more often. */
const MIXTURE = "record:3,label:3,sum:2,questions:2,search:3,judge:4,merge:2,draft:1";
/** The vocabulary of the model that ships; `--size` makes another. */
const VOCABULARY = join(import.meta.dirname, "vocabulary.json");

const { values: options } = parseArgs({
  options: {
    out: { type: "string" },
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    kinds: { type: "string", default: MIXTURE },
    vocabulary: { type: "string" },
    size: { type: "string" },
    split: { type: "string", default: "train" },
    inputs: { type: "string", default: "6" },
    longest: { type: "string", default: "1024" },
  },
});

const layout = layoutOf(new JinjaTemplateChatWrapper({ template: CHAT_TEMPLATE }), { end: "<|im_end|>" });
if (!layout) throw new Error("The chat template has no layout.");
const weights = new Map(
  options.kinds.split(",").map((given): [Kind, number] => {
    const [name, times = "1"] = given.split(":");
    const kind = KINDS.find((each) => each === name);
    if (!kind) throw new Error(`There is no kind ${name}; there are ${KINDS.join(", ")}.`);
    return [kind, Number(times)];
  }),
);
const split: Split = options.split === "eval" ? "eval" : "train";
const out = options.out;
if (out === undefined) throw new Error("--out DIR is missing: where to write to.");
mkdirSync(out, { recursive: true });

/** Samples of the lesson with this number. */
function* samplesOf(kind: Kind, lesson: number, tokenize: Parameters<typeof teach>[2]) {
  const speaker = makeSpeaker(Number(options.seed) * 1_000_003 + lesson, split);
  const makers = LESSONS[kind] ?? [];
  return yield* teach(
    speaker.pick(makers)(speaker, Number(options.inputs)),
    layout as NonNullable<typeof layout>,
    tokenize,
  );
}

const USUAL_SIZE = 2048;
/** Lessons that the vocabulary is learnt from. */
const VOCABULARY_LESSONS = 1600;

/** Of the kinds the one of which there are the fewest for its weight. */
function scarcest(counts: ReadonlyMap<Kind, number>): Kind {
  const share = (kind: Kind): number => (counts.get(kind) ?? 0) / (weights.get(kind) ?? 1);
  return [...weights.keys()].reduce((least, kind) => (share(kind) < share(least) ? kind : least));
}

await start(function* () {
  const path = options.size ? join(out, "vocabulary.json") : (options.vocabulary ?? VOCABULARY);
  let vocabulary: Vocabulary;
  if (!options.size && existsSync(path)) vocabulary = JSON.parse(readFileSync(path, "utf8"));
  else {
    const texts: string[] = [];
    const roughly = (pieces: readonly { readonly text: string }[]) =>
      new Int32Array(Math.ceil(pieces.reduce((sum, { text }) => sum + text.length, 0) / 4));
    for (let lesson = 0; lesson < VOCABULARY_LESSONS; lesson++) {
      const samples: readonly Sample[] = yield* samplesOf(
        KINDS[lesson % KINDS.length] ?? "record",
        lesson + 1e6,
        roughly,
      );
      const some = samples.slice(0, 3).flatMap(({ segments }) => segments.flatMap(({ pieces }) => pieces));
      texts.push(plainText(some));
    }
    vocabulary = vocabularyOf(texts, Number(options.size ?? USUAL_SIZE));
  }
  writeFileSync(join(out, "vocabulary.json"), JSON.stringify({ layout: LAYOUT_VERSION, ...vocabulary }));
  const tokenize = tokenizerOf(vocabulary);
  const end = specialId(vocabulary, "<|im_end|>");
  const files = {
    tokens: openSync(join(out, "tokens.u16"), "w"),
    loss: openSync(join(out, "loss.u8"), "w"),
    kinds: openSync(join(out, "kinds.u8"), "w"),
  };
  const starts: number[] = [];
  const counts = new Map<Kind, number>();
  const table = new Map<Kind, { samples: number; tokens: number; written: number; longest: number; dropped: number }>();
  let at = 0;
  const began = performance.now();
  for (let lesson = 0; starts.length < Number(options.count); lesson++) {
    const samples: readonly Sample[] = yield* samplesOf(scarcest(counts), lesson, tokenize);
    for (const sample of samples) {
      const { tokens, loss } = encodeSample(sample, tokenize, end);
      const row = table.get(sample.kind) ?? { samples: 0, tokens: 0, written: 0, longest: 0, dropped: 0 };
      table.set(sample.kind, row);
      if (tokens.length > Number(options.longest)) {
        row.dropped += 1;
        continue;
      }
      row.samples += 1;
      counts.set(sample.kind, row.samples);
      row.tokens += tokens.length;
      row.written += loss.filter((each) => each > 0).length;
      row.longest = Math.max(row.longest, tokens.length);
      starts.push(at);
      at += tokens.length;
      writeSync(files.tokens, Uint16Array.from(tokens));
      writeSync(files.loss, Uint8Array.from(loss));
      writeSync(files.kinds, Uint8Array.of(KINDS.indexOf(sample.kind)));
    }
  }
  for (const file of Object.values(files)) closeSync(file);
  writeFileSync(join(out, "index.u32"), Uint32Array.from([...starts, at]));
  const seconds = (performance.now() - began) / 1000;
  console.log(`${starts.length} samples, ${at} tokens, ${Math.round(starts.length / seconds)} samples/s`);
  for (const [kind, row] of table) {
    console.log(
      `${kind.padEnd(10)} ${row.samples} samples, tokens ${Math.round(row.tokens / row.samples)}, ` +
        `written ${Math.round(row.written / row.samples)}, longest ${row.longest}, dropped ${row.dropped}`,
    );
  }
});
