import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeLayout } from "../../../runtime/layout/make-layout.ts";
import { textOf } from "../../../runtime/layout/piece.ts";
import { readModelFacts } from "../../../runtime/models/facts.ts";
import { roleTokens } from "../../../runtime/models/role-tokens.ts";
import { CHAT_TEMPLATE } from "../../../stdlib/model/chat-template.ts";
import { type GgufMetadata, writeGguf } from "../../../stdlib/model/gguf.ts";
import { writeUntrainedModel } from "../../../stdlib/model/untrained-model.ts";
import { COUNTING_TEMPLATE, STRICT_TEMPLATE } from "../layout/wrappers.ts";

const folder = mkdtempSync(join(tmpdir(), "agentflow-facts-"));
const small = join(folder, "small.gguf");
beforeAll(() => writeUntrainedModel(small));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file with a header that says `metadata` and one tensor, as no model but like one. */
function described(name: string, metadata: GgufMetadata): string {
  const file = join(folder, name);
  const tensor = { name: "x", shape: [32], type: "f32", values: { kind: "noise", seed: 1, deviation: 1 } } as const;
  writeGguf(file, {
    metadata: [["general.architecture", { kind: "string", value: "llama" }], ...metadata],
    tensors: [tensor],
  });
  return file;
}

const template = (text: string): GgufMetadata => [["tokenizer.chat_template", { kind: "string", value: text }]];

async function problem(file: string): Promise<string> {
  const error = await readModelFacts(file).catch((caught: unknown) => caught as { message: string; hint?: string });
  return "hint" in error ? `${error.message} ${error.hint}`.replaceAll(folder, "FOLDER") : "no problem";
}

describe("the facts of a model", () => {
  it("are what the file says, and a layout", async () => {
    const { layout, identity, ...facts } = await readModelFacts(small);
    expect(facts).toEqual({
      size: readFileSync(small).length,
      name: "untrained",
      architecture: "llama",
      contextLength: 8192,
      layers: 4,
      width: 128,
      quantisation: "F16",
      hasTemplate: true,
      tokens: { end: "<|im_end|>" },
    });
    expect(identity).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(textOf(makeLayout(layout).openTurn("user"))).toBe("<|im_end|>\n<|im_start|>assistant\n");
    expect(layout.calls.prefix).toBe('<tool_call>\n{"name": "');
  });

  it("are kept for the next time, and found again if what is kept is broken", async () => {
    const cache = join(folder, "cache");
    const first = await readModelFacts(small, cache);
    const [kept = ""] = readdirSync(cache);
    writeFileSync(join(cache, kept), JSON.stringify({ ...first, name: "kept" }));
    expect((await readModelFacts(small, cache)).name).toBe("kept");
    writeFileSync(join(cache, kept), '{"identity":');
    expect(await readModelFacts(small, cache)).toEqual(first);
    expect(JSON.parse(readFileSync(join(cache, kept), "utf8"))).toEqual(first);
  });

  it("are found where nothing can be kept", async () => {
    expect((await readModelFacts(small, join(small, "no-folder"))).name).toBe("untrained");
  });

  it("go without a chat template: the model is asked in plain words", async () => {
    const facts = await readModelFacts(described("base.gguf", []));
    expect(facts.hasTemplate).toBe(false);
    expect(facts.layout.name).toBe("General");
    expect(facts.name).toBe("base.gguf");
  });

  it("find the way around a template that knows no system text", async () => {
    const { layout } = await readModelFacts(described("strict.gguf", template(STRICT_TEMPLATE)));
    expect(textOf(layout.system?.open ?? [])).toBe("<turn>user: ### System message\n\n");
    expect(textOf(layout.userOpen)).toBe("<turn>user: ");
  });

  it("fall back on the roles that a template names where it can't be rendered", async () => {
    const { layout } = await readModelFacts(described("broken.gguf", template("{% if %}<|im_start|>")));
    expect(layout.name).toBe("ChatML");
  });

  it("refuse in a sentence what is no model, is cut off, or rewrites what was said", async () => {
    writeFileSync(join(folder, "text.gguf"), "This is a text.");
    writeFileSync(join(folder, "cut.gguf"), readFileSync(small).subarray(0, 5000));
    writeFileSync(join(folder, "empty.gguf"), "");
    expect({
      text: await problem(join(folder, "text.gguf")),
      cut: await problem(join(folder, "cut.gguf")),
      empty: await problem(join(folder, "empty.gguf")),
      missing: await problem(join(folder, "nowhere.gguf")),
      folder: await problem(folder),
      counting: await problem(described("counting.gguf", template(COUNTING_TEMPLATE))),
    }).toMatchSnapshot();
  });
});

describe("tokens of a role", () => {
  const metadata = (ggml: object) => ({ tokenizer: { ggml: { tokens: ["a", "<s>", "</s>"], ...ggml } } }) as never;

  it("begin a text where the file or its kind of tokenizer says so", () => {
    expect(roleTokens(metadata({ model: "llama" }))).toEqual({ begin: "<s>", end: "</s>" });
    expect(roleTokens(metadata({ model: "llama", add_bos_token: false }))).toEqual({ end: "</s>" });
    expect(roleTokens(metadata({ model: "gpt2", bos_token_id: 1 }))).toEqual({});
    expect(roleTokens(metadata({ model: "gpt2", pre: "llama-bpe", bos_token_id: 1 }))).toEqual({ begin: "<s>" });
    expect(roleTokens(metadata({ model: "gpt2", add_bos_token: true, bos_token_id: 1, eos_token_id: 2 }))).toEqual({
      begin: "<s>",
      end: "</s>",
    });
  });

  it("are none for a file that tells nothing of tokens", () => {
    expect(roleTokens({} as never)).toEqual({});
  });
});

it("the small model's template is the one that its file brings", () => {
  expect(readFileSync(small, "latin1")).toContain(CHAT_TEMPLATE);
});
