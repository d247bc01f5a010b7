import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TurnDelta } from "../../../runtime/engine/engine.ts";
import { makeCoalescer } from "../../../runtime/events/coalesce.ts";

/** A clock that is set by hand. */
function handClock() {
  let now = 0;
  return {
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    now: () => now,
    *sleep() {},
  };
}

const delta = (text: string, channel: TurnDelta["channel"] = "answer"): TurnDelta => ({
  channel,
  text,
  sampled: 1,
  forced: 2,
});

describe("a coalescer", () => {
  it("gives the first piece at once and joins the rest until a tenth of a second has gone by", () => {
    const clock = handClock();
    const given: TurnDelta[] = [];
    const coalescer = makeCoalescer(clock, (each) => given.push(each));
    for (const text of ["a", "b", "c"]) {
      coalescer.add(delta(text));
      clock.advance(40);
    }
    expect(given.map(({ text }) => text)).toEqual(["a"]);
    coalescer.add(delta("d"));
    expect(given.map(({ text }) => text)).toEqual(["a", "bcd"]);
    expect(given[1]).toMatchObject({ sampled: 3, forced: 6 });
  });

  it("never joins two channels", () => {
    const clock = handClock();
    const given: TurnDelta[] = [];
    const coalescer = makeCoalescer(clock, (each) => given.push(each));
    coalescer.add(delta("a"));
    coalescer.add(delta("thought", "reason"));
    coalescer.add(delta("x"));
    coalescer.flush();
    expect(given.map(({ channel, text }) => [channel, text])).toEqual([
      ["answer", "a"],
      ["reason", "thought"],
      ["answer", "x"],
    ]);
  });

  it("tells forced stretches from sampled ones", () => {
    const clock = handClock();
    const given: TurnDelta[] = [];
    const coalescer = makeCoalescer(clock, (each) => given.push(each));
    coalescer.add({ channel: "answer", text: '{"a":', sampled: 0, forced: 3 });
    for (const [text, forced] of [
      ["x", 0],
      ["y", 0],
      ['","b":', 4],
      ['"', 1],
      ["z", 0],
    ] as const)
      coalescer.add({ channel: "answer", text, sampled: forced === 0 ? 1 : 0, forced });
    coalescer.flush();
    expect(given).toEqual([
      { channel: "answer", text: '{"a":', sampled: 0, forced: 3, runs: [0, 5] },
      { channel: "answer", text: 'xy","b":"z', sampled: 3, forced: 5, runs: [2, 7, 1] },
    ]);
  });

  it("loses nothing, and gives a piece of a channel at most ten times a second before the end", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 150 }))), (steps) => {
        const clock = handClock();
        const given: { at: number; text: string }[] = [];
        const coalescer = makeCoalescer(clock, ({ text }) => given.push({ at: clock.now(), text }));
        for (const [text, wait] of steps) {
          coalescer.add(delta(text));
          clock.advance(wait);
        }
        const before = given.length;
        coalescer.flush();
        expect(given.map(({ text }) => text).join("")).toBe(steps.map(([text]) => text).join(""));
        for (let index = 1; index < before; index++)
          expect((given[index]?.at ?? 0) - (given[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(100);
      }),
    );
  });
});
