import { all } from "effection";
import { describe, expect, it } from "vitest";
import { endless, failure, greedy, onDevice, prompt, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();

describe("useNativeDevice", () => {
  it("says what the model is", async () => {
    await onDevice({ file }, function* (device) {
      expect(device.title).toBe("small");
      expect(device.identity).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(device.limits).toEqual({ branches: 16, cells: 2048, batch: 512, forks: "shared", stream: 2048 });
      expect(device.model.architecture).toBe("llama");
      expect(device.model.window).toBe(2048);
      expect(yield* device.recount()).toEqual({ cells: 0, branches: new Map() });
      const end = device.model.end ?? -1;
      expect(device.model.ends.has(end)).toBe(true);
      expect(device.tokenText(end)).toBe("<|im_end|>");
    });
  });

  it("turns the text of control tokens into those tokens only where it is special", async () => {
    await onDevice({ file }, function* (device) {
      const special = device.tokenize([{ text: "<|im_end|>", special: true }]);
      const plain = device.tokenize([{ text: "<|im_end|>", special: false }]);
      expect([...special]).toEqual([device.model.end]);
      yield* device.extend(device.fork(), special);
      expect(plain.length).toBeGreaterThan(1);
      expect([...plain].map((token) => device.tokenText(token)).join("")).toBe("<|im_end|>");
    });
  });

  it("gives back the bytes that it tokenised, stretch by stretch", async () => {
    await onDevice({ file }, function* (device) {
      const texts = ["Grüße", " aus ", "日本 🙂", "\n\n", "x"];
      const tokens = device.tokenize(texts.map((text) => ({ text, special: false })));
      const bytes = Buffer.concat([...tokens].map((token) => device.tokenBytes(token)));
      expect(bytes.toString("utf8")).toBe(texts.join(""));
      const branch = device.fork();
      yield* device.extend(branch, tokens);
      expect((yield* device.recount()).branches.get(branch)).toBe(tokens.length);
    });
  });
});

describe("fork", () => {
  it("continues exactly as a branch that was never forked", async () => {
    await onDevice({ file }, function* (device) {
      const alone = device.fork();
      yield* device.extend(alone, prompt(60));
      const expected = yield* write(device, alone, { tokens: 40, decoder: endless });
      yield* device.release(alone);

      const parent = device.fork();
      yield* device.extend(parent, prompt(60));
      const child = device.fork(parent);
      const forked = yield* write(device, child, { tokens: 40, decoder: endless });
      expect([...forked.tokens]).toEqual([...expected.tokens]);
      expect(forked.surprisal).toBe(expected.surprisal);
    });
  });

  it("costs no cells", async () => {
    await onDevice({ file }, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(100));
      const children = Array.from({ length: 10 }, () => device.fork(parent));
      const recount = yield* device.recount();
      expect(recount.cells).toBe(100);
      expect(recount.branches.get(children[9] ?? -1)).toBe(100);
      for (const child of children) yield* device.extend(child, prompt(3, child));
      expect(device.usage().cells).toBe(130);
      expect((yield* device.recount()).cells).toBe(130);
    });
  });

  it("sees what was extended before it and nothing that came after", async () => {
    await onDevice({ file, batch: 17 }, function* (device) {
      const parent = device.fork();
      const child = { id: -1 };
      yield* all([
        device.extend(parent, prompt(100)),
        (function* () {
          child.id = device.fork(parent);
        })(),
        device.extend(parent, prompt(50, 1)),
      ]);
      const { branches, cells } = yield* device.recount();
      expect(branches.get(child.id)).toBe(100);
      expect(branches.get(parent)).toBe(150);
      expect(cells).toBe(150);
    });
  });

  it("leaves a text that its parent is writing alone", async () => {
    await onDevice({ file }, function* (device) {
      const alone = device.fork();
      const expected = yield* write(device, alone, { tokens: 60, decoder: endless });
      yield* device.release(alone);
      const parent = device.fork();
      let child: number | undefined;
      const forked = yield* write(device, parent, { tokens: 60, decoder: endless }, () => {
        child ??= device.fork(parent);
      });
      expect(forked.text).toBe(expected.text);
      const length = (yield* device.recount()).branches.get(child ?? -1) ?? 0;
      expect(length).toBeGreaterThanOrEqual(2);
      expect(length).toBeLessThanOrEqual(61);
      expect((yield* device.recount()).cells).toBe(device.usage().cells);
    });
  });

  it("refuses a branch that was released, and more branches than there are", async () => {
    await onDevice({ file, branches: 2 }, function* (device) {
      const first = device.fork();
      device.fork();
      expect(() => device.fork()).toThrow("All 2 branches of this model are in use.");
      yield* device.release(first);
      expect(() => device.fork(first)).toThrow(`There is no branch ${first}`);
      expect(device.fork()).not.toBe(first);
    });
  });
});

describe("a tick", () => {
  it("advances eight generating branches in one pass: twenty tokens are twenty passes of eight rows", async () => {
    await onDevice({ file }, function* (device) {
      const branches = Array.from({ length: 8 }, () => device.fork());
      const before = device.usage();
      yield* all(branches.map((branch) => write(device, branch, { tokens: 20, decoder: endless })));
      const after = device.usage();
      // One more, before them, for the token that opens each text.
      expect(after.ticks - before.ticks).toBe(21);
      expect(after.rows - before.rows).toBe(21 * 8);
      expect(after.sampled - before.sampled).toBe(160);
    });
  });

  it("prefills four forks in one pass", async () => {
    await onDevice({ file }, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(40));
      const before = device.usage();
      const children = Array.from({ length: 4 }, () => device.fork(parent));
      yield* all(children.map((child) => device.extend(child, prompt(10, child))));
      expect(device.usage().ticks - before.ticks).toBe(1);
      expect(device.usage().rows - before.rows).toBe(40);
    });
  });

  it("puts a long prefill into the room beside the branches that generate", async () => {
    await onDevice({ file, batch: 32 }, function* (device) {
      const [writer, reader] = [device.fork(), device.fork()];
      const before = device.usage().ticks;
      yield* all([write(device, writer, { tokens: 30, decoder: endless }), device.extend(reader, prompt(310))]);
      expect(device.usage().ticks - before).toBe(31);
    });
  });

  it("is only made while there is something to do", async () => {
    await onDevice({ file }, function* (device) {
      yield* device.extend(device.fork(), prompt(4));
      const { ticks } = device.usage();
      for (let i = 0; i < 5; i++) yield* device.recount();
      expect(device.usage().ticks).toBe(ticks);
    });
  });
});

describe("extend", () => {
  it("keeps the order of two on one branch", async () => {
    await onDevice({ file, batch: 17 }, function* (device) {
      const [one, two] = [device.fork(), device.fork()];
      yield* all([device.extend(one, prompt(40)), device.extend(one, prompt(40, 7))]);
      yield* device.extend(two, Int32Array.of(...prompt(40), ...prompt(40, 7)));
      const expected = yield* write(device, two, { tokens: 30, decoder: endless });
      const text = yield* write(device, one, { tokens: 30, decoder: endless });
      expect(text.text).toBe(expected.text);
    });
  });

  it("refuses tokens that the model does not have", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      for (const bad of [-1, device.model.vocabulary]) {
        const message = yield* failure(device.extend(branch, Int32Array.of(300, bad)));
        expect(message).toBe(
          `${bad} is no token of this model: its vocabulary has ${device.model.vocabulary}, from 0.`,
        );
      }
      expect(device.usage().cells).toBe(0);
    });
  });

  it("fails where the cache has no room, and leaves all as it was", async () => {
    await onDevice({ file, context: 256 }, function* (device) {
      const [one, two] = [device.fork(), device.fork()];
      yield* device.extend(one, prompt(200));
      expect(yield* failure(device.extend(two, prompt(57)))).toBe(
        "There is no room for 57 more tokens: 56 cells are free.",
      );
      expect(yield* device.recount()).toEqual({
        cells: 200,
        branches: new Map([
          [one, 200],
          [two, 0],
        ]),
      });
      yield* device.extend(two, prompt(56));
      expect(device.usage().cells).toBe(256);
    });
  });
});

describe("generate", () => {
  it("depends on its seed and on nothing else", async () => {
    await onDevice({ file }, function* (device) {
      const texts: string[] = [];
      for (const seed of [7, 7, 8]) {
        const branch = device.fork();
        texts.push((yield* write(device, branch, { tokens: 50, decoder: endless, sampling: sampling(seed) })).text);
        yield* device.release(branch);
      }
      expect(texts[1]).toBe(texts[0]);
      expect(texts[2]).not.toBe(texts[0]);
    });
  });

  it("ends at its limit, with every token of the text in the branch", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const end = yield* write(device, branch, { tokens: 12, decoder: endless });
      expect(end.reason).toBe("tokens");
      expect(end.tokens).toHaveLength(12);
      expect(end.runs).toEqual([12]);
      expect((yield* device.recount()).branches.get(branch)).toBe(13);
      expect([...end.tokens].map((token) => device.tokenText(token)).join("")).toBe(end.text);
    });
  });

  it("writes nothing when it may write no token", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const end = yield* write(device, branch, { tokens: 0, decoder: endless });
      expect(end).toMatchObject({ reason: "tokens", text: "", runs: [], surprisal: 0 });
      expect((yield* device.recount()).branches.get(branch)).toBe(1);
    });
  });

  it("ends a free text at the model's end token, which it does not decode", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const end = yield* write(device, branch, { tokens: 2000, sampling: sampling(3) });
      expect(end.reason).toBe("complete");
      for (const token of end.tokens) expect(device.model.ends.has(token)).toBe(false);
      expect(device.usage().cells).toBe(1 + end.tokens.length);
    });
  });

  it("goes on from the last token where nothing opens the text", async () => {
    await onDevice({ file }, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(30));
      const [opened, bare] = [device.fork(parent), device.fork(parent)];
      yield* device.truncate(opened, 29);
      const open = prompt(30).slice(29);
      const expected = yield* write(device, opened, { tokens: 20, open, decoder: endless });
      const text = yield* write(device, bare, { tokens: 20, open: new Int32Array(), decoder: endless });
      expect(text.text).toBe(expected.text);
      expect((yield* device.recount()).branches.get(bare)).toBe(50);
      expect((yield* device.recount()).cells).toBe(device.usage().cells);
    });
  });

  it("says that an empty branch has nothing to go on from", async () => {
    await onDevice({ file }, function* (device) {
      const end = yield* write(device, device.fork(), { tokens: 5, open: new Int32Array() });
      expect(end).toMatchObject({ reason: "error", error: "An empty branch gives a model nothing to go on from." });
    });
  });

  it("stops cleanly when the cache is full", async () => {
    await onDevice({ file, context: 256 }, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(230));
      const [one, two] = [device.fork(parent), device.fork(parent)];
      const ends = yield* all([one, two].map((branch) => write(device, branch, { tokens: 100, decoder: endless })));
      expect(ends.map((end) => end.reason)).toEqual(["room", "room"]);
      expect(ends.reduce((sum, end) => sum + end.tokens.length, 0)).toBe(24);
      expect(device.usage().cells).toBe(256);
      expect((yield* device.recount()).cells).toBe(256);
      yield* device.release(one);
      const more = yield* write(device, two, { tokens: 5, decoder: endless });
      expect(more.reason).toBe("tokens");
    });
  });

  it("stops for a reason that it is given, with what it has", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      let seen = 0;
      const end = yield* write(device, branch, { tokens: 1000, decoder: endless }, () => {
        if (++seen === 10) device.stop(branch, "winddown");
      });
      expect(end.reason).toBe("winddown");
      expect(end.tokens.length).toBeGreaterThanOrEqual(10);
      expect((yield* device.recount()).branches.get(branch)).toBe(1 + end.tokens.length);
    });
  });

  it("counts the surprise of each sampled token under the plain softmax", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const likeliest = yield* write(device, branch, { tokens: 1, decoder: endless, sampling: greedy });
      // One token in the vocabulary is at least as likely as all of them on average.
      expect(likeliest.surprisal).toBeGreaterThan(0);
      expect(likeliest.surprisal).toBeLessThan(40);
    });
  });

  it("hands the error of whoever reads its deltas to whoever waits for it", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const message = yield* failure(
        write(device, branch, { tokens: 1000, decoder: endless }, () => {
          throw new Error("no more paper");
        }),
      );
      expect(message).toBe("no more paper");
      expect((yield* device.recount()).cells).toBe(device.usage().cells);
    });
  });
});

describe("truncate", () => {
  it("takes back a tail that only this branch has, and leaves a shared one to the others", async () => {
    await onDevice({ file }, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(50));
      const child = device.fork(parent);
      yield* device.extend(child, prompt(20));
      yield* device.truncate(child, 30);
      expect(device.usage().cells).toBe(50);
      yield* device.extend(child, prompt(5));
      expect(yield* device.recount()).toEqual({
        cells: 55,
        branches: new Map([
          [parent, 50],
          [child, 35],
        ]),
      });
      yield* device.truncate(child, 1000);
      expect((yield* device.recount()).branches.get(child)).toBe(35);
    });
  });
});

describe("release", () => {
  it("gives cells back as their last reader goes, in any order", async () => {
    await onDevice({ file }, function* (device) {
      const a = device.fork();
      yield* device.extend(a, prompt(40));
      const b = device.fork(a);
      yield* device.extend(b, prompt(10, 1));
      const c = device.fork(b);
      yield* device.extend(c, prompt(5, 2));
      yield* device.release(a);
      expect(device.usage().cells).toBe(55);
      yield* device.release(b);
      expect(device.usage().cells).toBe(55);
      yield* device.release(c);
      expect(yield* device.recount()).toEqual({ cells: 0, branches: new Map() });
    });
  });

  it("waits for what was asked for before it, and ends a text", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const [end] = yield* all([
        write(device, branch, { tokens: 100_000, decoder: endless }),
        (function* () {
          const child = device.fork(branch);
          yield* device.release(branch);
          yield* device.release(child);
        })(),
      ]);
      expect(end.reason).toBe("halted");
      expect(device.usage().cells).toBe(0);
    });
  });
});
