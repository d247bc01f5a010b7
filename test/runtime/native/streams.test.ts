import { all, spawn } from "effection";
import { describe, expect, it } from "vitest";
import { confirmedCells, endless, failure, onDevice, prompt, sampling, useModel, write } from "./fixture.ts";

const { file } = useModel();
const separate = { file, streams: "separate", context: 4096, branches: 8 } as const;

describe("separate streams", () => {
  it("give each branch an equal part of the cells, and say so", async () => {
    await onDevice(separate, function* (device) {
      expect(device.limits).toMatchObject({ branches: 8, cells: 4096, forks: "copied", stream: 512 });
      expect(device.model.window).toBe(512);
    });
    await onDevice({ ...separate, context: 1000 }, function* (device) {
      // A stream has a multiple of 256 cells.
      expect(device.limits).toMatchObject({ cells: 2048, stream: 256 });
    });
  });

  it("copy a fork's cells, which continues exactly as its parent would have", async () => {
    await onDevice(separate, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(60));
      const child = device.fork(parent);
      const grandchild = device.fork(child);
      expect(yield* confirmedCells(device, lengths([parent, 60], [child, 60], [grandchild, 60]))).toBe(180);
      const [a, b, c] = yield* all(
        [parent, child, grandchild].map((branch) => write(device, branch, { tokens: 40, decoder: endless })),
      );
      expect([...(b?.tokens ?? [])]).toEqual([...(a?.tokens ?? [])]);
      expect([...(c?.tokens ?? [])]).toEqual([...(a?.tokens ?? [])]);
      yield* device.release(parent);
      expect(yield* confirmedCells(device, lengths([child, 101], [grandchild, 101]))).toBe(202);
    });
  });

  it("give the same texts as one stream does", async () => {
    const texts = async (streams: "unified" | "separate") =>
      await onDevice({ ...separate, streams }, function* (device) {
        const spine = device.fork();
        yield* device.extend(spine, prompt(40));
        const branches = Array.from({ length: 4 }, () => device.fork(spine));
        yield* all(branches.map((branch) => device.extend(branch, prompt(5, branch))));
        const ends = yield* all(
          branches.map((branch, seed) =>
            write(device, branch, { tokens: 12, decoder: endless, sampling: sampling(seed) }),
          ),
        );
        return ends.map((end) => end.text);
      });
    expect(await texts("separate")).toEqual(await texts("unified"));
  });

  it("may be saved fresh from copying beside a text, which goes on as if nothing had been", async () => {
    const text = async (saves: boolean) =>
      await onDevice(separate, function* (device) {
        const spine = device.fork();
        yield* device.extend(spine, prompt(40));
        const writer = device.fork(spine);
        const writing = yield* spawn(() => write(device, writer, { tokens: 60, decoder: endless }));
        for (let round = 0; saves && round < 10; round++) {
          const fork = device.fork(spine);
          expect((yield* device.save(fork)).length).toBeGreaterThan(0);
          yield* device.release(fork);
        }
        return (yield* writing).text;
      });
    expect(await text(true)).toBe(await text(false));
  });

  it("decode a last token again without touching what was copied from it", async () => {
    await onDevice(separate, function* (device) {
      const parent = device.fork();
      yield* device.extend(parent, prompt(30));
      const child = device.fork(parent);
      const bare = { open: new Int32Array(), tokens: 20, decoder: endless };
      const first = yield* write(device, parent, bare);
      const second = yield* write(device, child, bare);
      expect(second.text).toBe(first.text);
      yield* confirmedCells(device, lengths([parent, 50], [child, 50]));
    });
  });

  it("may be cut, released and forked anew between two passes, and nothing of the old comes back", async () => {
    await onDevice(separate, function* (device) {
      const [one, two] = [device.fork(), device.fork()];
      yield* all([device.extend(one, prompt(50)), device.extend(two, prompt(70, 1))]);
      const expected = yield* write(device, device.fork(two), { tokens: 20, decoder: endless });
      // The copy that the first fork asked for is still due when its stream is given to another.
      const gone = device.fork(one);
      yield* device.release(gone);
      const next = device.fork(two);
      const text = yield* write(device, next, { tokens: 20, decoder: endless });
      expect(text.text).toBe(expected.text);
    });
  });

  it("end a text where its own stream is full, whatever the others have free", async () => {
    await onDevice({ ...separate, branches: 4, context: 1024 }, function* (device) {
      const branch = device.fork();
      yield* device.extend(branch, prompt(200));
      expect(yield* failure(device.extend(branch, prompt(57)))).toBe(
        "There is no room for 57 more tokens: 56 fit behind this branch.",
      );
      const end = yield* write(device, branch, { tokens: 500, decoder: endless });
      expect(end.reason).toBe("room");
      expect(yield* confirmedCells(device, lengths([branch, 256]))).toBe(256);
    });
  });
});

const lengths = (...pairs: readonly (readonly [number, number])[]) => new Map(pairs);
