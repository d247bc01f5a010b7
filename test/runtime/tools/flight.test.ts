import { type Operation, run, sleep, spawn, suspend, useScope, withResolvers } from "effection";
import { describe, expect, it } from "vitest";
import { makeFlights } from "../../../runtime/tools/flight.ts";

describe("flights", () => {
  it("run work once for all who wait for it", async () => {
    await run(function* () {
      const flights = makeFlights<number>(yield* useScope());
      const gate = withResolvers<void>();
      let runs = 0;
      function* work(): Operation<number> {
        runs++;
        yield* gate.operation;
        return 7;
      }
      const first = yield* spawn(() => flights.wait("k", work));
      const second = yield* spawn(() => flights.wait("k", work));
      yield* sleep(0);
      gate.resolve();
      expect(yield* first).toEqual({ value: 7, joined: false });
      expect(yield* second).toEqual({ value: 7, joined: true });
      expect(runs).toBe(1);
    });
  });

  it("go on when the one who started them is halted and another still waits", async () => {
    await run(function* () {
      const flights = makeFlights<number>(yield* useScope());
      const gate = withResolvers<void>();
      let aborted = false;
      function* work(): Operation<number> {
        try {
          yield* gate.operation;
          return 7;
        } finally {
          aborted = true;
        }
      }
      const first = yield* spawn(() => flights.wait("k", work));
      const second = yield* spawn(() => flights.wait("k", work));
      yield* sleep(0);
      yield* first.halt();
      expect(aborted).toBe(false);
      gate.resolve();
      expect((yield* second).value).toBe(7);
    });
  });

  it("are halted when the last one who waits is, and a later one starts anew", async () => {
    await run(function* () {
      const flights = makeFlights<number>(yield* useScope());
      const ended: string[] = [];
      function* forever(): Operation<number> {
        try {
          yield* suspend();
          return 0;
        } finally {
          ended.push("halted");
        }
      }
      const only = yield* spawn(() => flights.wait("k", forever));
      yield* sleep(0);
      yield* only.halt();
      yield* sleep(0);
      expect(ended).toEqual(["halted"]);
      const again = yield* flights.wait("k", function* () {
        return 2;
      });
      expect(again).toEqual({ value: 2, joined: false });
    });
  });
});
