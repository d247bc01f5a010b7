import { type Operation, run, scoped, spawn } from "effection";
import { describe, expect, it } from "vitest";
import type { ToolEntry } from "../../../compiler/graph/graph.ts";
import { createSimulatedClock } from "../../../runtime/engine/scripted/simulated-clock.ts";
import type { EventBody } from "../../../runtime/events/event.ts";
import { type ToolOutcome, type ToolRoom, useToolRoom } from "../../../runtime/tools/room.ts";
import type { ToolHandler } from "../../../runtime/tools/tool.ts";

const base: ToolEntry = {
  id: "lookup",
  name: "lookup",
  at: { file: 0, start: 0, end: 0, line: 1, column: 1 },
  parameters: [],
  arguments: "args",
  result: "result",
  from: { kind: "module", path: "./tools.ts", export: "lookup" },
  timeoutMs: 1_000,
  retry: 0,
  resultTokens: 100,
  protected: false,
  effect: false,
};

interface Bench {
  readonly room: ToolRoom;
  readonly clock: ReturnType<typeof createSimulatedClock>;
  readonly events: EventBody[];
  call(args?: { [name: string]: string }, key?: string): Operation<ToolOutcome>;
}

function bench(handler: ToolHandler, more: Partial<ToolEntry>, body: (bench: Bench) => Operation<void>): Promise<void> {
  return run(() =>
    scoped(function* () {
      const clock = createSimulatedClock();
      const tool = { ...base, ...more };
      const events: EventBody[] = [];
      const room = yield* useToolRoom({
        clock,
        handlers: new Map([[tool.id, { handler, directory: "/" }]]),
        workspace: "/",
        check: (_, value) =>
          typeof value === "number" ? { ok: true, value } : { ok: false, message: "the value must be a number" },
      });
      let calls = 0;
      const call: Bench["call"] = (args = {}, key = `k${calls++}`) =>
        room.call({ tool, arguments: args, key, call: key, emit: (event) => events.push(event) });
      yield* body({ room, clock, events, call });
    }),
  );
}

function* together(operations: readonly Operation<ToolOutcome>[]): Operation<ToolOutcome[]> {
  const tasks = [];
  for (const operation of operations) tasks.push(yield* spawn(() => operation));
  const outcomes: ToolOutcome[] = [];
  for (const task of tasks) outcomes.push(yield* task);
  return outcomes;
}

describe("the tool room", () => {
  it("tries a tool that failed again, after a pause in which nothing else happens", async () => {
    let runs = 0;
    const flaky: ToolHandler = () => {
      if (++runs === 1) throw new Error("busy");
      return 5;
    };
    await bench(flaky, { retry: 2 }, function* ({ call, events, clock }) {
      expect(yield* call()).toEqual({ ok: true, value: 5 });
      expect(runs).toBe(2);
      expect(clock.now()).toBe(250);
      expect(events).toEqual([
        { kind: "tool-retrying", tool: "lookup", call: "k0", attempt: 1, error: "busy", delayMs: 250 },
      ]);
    });
  });

  it("gives the last error when all retries have failed", async () => {
    let runs = 0;
    const broken: ToolHandler = () => {
      throw new Error(`broken ${++runs}`);
    };
    await bench(broken, { retry: 2 }, function* ({ call }) {
      expect(yield* call()).toEqual({ ok: false, error: "broken 3" });
    });
  });

  it("says which time a tool did not keep", async () => {
    await bench(
      () => new Promise(() => {}),
      { timeoutMs: 30_000 },
      function* ({ call }) {
        expect(yield* call()).toEqual({ ok: false, error: "no answer within 30 s" });
      },
    );
  });

  it("refuses a result that the declaration doesn't allow, and doesn't ask for it again", async () => {
    let runs = 0;
    const wrong: ToolHandler = () => {
      runs++;
      return "five";
    };
    await bench(wrong, { retry: 3 }, function* ({ call }) {
      const outcome = yield* call();
      expect(outcome).toEqual({
        ok: false,
        error: "the tool's result is not what it declares: the value must be a number",
      });
      expect(runs).toBe(1);
    });
  });

  it("runs identical calls in flight once, and different ones each", async () => {
    const asked: unknown[] = [];
    const slow: ToolHandler = async ({ q }) => {
      asked.push(q);
      await new Promise((resolve) => setImmediate(resolve));
      return 1;
    };
    await bench(slow, {}, function* ({ call }) {
      const outcomes = yield* together([call({ q: "a" }), call({ q: "a" }), call({ q: "b" })]);
      expect(asked).toEqual(["a", "b"]);
      expect(outcomes.map((outcome) => outcome.joined ?? false)).toEqual([false, true, false]);
      yield* call({ q: "a" });
      expect(asked).toEqual(["a", "b", "a"]);
    });
  });

  it("tells what happens to a shared call to each who waits for it, and to nobody who has left", async () => {
    let runs = 0;
    const flaky: ToolHandler = () => {
      if (++runs < 3) throw new Error("busy");
      return 5;
    };
    await bench(flaky, { retry: 2 }, function* ({ call, events, clock }) {
      const first = yield* spawn(() => call({}, "first"));
      const second = yield* spawn(() => call({}, "second"));
      yield* clock.sleep(100);
      yield* first.halt();
      expect(yield* second).toEqual({ ok: true, value: 5, joined: true });
      expect(events.map((event) => event.kind === "tool-retrying" && [event.call, event.attempt])).toEqual([
        ["first", 1],
        ["second", 1],
        ["second", 2],
      ]);
    });
  });

  it("ends the waits of a call that is halted at once, and of one that others share when it is over", async () => {
    const slow: ToolHandler = () => new Promise((resolve) => setImmediate(() => resolve(1)));
    await bench(slow, { rate: { count: 1, perMs: 1_000 } }, function* ({ call, events, clock }) {
      yield* call({ q: "a" });
      const first = yield* spawn(() => call({ q: "b" }, "first"));
      yield* clock.sleep(10);
      expect(events).toEqual([{ kind: "wait-began", why: "rate" }]);
      const second = yield* spawn(() => call({ q: "b" }, "second"));
      yield* clock.sleep(10);
      yield* first.halt();
      expect(events.slice(1)).toEqual([{ kind: "wait-ended", why: "rate" }]);
      yield* second;
      expect(events).toHaveLength(2);
    });
  });

  it("never shares, repeats or keeps a call with an effect", async () => {
    let runs = 0;
    const effect: ToolHandler = () => {
      runs++;
      throw new Error("no");
    };
    await bench(effect, { effect: true, retry: 2, cacheMs: 1_000 }, function* ({ call }) {
      yield* together([call({ q: "a" }), call({ q: "a" })]);
      expect(runs).toBe(2);
    });
  });

  it("keeps results as long as it is told to, and no failures", async () => {
    let runs = 0;
    const counting: ToolHandler = ({ q }) => {
      runs++;
      if (q === "bad") throw new Error("bad");
      return runs;
    };
    await bench(counting, { cacheMs: 1_000 }, function* ({ call, clock }) {
      expect(yield* call({ q: "a" })).toEqual({ ok: true, value: 1 });
      expect(yield* call({ q: "a" })).toEqual({ ok: true, value: 1, cached: true });
      yield* clock.sleep(1_000);
      expect(yield* call({ q: "a" })).toEqual({ ok: true, value: 2 });
      yield* call({ q: "bad" });
      yield* call({ q: "bad" });
      expect(runs).toBe(4);
    });
  });

  it("has at most `max` calls in flight and tells who waits", async () => {
    let inFlight = 0;
    let most = 0;
    let pause: () => Promise<void> = () => Promise.resolve();
    const counted: ToolHandler = async () => {
      most = Math.max(most, ++inFlight);
      await pause();
      inFlight--;
      return 1;
    };
    await bench(counted, { max: 4 }, function* ({ call, events, clock }) {
      pause = () => run(() => clock.sleep(20));
      const outcomes = yield* together(Array.from({ length: 12 }, (_, i) => call({ q: String(i) })));
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
      expect(most).toBe(4);
      expect(events.filter(({ kind }) => kind === "wait-began")).toHaveLength(8);
      expect(events.filter(({ kind }) => kind === "wait-ended")).toHaveLength(8);
    });
  });

  it("aborts what is still under way when its scope ends", async () => {
    let aborted = false;
    await run(function* () {
      yield* scoped(function* () {
        const clock = createSimulatedClock();
        const handler: ToolHandler = (_, { signal }) =>
          new Promise(() => {
            signal.addEventListener("abort", () => {
              aborted = true;
            });
          });
        const room = yield* useToolRoom({
          clock,
          handlers: new Map([[base.id, { handler, directory: "/" }]]),
          workspace: "/",
          check: (_, value) => ({ ok: true, value }),
        });
        yield* spawn(() => room.call({ tool: base, arguments: {}, key: "k", call: "k", emit: () => {} }));
        yield* clock.sleep(10);
      });
    });
    expect(aborted).toBe(true);
  });
});
