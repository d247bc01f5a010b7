import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { Machine } from "../../../compiler/decode/machine.ts";
import {
  type Addon,
  type AddonGrammarReader,
  type AddonTablesReader,
  loadAddon,
} from "../../../runtime/native/addon.ts";
import { BYTE_ALPHABET } from "../../../stdlib/model/bpe.ts";
import { SPECIAL_TOKENS } from "../../../stdlib/model/chat-template.ts";
import { writeGguf } from "../../../stdlib/model/gguf.ts";
import { llamaMetadata } from "../../../stdlib/model/llama.ts";
import { tokenizerMetadata } from "../../../stdlib/model/tokenizer-metadata.ts";

/** The native runner of decoder tables and llama.cpp's own grammar engine, over a vocabulary of single bytes. */
export interface Readers {
  tables(machine: Machine): AddonTablesReader;
  /** At the grammar's beginning; null where llama.cpp doesn't take it. */
  grammar(text: string): AddonGrammarReader | null;
}

/** Readers for a test file. The engine is compiled before the first test. */
export function useReaders(): Readers {
  const folder = mkdtempSync(join(tmpdir(), "agentflow-readers-"));
  let addon: Addon;
  let grammars: AddonGrammarReader;
  beforeAll(async () => {
    const file = join(folder, "bytes.gguf");
    writeByteVocabulary(file);
    addon = (await loadAddon(undefined)).addon;
    grammars = new addon.GrammarReader(file);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    tables: (machine) => new addon.TablesReader(machine),
    grammar: (text) => (grammars.begin(text) ? grammars : null),
  };
}

/** A model's file without a model: a token for each byte, and the special ones. */
function writeByteVocabulary(file: string): void {
  const tokens = [...BYTE_ALPHABET, ...SPECIAL_TOKENS];
  const types = tokens.map((_, id) => (id < BYTE_ALPHABET.length ? 1 : 3));
  const shape = {
    layers: 1,
    width: 32,
    heads: 1,
    keyHeads: 1,
    feedForward: 32,
    vocabulary: tokens.length,
    context: 64,
  };
  writeGguf(file, {
    metadata: [...llamaMetadata(shape, "bytes", "f32"), ...tokenizerMetadata({ tokens, types, merges: [] })],
    tensors: [],
  });
}
