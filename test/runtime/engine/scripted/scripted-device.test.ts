import { type Operation, run, scoped, spawn, suspend } from "effection";
import { describe, expect, test } from "vitest";
import { plainLayout } from "../../../../runtime/engine/scripted/plain-layout.ts";
import {
  failAt,
  type ScriptedDevice,
  type ScriptedDeviceOptions,
  useScriptedDevice,
} from "../../../../runtime/engine/scripted/scripted-device.ts";
import { createSimulatedClock } from "../../../../runtime/engine/scripted/simulated-clock.ts";
import { turnRequest } from "../playing.ts";

type Options = Partial<Omit<ScriptedDeviceOptions, "calls">>;

function playing(options: Options, body: (device: ScriptedDevice) => Operation<void>): Promise<void> {
  return run(function* () {
    const clock = createSimulatedClock();
    yield* body(yield* useScriptedDevice({ clock, calls: plainLayout.calls, ...options }));
  });
}

const tokens = (count: number) => Int32Array.from({ length: count }, (_, index) => 100 + index);

function* write(device: ScriptedDevice, branch: number, more: { open?: Int32Array; tokens?: number } = {}) {
  const request = turnRequest();
  const generate = { path: "agent:0", turn: { request, part: "rest" as const }, open: tokens(2), tokens: 50 };
  return yield* device.generate(branch, { ...generate, sampling: request.sampling, ...more }, () => {});
}

function* releaseAll(device: ScriptedDevice): Operation<void> {
  for (const branch of device.live()) yield* device.release(branch);
}

describe("the scripted device", () => {
  test("takes commands in their order: a fork has what was extended before it, and nothing that comes after", async () => {
    await playing({ batch: 10 }, function* (device) {
      const first = device.fork();
      const extending = yield* spawn(() => device.extend(first, tokens(25)));
      yield* spawn(function* () {
        const second = device.fork(first);
        yield* extending;
        yield* device.extend(first, tokens(5));
        expect((yield* device.recount()).branches).toEqual(
          new Map([
            [first, 30],
            [second, 25],
          ]),
        );
      });
      yield* extending;
      expect(device.passes.map(({ rows }) => [...rows.values()])).toEqual([[10], [10], [5]]);
      yield* device.recount();
      yield* scoped(function* () {
        yield* device.recount();
      });
      yield* device.extend(device.fork(first), tokens(1));
      yield* releaseAll(device);
      expect((yield* device.recount()).cells).toBe(0);
    });
  });

  test("forks a branch that writes without disturbing it", async () => {
    await playing({ script: () => ({ text: "abcdefghijkl" }) }, function* (device) {
      const writer = device.fork();
      const writing = yield* spawn(() => write(device, writer));
      while (device.usage().sampled < 2) yield* device.recount();
      const fork = device.fork(writer);
      yield* device.recount();
      const had = device.tokensOf(fork);
      expect(had.slice(0, 4)).toEqual([100, 101, ...device.tokenize([{ text: "abcdefgh", special: true }])]);
      yield* device.truncate(fork, 1);
      expect(device.tokensOf(fork)).toEqual([100]);
      expect(yield* writing).toMatchObject({ reason: "complete", text: "abcdefghijkl", runs: [3] });
      yield* releaseAll(device);
    });
  });

  test("decodes what is forced with the token before it, and tells what was forced", async () => {
    const script = () => ({ text: "abcdefghijklmnopqrstuvwx", forced: ["efghijkl", "uvwx"], closed: true }) as const;
    await playing({ script }, function* (device) {
      const branch = device.fork();
      const end = yield* write(device, branch);
      expect(end).toMatchObject({ reason: "complete", closed: true, runs: [1, 2, 2, 1], text: script().text });
      // The marks that open the turn, `abcd` with the eight forced characters, `mnop`, and `qrst` with the last four.
      expect(device.passes.map(({ rows }) => rows.get(branch))).toEqual([2, 3, 1, 2]);
      expect(device.usage()).toMatchObject({ sampled: 3, forced: 3, rows: 8, cells: 8 });
      yield* releaseAll(device);
    });
  });

  test("forces no more than the tokens that are left, and what is cut is not closed", async () => {
    const script = () => ({ text: "abcdefghijklmnop", forced: ["abcdefgh", "ijklmnop"], closed: true }) as const;
    await playing({ script }, function* (device) {
      const end = yield* write(device, device.fork(), { tokens: 3 });
      expect(end).toMatchObject({ reason: "tokens", runs: [0, 3], text: "abcdefghijkl" });
      expect(end.closed).toBeUndefined();
      yield* releaseAll(device);
    });
  });

  test("counts ticks, rows and cells as they are", async () => {
    await playing({ script: () => ({ text: "abcdefgh" }) }, function* (device) {
      const branch = device.fork();
      yield* device.extend(branch, tokens(7));
      yield* write(device, branch);
      expect(device.usage()).toEqual({ ticks: 4, rows: 11, sampled: 2, forced: 0, cells: 11 });
      expect((yield* device.recount()).cells).toBe(11);
      yield* releaseAll(device);
    });
  });

  test("waits as long as a script says before it writes", async () => {
    const clock = createSimulatedClock();
    await playing({ clock, passMilliseconds: 1, script: () => ({ text: "abcd", after: 500 }) }, function* (device) {
      yield* write(device, device.fork());
      expect(clock.now()).toBeGreaterThanOrEqual(500);
      expect(clock.now()).toBeLessThan(510);
      yield* releaseAll(device);
    });
  });

  test("fails the operation that it is told to fail, and nothing has moved", async () => {
    await playing({ batch: 4, fail: failAt(1, "pass") }, function* (device) {
      const branch = device.fork();
      let told = "";
      try {
        yield* device.extend(branch, tokens(10));
      } catch (error) {
        told = error instanceof Error ? error.message : "";
      }
      expect(told).toBe("This pass failed as it was told to.");
      expect(device.usage()).toMatchObject({ cells: 0, ticks: 2, rows: 4 });
      yield* device.extend(branch, tokens(10));
      expect(device.usage().cells).toBe(10);
      yield* releaseAll(device);
    });
  });

  test("takes back its rows when an extend is halted, after the pass in flight", async () => {
    const clock = createSimulatedClock();
    await playing({ clock, batch: 4, passMilliseconds: 10 }, function* (device) {
      const branch = device.fork();
      yield* device.extend(branch, tokens(2));
      const extending = yield* spawn(() => device.extend(branch, tokens(40)));
      yield* clock.sleep(35);
      const before = device.usage().ticks;
      yield* extending.halt();
      expect(device.usage().ticks).toBe(before + 1);
      expect(device.usage().cells).toBe(2);
      expect((yield* device.recount()).cells).toBe(2);
      yield* releaseAll(device);
    });
  });
});

describe("the scripted device refuses, and ends whoever does not hear it", () => {
  const cases: [string, Options, (device: ScriptedDevice, branch: number) => Operation<unknown>, string][] = [
    [
      "two operations on one branch",
      {},
      function* (device, branch) {
        yield* spawn(() => device.extend(branch, tokens(5)));
        yield* spawn(() => write(device, branch));
        yield* device.recount();
      },
      "while its extend is under way",
    ],
    [
      "a release of a branch that writes",
      { script: () => ({ hang: true }) },
      function* (device, branch) {
        yield* spawn(() => write(device, branch));
        yield* device.recount();
        yield* device.release(branch);
      },
      "while its generate is under way",
    ],
    [
      "a release of a branch that is being cut",
      {},
      function* (device, branch) {
        yield* device.extend(branch, tokens(5));
        yield* spawn(() => device.truncate(branch, 2));
        yield* spawn(() => device.release(branch));
        yield* device.recount();
      },
      "while it is being cut",
    ],
    [
      "use after release",
      {},
      function* (device, branch) {
        yield* device.release(branch);
        yield* device.extend(branch, tokens(5));
      },
      "which is released",
    ],
    [
      "a fork of a branch that is being released",
      {},
      function* (device, branch) {
        yield* spawn(() => device.release(branch));
        yield* spawn(function* () {
          device.fork(branch);
          yield* device.recount();
        });
        yield* device.recount();
      },
      "which is released",
    ],
    [
      "more tokens than there are cells",
      { cells: 8 },
      (device, branch) => device.extend(branch, tokens(9)),
      "9 rows begins with 8 of 8 cells free",
    ],
    [
      "writing behind nothing",
      {},
      (device, branch) => write(device, branch, { open: tokens(0) }),
      "behind nothing at all",
    ],
    ["writing no tokens", {}, (device, branch) => write(device, branch, { tokens: 0 }), "to write 0 tokens"],
    ["extending by nothing", {}, (device, branch) => device.extend(branch, tokens(0)), "extended by nothing"],
  ];
  test.each(cases)("%s", async (_, options, misuse, told) => {
    const playingIt = playing(options, function* (device) {
      const branch = device.fork();
      try {
        yield* misuse(device, branch);
      } catch {
        // Whoever looks away from an error still fails: the device's scope ends with it.
      }
      yield* suspend();
    });
    await expect(playingIt).rejects.toThrow(told);
  });

  test("branches that are never released", async () => {
    const leaving = playing({}, function* (device) {
      device.fork();
      yield* device.recount();
    });
    await expect(leaving).rejects.toThrow("1 branches were never released.");
  });

  test("more branches than it has, in words", async () => {
    await playing({ branches: 2 }, function* (device) {
      device.fork();
      device.fork();
      expect(() => device.fork()).toThrow("All 2 branches are in use.");
      yield* releaseAll(device);
    });
  });

  test("a script that throws", async () => {
    const script = () => {
      throw new Error("The test is wrong.");
    };
    const writing = playing({ script }, function* (device) {
      yield* write(device, device.fork());
    });
    await expect(writing).rejects.toThrow("The test is wrong.");
  });
});
