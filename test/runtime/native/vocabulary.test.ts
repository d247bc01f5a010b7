import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type GgufMetadata, writeGguf } from "../../../stdlib/model/gguf.ts";
import { type LlamaShape, llamaMetadata, llamaTensors } from "../../../stdlib/model/llama.ts";
import { onDevice, prompt, useModel, write } from "./fixture.ts";

const { folder } = useModel();

const letters = [..."abcdefghijklmnopqrstuvwxyz"];
/** As SentencePiece has them: a blank is `▁`, and every byte has a token for what has no other. */
const tokens = [
  "<unk>",
  "<s>",
  "</s>",
  ...Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
  "▁",
  ...letters,
  ...letters.map((letter) => `▁${letter}`),
];
const types = tokens.map((_, id) => (id === 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1));
const shape: LlamaShape = {
  layers: 2,
  width: 64,
  heads: 2,
  keyHeads: 2,
  feedForward: 128,
  vocabulary: tokens.length,
  context: 512,
};

/** A model of random weights with this vocabulary, and with `more` or other settings. */
function model(name: string, more: GgufMetadata = []): string {
  const file = join(folder, `${name}.gguf`);
  const own: GgufMetadata = [
    ...llamaMetadata(shape, name, "f16"),
    ["tokenizer.ggml.model", { kind: "string", value: "llama" }],
    ["tokenizer.ggml.tokens", { kind: "strings", value: tokens }],
    ["tokenizer.ggml.scores", { kind: "f32s", value: tokens.map((_, id) => (id < 259 ? 0 : -id)) }],
    ["tokenizer.ggml.token_type", { kind: "i32s", value: types }],
    ["tokenizer.ggml.bos_token_id", { kind: "u32", value: 1 }],
    ["tokenizer.ggml.eos_token_id", { kind: "u32", value: 2 }],
  ];
  const metadata = [...own.filter(([key]) => !more.some(([other]) => other === key)), ...more];
  const tensors = llamaTensors(shape, "f16", (_, layer) => ({ kind: "noise", seed: layer + 2, deviation: 0.1 }));
  writeGguf(file, { metadata, tensors });
  return file;
}

describe("a SentencePiece vocabulary", () => {
  it("gets no blank before a stretch of text, so that stretches can stand one behind the other", async () => {
    await onDevice({ file: model("pieces"), context: 512 }, function* (device) {
      const tokens = device.tokenize([
        { text: "<s>", special: true },
        { text: "on", special: false },
        { text: "ce a", special: false },
      ]);
      expect([...tokens].map((token) => device.tokenText(token))).toEqual(["<s>", "o", "n", "c", "e", " a"]);
      expect(device.model).toMatchObject({ begin: 1, end: 2, addsBegin: true });
      yield* device.extend(device.fork(), tokens);
    });
  });

  it("writes what has no token of its own byte by byte", async () => {
    await onDevice({ file: model("bytes"), context: 512 }, function* (device) {
      const [branch, open] = [device.fork(), Int32Array.of(1)];
      const decoder = { kind: "gbnf", grammar: 'root ::= "né 🙂"' } as const;
      const end = yield* write(device, branch, { tokens: 20, open, decoder });
      expect(end).toMatchObject({ reason: "complete", text: "né 🙂" });
      expect(end.tokens).toHaveLength(8);
    });
  });
});

describe("a branch", () => {
  it("ends where the model's training ended, though the cache has room", async () => {
    await onDevice({ file: model("short"), context: 1024 }, function* (device) {
      expect(device.model.window).toBe(512);
      const branch = device.fork();
      const tokens = prompt(500).map((token) => 259 + (token % 53));
      yield* device.extend(branch, tokens);
      const decoder = { kind: "gbnf", grammar: "root ::= [a-z] root" } as const;
      const end = yield* write(device, branch, { tokens: 100, open: Int32Array.of(1), decoder });
      expect(end.reason).toBe("room");
      expect((yield* device.recount()).branches.get(branch)).toBe(512);
      yield* device.extend(device.fork(), tokens);
      expect(device.usage().cells).toBe(1012);
    });
  });
});
