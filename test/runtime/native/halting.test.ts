import { all, race, run, scoped, sleep, spawn, suspend, until, withResolvers } from "effection";
import { describe, expect, it } from "vitest";
import { loadAddon } from "../../../runtime/native/addon.ts";
import { useNativeDevice } from "../../../runtime/native/device.ts";
import { Session } from "../../../runtime/native/session.ts";
import { confirmedCells, endless, greedy, onDevice, prompt, useModel, write } from "./fixture.ts";

const { file } = useModel();
const plain = { ...greedy, window: 0, repeat: 1, frequency: 0, presence: 0 };

describe("halting", () => {
  it("takes back the rows of an extension that is under way", async () => {
    await onDevice({ file, batch: 17, context: 4096 }, function* (device) {
      const branch = device.fork();
      yield* device.extend(branch, prompt(20));
      const task = yield* spawn(() => device.extend(branch, prompt(3000)));
      yield* passes(device, 2);
      yield* task.halt();
      yield* confirmedCells(device, new Map([[branch, 20]]));
      // The branch is as good as before.
      yield* device.extend(branch, prompt(10));
      expect(device.usage().cells).toBe(30);
    });
  });

  it("keeps what a text has until then, and every token of it", async () => {
    await onDevice({ file }, function* (device) {
      const branch = device.fork();
      const enough = withResolvers<void>();
      let seen = 0;
      const task = yield* spawn(() =>
        write(device, branch, { tokens: 1000, decoder: endless }, () => {
          if (++seen === 5) enough.resolve();
        }),
      );
      yield* enough.operation;
      yield* task.halt();
      const { branches } = yield* device.recount();
      expect(branches.get(branch)).toBeGreaterThanOrEqual(6);
      expect((yield* device.recount()).cells).toBe(device.usage().cells);
      // No delta comes after the halt.
      const then = seen;
      yield* device.extend(device.fork(), prompt(10));
      expect(seen).toBe(then);
    });
  });

  it("drops what has not begun, and what waits behind it goes on", async () => {
    await onDevice({ file, batch: 17 }, function* (device) {
      const branch = device.fork();
      const first = yield* spawn(() => device.extend(branch, prompt(200)));
      const second = yield* spawn(() => device.extend(branch, prompt(100, 1)));
      const third = yield* spawn(() => device.extend(branch, prompt(10, 2)));
      yield* sleep(0);
      yield* second.halt();
      yield* all([first, third]);
      yield* confirmedCells(device, new Map([[branch, 210]]));
    });
  });

  it("leaves the other branches alone", async () => {
    await onDevice({ file }, function* (device) {
      const [kept, halted] = [device.fork(), device.fork()];
      const expected = yield* write(device, kept, { tokens: 80, decoder: endless });
      yield* device.truncate(kept, 0);
      const task = yield* spawn(() => write(device, halted, { tokens: 1000, decoder: endless }));
      let seen = 0;
      const end = yield* write(device, kept, { tokens: 80, decoder: endless }, () => {
        if (++seen === 20) void task.halt();
      });
      expect(end.tokens).toHaveLength(80);
      expect(end.reason).toBe(expected.reason);
      yield* task.halt();
      expect((yield* device.recount()).cells).toBe(device.usage().cells);
    });
  });

  it("still releases a branch whose release is halted", async () => {
    await onDevice({ file, branches: 1 }, function* (device) {
      const branch = device.fork();
      yield* device.extend(branch, prompt(50));
      const task = yield* spawn(() => device.release(branch));
      yield* sleep(0);
      yield* task.halt();
      expect(device.usage().cells).toBe(0);
      expect(device.fork()).not.toBe(branch);
    });
  });
});

describe("a scope", () => {
  it("that ends with a release in it leaves as many branches and cells as there were", async () => {
    await onDevice({ file }, function* (device) {
      const spine = device.fork();
      yield* device.extend(spine, prompt(30));
      for (const ending of ["returns", "throws", "is halted"] as const) {
        const body = scoped(function* () {
          const branch = device.fork(spine);
          try {
            yield* device.extend(branch, prompt(20));
            if (ending === "throws") throw new Error("thrown");
            yield* write(device, branch, { tokens: ending === "is halted" ? 1_000_000 : 20, decoder: endless });
          } finally {
            yield* device.release(branch);
          }
        });
        try {
          yield* ending === "is halted" ? race([body, passes(device, 5)]) : body;
        } catch (error) {
          expect(error).toEqual(new Error("thrown"));
        }
        yield* confirmedCells(device, new Map([[spine, 30]]));
      }
    });
  });

  it("that opened the device may end in the midst of a pass", async () => {
    const device = await run(function* () {
      const device = yield* useNativeDevice({ file, context: 8192, branches: 4, threads: 1 });
      const branches = [device.fork(), device.fork()];
      yield* spawn(() => device.extend(branches[0] ?? 0, prompt(8000)));
      yield* spawn(() => write(device, branches[1] ?? 0, { tokens: 100_000, decoder: endless }));
      yield* passes(device, 2);
      return device;
    });
    expect(() => device.fork()).toThrow("The model is closed.");
    expect(() => device.usage()).toThrow("The model is closed.");
  });

  it("that opens the device may be halted while it opens", async () => {
    for (let tries = 0; tries < 5; tries++) {
      const task = run(function* () {
        yield* useNativeDevice({ file, context: 2048, branches: 4 });
        yield* suspend();
      });
      await run(() => sleep(tries * 3));
      await task.halt();
    }
    await onDevice({ file }, function* (device) {
      expect(yield* device.recount()).toEqual({ cells: 0, branches: new Map() });
    });
  });
});

describe("a failed pass", () => {
  it("leaves accounts, positions and cache as before, and the next one is good", async () => {
    await run(function* () {
      const { addon, libraries } = yield* until(loadAddon("cpu"));
      const session = new Session(addon, {
        file,
        backends: libraries.folder,
        context: 2048,
        branches: 8,
        batch: 64,
        threads: 1,
        poll: 0,
        gpuLayers: 0,
        memory: 0,
        separate: false,
        doubtful: false,
      });
      try {
        yield* session.opened();
        for (const branch of [1, 2]) session.tell((native, op) => native.fork(op, branch, -1));
        yield* session.ask((native, op) => native.extend(op, 1, prompt(100)));
        session.tell((native, op) => native.fork(op, 3, 1));
        const before = yield* session.ask((native, op) => native.recount(op, -1));

        session.direct.failPass();
        const write = (op: number, native: import("../../../runtime/native/addon.ts").AddonSession, branch: number) =>
          native.generate(op, branch, new Int32Array(), endless.grammar, 20, plain, false);
        const failed = yield* all([
          session.ask((native, op) => native.extend(op, 2, prompt(30))),
          // Decodes its last token, a shared one, again.
          session.ask((native, op) => write(op, native, 3)),
        ]);
        expect(failed.map((answer) => answer.kind)).toEqual(["failed", "failed"]);
        expect(failed[0]).toMatchObject({ message: "The pass was stopped." });
        const after = yield* session.ask((native, op) => native.recount(op, -1));
        expect({ ...after, op: 0 }).toEqual({ ...before, op: 0 });
        expect(session.direct.usage()).toMatchObject({ cells: 100, ticks: 2 });

        const good = yield* all([
          session.ask((native, op) => native.extend(op, 2, prompt(30))),
          session.ask((native, op) => write(op, native, 3)),
        ]);
        expect(good.map((answer) => answer.kind)).toEqual(["done", "end"]);
        // The last token of branch 3 has a cell of its own now, and so has its text.
        expect(session.direct.usage().cells).toBe(100 + 30 + 21);
        const end = yield* session.ask((native, op) => native.recount(op, -1));
        expect(end).toMatchObject({ cells: 151, lengths: Int32Array.of(1, 100, 2, 30, 3, 120) });
      } finally {
        yield* session.close();
      }
    });
  });
});

/** Returns once the device has made `count` passes more. */
function* passes(device: { usage(): { readonly ticks: number } }, count: number) {
  const from = device.usage().ticks;
  while (device.usage().ticks < from + count) yield* sleep(0);
}
