import { all } from "effection";
import { describe, expect, it } from "vitest";
import type { Decoder } from "../../../runtime/engine/decoder.ts";
import type { Sampling } from "../../../runtime/engine/engine.ts";
import { endless, greedy, onDevice, prompt, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();
const free = { temperature: 1, topK: 0, topP: 1, minP: 0 };

/** Texts of forty tokens behind the same thirty, one for each way to sample, and what they cost. */
function written(ways: readonly Sampling[], decoder?: Decoder) {
  return onDevice({ file }, function* (device) {
    const spine = device.fork();
    yield* device.extend(spine, prompt(30));
    const ends = [];
    for (const sampling of ways) {
      const branch = device.fork(spine);
      const open = new Int32Array();
      ends.push(
        yield* write(device, branch, { open, tokens: 40, sampling, entropy: true, ...(decoder && { decoder }) }),
      );
      yield* device.release(branch);
    }
    return ends;
  });
}

const repeats = (tokens: Int32Array) => tokens.length - new Set(tokens).size;

describe("sampling", () => {
  it("takes the likeliest token where only one is left, whatever left only one", async () => {
    const [first, ...rest] = await written([
      greedy,
      { ...free, topK: 1, seed: 1 },
      { ...free, topP: 1e-9, seed: 2 },
      { ...free, minP: 1, seed: 3 },
      { ...free, temperature: 1e-6, seed: 4 },
    ]);
    for (const end of rest) expect([...end.tokens]).toEqual([...(first?.tokens ?? [])]);
  });

  it("draws from no more tokens than its limits leave", async () => {
    const drawn = async (way: Partial<Sampling>) =>
      await onDevice({ file, branches: 16 }, function* (device) {
        const spine = device.fork();
        yield* device.extend(spine, prompt(30));
        const first = new Set<number>();
        for (let seed = 0; seed < 300; seed++) {
          const branch = device.fork(spine);
          const way_ = { ...free, ...way, seed };
          const end = yield* write(device, branch, {
            open: new Int32Array(),
            tokens: 1,
            sampling: way_,
            decoder: endless,
          });
          first.add(end.tokens[0] ?? -1);
          yield* device.release(branch);
        }
        return first.size;
      });
    expect(await drawn({ temperature: 3 })).toBeGreaterThan(15);
    // At this temperature each of so few is drawn.
    expect(await drawn({ temperature: 3, topK: 5 })).toBeLessThanOrEqual(5);
    expect(await drawn({ temperature: 3, topK: 5 })).toBeGreaterThan(1);
  }, 60_000);

  it("gives a text's entropy where it is asked for, which a choice of one token lowers nowhere", async () => {
    const [one, many] = await written([greedy, { ...free, seed: 3 }]);
    for (const end of [one, many]) {
      // The entropy of what was drawn from, before anything was left out: at most that of a vocabulary of equals.
      expect(end?.entropy).toBeGreaterThan(0);
      expect((end?.entropy ?? 0) / (end?.tokens.length ?? 0)).toBeLessThan(Math.log(8192));
    }
    // What is drawn as it is likely surprises about as much as it is uncertain; the likeliest surprises less.
    expect(one?.surprisal).toBeLessThan(one?.entropy ?? 0);
    expect((many?.surprisal ?? 0) / (many?.entropy ?? 1)).toBeCloseTo(1, 0);
    await onDevice({ file }, function* (device) {
      const end = yield* write(device, device.fork(), { tokens: 3, decoder: endless });
      expect(end.entropy).toBeUndefined();
    });
  });

  it("holds back what came lately, as hard as it is told", async () => {
    const penalties = { window: 64, repeat: 1, frequency: 0, presence: 0 };
    const [plain, none, repeat, frequency, presence] = await written(
      [
        greedy,
        { ...greedy, penalties },
        { ...greedy, penalties: { ...penalties, repeat: 1000 } },
        { ...greedy, penalties: { ...penalties, frequency: 1000 } },
        { ...greedy, penalties: { ...penalties, presence: 1000 } },
      ],
      endless,
    );
    expect([...(none?.tokens ?? [])]).toEqual([...(plain?.tokens ?? [])]);
    expect(repeats(plain?.tokens ?? new Int32Array())).toBeGreaterThan(2);
    for (const end of [frequency, presence]) expect(repeats(end?.tokens ?? new Int32Array())).toBe(0);
    // A factor only takes what is above nought below what is.
    expect(repeats(repeat?.tokens ?? new Int32Array())).toBeLessThan(repeats(plain?.tokens ?? new Int32Array()));
    // Probabilities are the model's own, whatever was held back.
    expect(presence?.surprisal).toBeGreaterThan(plain?.surprisal ?? 0);
  });

  it("looks back as far as the window reaches, into the context too", async () => {
    await onDevice({ file }, function* (device) {
      const first = yield* write(device, device.fork(), { tokens: 1, decoder: endless });
      const [token = 0] = first.tokens;
      const open = device.tokenize([{ text: "<|im_start|>", special: true }]);
      const drawn = function* (window: number) {
        const branch = device.fork();
        yield* device.extend(branch, Int32Array.of(token));
        const sampling = { ...greedy, penalties: { window, repeat: 1, frequency: 0, presence: 1000 } };
        const end = yield* write(device, branch, { open, tokens: 1, decoder: endless, sampling });
        return end.tokens[0];
      };
      const plain = yield* drawn(1);
      const held = yield* drawn(2);
      if (plain === token) expect(held).not.toBe(token);
      else expect(held).toBe(plain);
    });
  });

  it("draws the same on one thread and on several", async () => {
    const texts = async (threads: number) =>
      await onDevice({ file, branches: 160, context: 4096, threads }, function* (device) {
        expect(160 * device.model.vocabulary).toBeGreaterThan(2 ** 18);
        const branches = Array.from({ length: 160 }, () => device.fork());
        const ends = yield* all(
          branches.map((branch, seed) => write(device, branch, { tokens: 2, sampling: sampling(seed), entropy: true })),
        );
        return ends.map((end) => [end.text, end.surprisal, end.entropy]);
      });
    const alone = await texts(1);
    expect(await texts(2)).toEqual(alone);
  }, 60_000);
});

describe("grant", () => {
  it("lets a text that is being written have more tokens, and does nothing where none is", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      device.grant(branch, 100);
      let granted = false;
      const end = yield* write(device, branch, { tokens: 20, decoder: endless }, () => {
        if (!granted) device.grant(branch, 15);
        granted = true;
      });
      expect(end.tokens).toHaveLength(35);
      expect(() => device.grant(branch, -1)).toThrow("tokens is a whole number from 0");
    });
  });
});
