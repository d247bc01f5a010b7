import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, readGgufFileInfo } from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeBpe } from "../../../stdlib/model/bpe.ts";
import { SPECIAL_TOKENS } from "../../../stdlib/model/chat-template.ts";
import { encodeHeader } from "../../../stdlib/model/gguf.ts";
import { writeRandomModel } from "../../../stdlib/model/random-model.ts";
import { writeUntrainedModel } from "../../../stdlib/model/untrained-model.ts";
import { makeVocabulary } from "../../../stdlib/model/vocabulary.ts";

const folder = mkdtempSync(join(tmpdir(), "agentflow-model-"));
const file = join(folder, "untrained.gguf");
let llama: Llama;
let model: LlamaModel;

beforeAll(async () => {
  writeUntrainedModel(file);
  llama = await getLlama({ gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.error });
  model = await llama.loadModel({ modelPath: file });
}, 60_000);

afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true });
});

const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("an untrained model", () => {
  it("is the same file each time it is made, small, and leaves nothing else behind", () => {
    const again = join(folder, "again.gguf");
    writeUntrainedModel(again);
    expect(digest(again)).toBe(digest(file));
    expect(statSync(file).size).toBeLessThan(8_000_000);
    expect(readdirSync(folder).sort()).toEqual(["untrained.gguf", "again.gguf"].sort());
  });

  it("loads into llama.cpp with its context, its end token and no token at the beginning of text", () => {
    expect(model.trainContextSize).toBe(8192);
    expect(model.tokens.eosString).toBe("<|im_end|>");
    expect(model.tokens.shouldPrependBosToken).toBe(false);
  });

  it("says what it is in its metadata", async () => {
    const { metadata, architectureMetadata } = await readGgufFileInfo(file);
    expect(metadata.general.architecture).toBe("llama");
    expect(metadata.general.name).toBe("untrained");
    expect(architectureMetadata).toMatchObject({ block_count: 4, embedding_length: 128 });
    expect(metadata.tokenizer.chat_template).toContain("<|im_start|>");
  });

  it("is cut into the same tokens by llama.cpp as by us", () => {
    const bpe = makeBpe(makeVocabulary(2048));
    const parts = fc.constantFrom(
      ..."aB \n\r\t'1\"{}[]:,.é日🙂-_"
        .match(/./gsu)!
        .concat(["'s", "'LL", "don't", "  ", "12", " the", "\u0085", "\u3000", '{"name": "', "<|im_end|>"]),
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(parts, { maxLength: 16 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!text.includes("\0"));
        expect(bpe.encode(text)).toEqual([...model.tokenize(text, false)]);
      }),
      { numRuns: 2000 },
    );
  });

  it("has its marks as control tokens: one token in special text, plain characters in any other", () => {
    for (const mark of SPECIAL_TOKENS) {
      expect(model.tokenize(mark, true)).toHaveLength(1);
      expect(model.tokenize(mark, false).length).toBeGreaterThan(1);
    }
  });
});

describe("a random model", () => {
  it("has the shape and the vocabulary asked for, in every format, and loads", async () => {
    for (const type of ["f32", "f16", "q8_0"] as const) {
      const path = join(folder, `${type}.gguf`);
      const shape = { layers: 2, width: 64, heads: 4, keyHeads: 2, feedForward: 96, vocabulary: 3000, context: 512 };
      writeRandomModel(path, { ...shape, name: "a test", type, seed: 7 });
      const loaded = await llama.loadModel({ modelPath: path });
      expect([...loaded.iterateAllTokens()]).toHaveLength(3000);
      expect(loaded.trainContextSize).toBe(512);
      expect(loaded.embeddingVectorSize).toBe(64);
      await loaded.dispose();
    }
  });

  it("may have as many tokens as the largest vocabularies", () => {
    const value = Array.from({ length: 200_000 }, () => "word");
    const header = encodeHeader({ metadata: [["tokens", { kind: "strings", value }]], tensors: [] });
    expect(header.length).toBeGreaterThanOrEqual(value.length * (8 + "word".length));
  });
});
