import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, readGgufFileInfo, type Token } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LAYOUT_VERSION } from "../../../runtime/layout/layout.ts";

import { shippedModel } from "../../../runtime/models/shipped.ts";

import { readSafetensors } from "../../../stdlib/model/train/safetensors.ts";
import { type TaskVocabulary, vocabularyHash, writeTrainedModel } from "../../../stdlib/model/train/trained-model.ts";

/** What PyTorch made of the shipped file, see `stdlib/model/train/reference.py`. */
interface Case {
  readonly kind: string;
  readonly prompt: readonly number[];
  readonly logarithms: readonly number[];
  readonly likeliest: readonly (readonly [token: number, logarithm: number])[];
  readonly written: readonly number[];
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const cases = JSON.parse(readFileSync(here("trained-model.json"), "utf8")) as readonly Case[];
const vocabulary = JSON.parse(
  readFileSync(here("../../../stdlib/model/tasks/vocabulary.json"), "utf8"),
) as TaskVocabulary;

/** The cache of keys and values holds half precision, and llama.cpp rounds what goes into its products too. */
const CLOSE = 0.03;

let llama: Llama;
let model: LlamaModel;

beforeAll(async () => {
  llama = await getLlama({ gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.error });
  model = await llama.loadModel({ modelPath: shippedModel() });
}, 60_000);

afterAll(() => llama.dispose());

describe("the trained model", () => {
  it("learnt the layout that the runtime writes, with the vocabulary that its tasks are cut into", async () => {
    const { metadata } = await readGgufFileInfo(shippedModel());
    const about = (metadata as unknown as { readonly agentflow: Readonly<Record<string, unknown>> }).agentflow;
    expect(about).toMatchObject({ layout: LAYOUT_VERSION, vocabulary: vocabularyHash(vocabulary) });
    expect(vocabulary.layout).toBe(LAYOUT_VERSION);
  });

  it.each(cases)("means to llama.cpp what it means to PyTorch: $kind", async ({ prompt, ...wanted }) => {
    const context = await model.createContext({ contextSize: 1024, sequences: 1 });
    const sequence = context.getSequence();
    const found = await sequence.controlledEvaluate(
      prompt
        .map((token) => [token as Token, { generateNext: { probabilities: true } }] as const)
        .map(([a, b]) => [a, b]),
    );
    const logarithms = prompt
      .slice(1)
      .map((token, index) => Math.log(found[index]?.next.probabilities?.get(token as Token) ?? Number.NaN));
    // What is as good as impossible has no weight in any answer, and no exact logarithm.
    wanted.logarithms.forEach((value, index) => {
      if (value > -8) expect(Math.abs((logarithms[index] ?? Number.NaN) - value)).toBeLessThan(CLOSE);
    });
    for (const [token, value] of wanted.likeliest) {
      const given = Math.log(found.at(-1)?.next.probabilities?.get(token as Token) ?? Number.NaN);
      if (value > -8) expect(Math.abs(given - value)).toBeLessThan(CLOSE);
    }
    await sequence.clearHistory();
    const written: number[] = [];
    for await (const token of sequence.evaluate([...prompt] as Token[], { temperature: 0, yieldEogToken: true })) {
      if (written.push(token) === wanted.written.length) break;
    }
    expect(written).toEqual(wanted.written);
    await context.dispose();
  });

  it("is written from weights as training leaves them, the same bytes each time", () => {
    const folder = mkdtempSync(join(tmpdir(), "agentflow-trained-"));
    const names = ["token_embd.weight", "output_norm.weight"];
    const header = {
      __metadata__: { shape: JSON.stringify({ layers: 0, width: 2, heads: 1, feedForward: 2 }) },
      [names[0] as string]: { dtype: "F32", shape: [vocabulary.tokens.length, 2], data_offsets: [0, 8 * 2048] },
      [names[1] as string]: { dtype: "F32", shape: [2], data_offsets: [8 * 2048, 8 * 2048 + 8] },
    };
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const numbers = Float32Array.from({ length: 2 * 2048 + 2 }, (_, index) => index / 8);
    const file = join(folder, "weights.safetensors");
    writeFileSync(file, Buffer.concat([length, text, Buffer.from(numbers.buffer)]));
    const weights = readSafetensors(file);
    expect([...weights.tensors.keys()]).toEqual(names);
    expect(weights.tensors.get("output_norm.weight")?.values).toEqual(Float32Array.of(512, 512.125));
    const files = ["one.gguf", "other.gguf"].map((name) => join(folder, name));
    for (const each of files) writeTrainedModel(each, weights, vocabulary);
    const [one, other] = files.map((each) => readFileSync(each));
    expect(one).toEqual(other);
    rmSync(folder, { recursive: true });
  });
});
