import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Operation, run } from "effection";
import { afterAll, beforeAll, expect } from "vitest";
import type { GenerateEnd, GenerateRequest } from "../../../runtime/engine/device.ts";
import { buildAddon } from "../../../runtime/native/build.ts";
import { type NativeDevice, useNativeDevice } from "../../../runtime/native/device.ts";
import type { NativeOptions } from "../../../runtime/native/options.ts";
import { writeUntrainedModel } from "../../../stdlib/model/untrained-model.ts";

/** A folder for this test file, with the small model in it. The engine is compiled before the first test. */
export function useModel(): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), "agentflow-native-"));
  const file = join(folder, "small.gguf");
  beforeAll(async () => {
    writeUntrainedModel(file);
    await buildAddon();
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, file };
}

/** Runs `body` on a device of its own, and checks that nothing of it is left in the cache. */
export function onDevice<T>(
  options: { readonly file: string } & Partial<NativeOptions>,
  body: (device: NativeDevice) => Operation<T>,
): Promise<T> {
  return run(function* () {
    return yield* body(yield* useNativeDevice({ context: 2048, branches: 16, threads: 1, ...options }));
  });
}

/** Samples as a run does, from `seed`. */
export const sampling = (seed: number) => ({ temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, seed });
/** Takes the likeliest token. */
export const greedy = { temperature: 0, topK: 0, topP: 1, minP: 0, seed: 0 };

/** A text behind one opening token: `tokens` of it at most, free unless a decoder is given. */
export function write(
  device: NativeDevice,
  branch: number,
  request: Partial<GenerateRequest> & { readonly tokens: number },
  onDelta: Parameters<NativeDevice["generate"]>[2] = () => {},
): Operation<GenerateEnd> {
  const open = device.tokenize([{ text: "<|im_start|>", special: true }]);
  return device.generate(branch, { path: "test", open, sampling: greedy, ...request }, onDelta);
}

/** `count` tokens of text, others for another `salt`. */
export function prompt(count: number, salt = 0): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => 300 + ((index * 37 + salt * 101) % 1500));
}

/** A grammar under which a text never ends by itself. */
export const endless = { kind: "gbnf", grammar: "root ::= [a-z ] root" } as const;

/** The message of what `operation` throws. */
export function* failure(operation: Operation<unknown>): Operation<string> {
  try {
    yield* operation;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was thrown";
}

/** The cells in use, which a recount from the cache itself has to confirm, for each branch too. */
export function* confirmedCells(device: NativeDevice, lengths: ReadonlyMap<number, number>): Operation<number> {
  const counted = yield* device.recount();
  const { cells } = device.usage();
  expect(counted).toEqual({ cells, branches: lengths });
  return cells;
}
