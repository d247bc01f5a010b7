/** Our side, through the device that every run uses. */
import { all, type Operation } from "effection";
import type { Streams } from "../../compiler/plan/streams.ts";
import type { Decoder } from "../../runtime/engine/decoder.ts";
import type { BranchId, GenerateEnd } from "../../runtime/engine/device.ts";
import { type NativeDevice, useNativeDevice } from "../../runtime/native/device.ts";
import type { Bench } from "./bench.ts";
import type { ModelName } from "./models.ts";

/** As an agent that says nothing else is sampled. */
export const SAMPLING = { temperature: 0.3, topK: 40, topP: 0.95, minP: 0.05 } as const;

/** A token that opens a text, and any text's tokens: their values do not matter to how long they take. */
export const OPENING = Int32Array.of(300);

/** `count` tokens, others for another `salt`. */
export function someTokens(count: number, salt = 0): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => 300 + ((index * 37 + salt * 101) % 1500));
}

/**
 * A device with a branch of `prefix` tokens, and room for as many forks of it as are asked for, each with a tail of
 * `tail`. Closed when the calling scope ends.
 */
export function* usePrefixed(
  bench: Bench,
  options: {
    readonly model: ModelName;
    readonly prefix: number;
    readonly branches: number;
    readonly tail: number;
    readonly streams?: Streams["kind"];
  },
): Operation<{ readonly device: NativeDevice; readonly base: BranchId }> {
  const { model, prefix, branches, tail, streams = "unified" } = options;
  const device = yield* useNativeDevice({
    file: bench.file(model),
    context: streams === "separate" ? (branches + 1) * (prefix + tail) : prefix + branches * tail,
    branches: branches + 1,
    streams,
    threads: bench.threads,
    backend: "cpu",
  });
  const base = device.fork();
  yield* device.extend(base, someTokens(prefix));
  return { device, base };
}

/** What something took: by the clock, and by the device's own account. */
export interface Cost {
  readonly seconds: number;
  readonly ticks: number;
  readonly rows: number;
  /** Seconds of the engine's thread, and of them in llama_decode. */
  readonly busy: number;
  readonly decoding: number;
}

/** Does `work` and says what it took. */
export function* costOf<T>(device: NativeDevice, work: () => Operation<T>): Operation<Cost & { readonly value: T }> {
  const before = device.usage();
  const start = performance.now();
  const value = yield* work();
  const seconds = (performance.now() - start) / 1000;
  const after = device.usage();
  return {
    value,
    seconds,
    ticks: after.ticks - before.ticks,
    rows: after.rows - before.rows,
    busy: (after.seconds?.busy ?? 0) - (before.seconds?.busy ?? 0),
    decoding: (after.seconds?.decoding ?? 0) - (before.seconds?.decoding ?? 0),
  };
}

/** Forks `count` branches off `base`, runs `work` on all of them at once, and releases them. */
export function* onForks<T>(
  device: NativeDevice,
  base: BranchId,
  count: number,
  work: (branch: BranchId, index: number) => Operation<T>,
): Operation<Cost & { readonly value: T[] }> {
  const branches = Array.from({ length: count }, () => device.fork(base));
  const cost = yield* costOf(device, () => all(branches.map(work)));
  yield* all(branches.map((branch) => device.release(branch)));
  return cost;
}

/**
 * Has a branch decode `rows` rows of a free text, one a pass: the token that opens it, and what is drawn. A text that
 * ends before is followed by another.
 */
export function* writeRows(device: NativeDevice, branch: BranchId, rows: number, seed: number): Operation<void> {
  for (let left = rows; left > 0; ) {
    const request = { path: "bench", open: OPENING, tokens: left - 1, sampling: { ...SAMPLING, seed: seed + left } };
    const end = yield* device.generate(branch, request, () => {});
    if (end.reason === "error") throw new Error(end.error);
    left -= 1 + end.tokens.length;
  }
}

/** Writes one text under `decoder`. */
export function* writeTyped(
  device: NativeDevice,
  branch: BranchId,
  decoder: Decoder,
  tokens: number,
  seed: number,
): Operation<GenerateEnd> {
  const request = { path: "bench", open: OPENING, tokens, decoder, sampling: { ...SAMPLING, seed } };
  const end = yield* device.generate(branch, request, () => {});
  if (end.reason === "error") throw new Error(end.error);
  return end;
}
