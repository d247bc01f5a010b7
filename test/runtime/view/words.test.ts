import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, counted, duration, moment, oneLine, percent, visible } from "../../../runtime/view/words.ts";

describe("count", () => {
  it("puts a comma before each three digits", () => {
    expect([0, 999, 1000, 23_100, 1_234_567].map(count)).toEqual(["0", "999", "1,000", "23,100", "1,234,567"]);
  });
  it("agrees with the noun", () => {
    expect([counted(1, "branch"), counted(2, "branch"), counted(0, "agent")]).toEqual([
      "1 branch",
      "2 branches",
      "0 agents",
    ]);
  });
});

describe("duration", () => {
  it.each([
    [0, "0.0 s"],
    [7_449, "7.4 s"],
    [99_949, "99.9 s"],
    [99_951, "1 m 40 s"],
    [3_725_000, "1 h 02 m"],
  ])("writes %i ms as people say it", (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });
});

describe("moment", () => {
  it("counts from the start of the run", () => {
    expect([0, 1_190, 62_349, 6_000_000].map(moment)).toEqual(["00:00.0", "00:01.1", "01:02.3", "100:00.0"]);
  });
});

describe("percent", () => {
  it("is nothing of nothing", () => {
    expect([percent(0, 0), percent(2, 3)]).toEqual(["0 %", "67 %"]);
  });
});

describe("oneLine and visible", () => {
  it("take out what would steer a terminal, and keep the words", () => {
    const text = "a\u001b[31mred\u001b[0m \u001b]0;title\u0007b\u202ec\u0008\r\nd\te";
    expect(visible(text)).toBe("ared bc\nd  e");
    expect(oneLine(text)).toBe("ared bc d e");
  });
  it("leave no control character in any text", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x2100 })), (points) => {
        const text = String.fromCodePoint(...points);
        const codes = [...oneLine(text)].map((character) => character.codePointAt(0) ?? 0);
        return codes.every((code) => code >= 32 && !(code >= 127 && code < 160));
      }),
    );
  });
});
