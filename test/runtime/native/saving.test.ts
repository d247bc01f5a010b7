import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { all, run } from "effection";
import { describe, expect, it } from "vitest";
import { useNativeDevice } from "../../../runtime/native/device.ts";
import { encodeBranch } from "../../../runtime/native/saved-branch.ts";
import { writeUntrainedModel } from "../../../stdlib/model/untrained-model.ts";
import { inProcess } from "./child.ts";
import { confirmedCells, endless, failure, onDevice, prompt, useModel, write } from "./fixture.ts";

const { folder, file } = useModel();

/** A branch of 80 tokens as bytes, and the text that it goes on with. */
function saved(options: Parameters<typeof onDevice>[0] = { file }): Promise<{ bytes: Uint8Array; text: string }> {
  return onDevice(options, function* (device) {
    const spine = device.fork();
    yield* device.extend(spine, prompt(60));
    const branch = device.fork(spine);
    yield* device.extend(branch, prompt(20, 1));
    const bytes = yield* device.save(branch);
    const { text } = yield* write(device, branch, { tokens: 30, decoder: endless });
    return { bytes, text };
  });
}

describe("a saved branch", () => {
  it("goes on after it was restored exactly as it would have", async () => {
    const { bytes, text } = await saved();
    await onDevice({ file }, function* (device) {
      const other = device.fork();
      yield* device.extend(other, prompt(33, 5));
      const branch = yield* device.restore(bytes);
      expect(
        yield* confirmedCells(
          device,
          new Map([
            [other, 33],
            [branch, 80],
          ]),
        ),
      ).toBe(113);
      expect((yield* write(device, branch, { tokens: 30, decoder: endless })).text).toBe(text);
      // It can be forked, cut and saved like any other.
      const child = device.fork(branch);
      yield* device.truncate(child, 80);
      const again = yield* device.restore(yield* device.save(child));
      expect((yield* write(device, again, { tokens: 30, decoder: endless })).text).toBe(text);
    });
  });

  it("goes on in another process", async () => {
    const { bytes, text } = await saved();
    const path = join(folder, "branch.bytes");
    writeFileSync(path, bytes);
    const { code, out, err } = await inProcess(
      { folder, file },
      `
      import { readFileSync } from "node:fs";
      await run(function* () {
        const device = yield* open();
        const branch = yield* device.restore(readFileSync(${JSON.stringify(path)}));
        const request = { path: "x", open: device.tokenize([{ text: "<|im_start|>", special: true }]), tokens: 30, decoder: endless, sampling };
        console.log(JSON.stringify((yield* device.generate(branch, request, () => {})).text));
      });`,
    );
    expect({ code, err, text: JSON.parse(out) }).toEqual({ code: 0, err: "", text });
  }, 60_000);

  it("is the same from one stream and from separate ones, and is at home in both", async () => {
    const separate = { file, streams: "separate", context: 4096, branches: 8 } as const;
    const [one, other] = [await saved(), await saved(separate)];
    for (const { bytes, options } of [
      { bytes: other.bytes, options: { file } },
      { bytes: one.bytes, options: separate },
    ])
      await onDevice(options, function* (device) {
        const [first, spare] = [device.fork(), device.fork()];
        yield* device.extend(first, prompt(10, 3));
        // A copy that is due may not come over what is restored.
        const gone = device.fork(first);
        yield* device.release(gone);
        const branch = yield* device.restore(bytes);
        yield* device.release(spare);
        expect((yield* write(device, branch, { tokens: 30, decoder: endless })).text).toBe(one.text);
      });
  });

  it("may be empty", async () => {
    await onDevice({ file }, function* (device) {
      const branch = yield* device.restore(yield* device.save(device.fork()));
      yield* device.extend(branch, prompt(5));
      expect(device.usage().cells).toBe(5);
    });
  });

  it("has what was asked for before it", async () => {
    await onDevice({ file, batch: 17 }, function* (device) {
      const branch = device.fork();
      const [, bytes] = yield* all([
        device.extend(branch, prompt(100)),
        device.save(branch),
        device.extend(branch, prompt(9)),
      ]);
      const copy = yield* device.restore(bytes);
      yield* confirmedCells(
        device,
        new Map([
          [branch, 109],
          [copy, 100],
        ]),
      );
    });
  });
});

describe("bytes that can't be restored", () => {
  it("are refused with a sentence wherever they end, whatever byte of them is damaged, and leave nothing behind", async () => {
    const { bytes } = await saved();
    await onDevice({ file }, function* (device) {
      const before = device.usage();
      for (let at = 0; at < bytes.length; at += 1 + Math.floor(bytes.length / 60)) {
        expect(yield* failure(device.restore(bytes.subarray(0, at)))).toMatch(/is not whole|no saved branch/);
        const damaged = Buffer.from(bytes);
        damaged.writeUInt8(damaged.readUInt8(at) ^ 0x55, at);
        expect(yield* failure(device.restore(damaged))).toMatch(/damaged|no saved branch|not whole|too many|version/);
      }
      expect(yield* failure(device.restore(Buffer.concat([bytes, Buffer.alloc(3)])))).toBe(
        "The saved branch has 3 bytes too many behind its end.",
      );
      expect(device.usage().cells).toBe(before.cells);
      yield* confirmedCells(device, new Map());
      // No sequence was lost either.
      for (let i = 0; i < device.limits.branches; i++) device.fork();
    });
  });

  it("say whose they are: of another model, another cache, another version", async () => {
    const { bytes } = await saved();
    const larger = join(folder, "larger.gguf");
    writeUntrainedModel(larger);
    writeFileSync(larger, Buffer.alloc(32), { flag: "a" });
    await onDevice({ file: larger }, function* (device) {
      expect(yield* failure(device.restore(bytes))).toBe(
        "The branch was saved with another model, whose cells are of no use to this one.",
      );
    });
    await onDevice({ file }, function* (device) {
      const { identity } = device;
      const forged = encodeBranch({
        identity,
        layout: { cell: 1, head: 1 },
        tokens: prompt(3),
        cells: new Uint8Array(4),
      });
      expect(yield* failure(device.restore(forged))).toContain("from a cache with other settings");
    });
  });

  it("that llama.cpp itself refuses are told, though their checksum is right", async () => {
    const { bytes } = await saved();
    await onDevice({ file }, function* (device) {
      const { identity } = device;
      const branch = device.fork();
      yield* device.extend(branch, prompt(2));
      const size = (yield* device.save(branch)).length;
      yield* device.release(branch);
      const one = (bytes.length - size) / 78 - 4;
      const head = size - 2 * (one + 4) - 40 - 32 - identity.length;
      const layout = { cell: one, head };
      const cells = new Uint8Array(head + 3 * one);
      expect(yield* failure(device.restore(encodeBranch({ identity, layout, tokens: prompt(3), cells })))).toMatch(
        /^The saved branch can't be restored: /,
      );
      expect(yield* confirmedCells(device, new Map())).toBe(0);
    });
  });

  it("that don't fit are told how much is free", async () => {
    const { bytes } = await saved();
    await onDevice({ file, context: 256 }, function* (device) {
      const branch = device.fork();
      yield* device.extend(branch, prompt(200));
      expect(yield* failure(device.restore(bytes))).toBe("There is no room for 80 more tokens: 56 cells are free.");
      yield* confirmedCells(device, new Map([[branch, 200]]));
    });
  });

  it("wait for no device that is closed", async () => {
    const { bytes } = await saved();
    const device = await run(function* () {
      return yield* useNativeDevice({ file, context: 512, branches: 2, threads: 1 });
    });
    await expect(run(() => device.restore(bytes))).rejects.toThrow("The model is closed.");
  });
});
