import { describe, expect, it } from "vitest";
import { readNumber } from "../../../language/scanner/numbers.ts";

describe("readNumber", () => {
  it("tells an integer from a number with a fraction", () => {
    expect(readNumber("12")).toEqual({ kind: "number", value: 12, integer: true });
    expect(readNumber("12.0")).toEqual({ kind: "number", value: 12, integer: false });
  });

  it("leaves out underscores between digits", () => {
    expect(readNumber("1_000.000_1")).toEqual({ kind: "number", value: 1000.0001, integer: false });
  });

  it("multiplies by a thousand for k, and gives an integer if it is one", () => {
    expect(readNumber("32k")).toEqual({ kind: "number", value: 32_000, integer: true });
    expect(readNumber("2.5k")).toEqual({ kind: "number", value: 2_500, integer: true });
    expect(readNumber("4.35k")).toEqual({ kind: "number", value: 4_350, integer: true });
    expect(readNumber("0.0005k")).toMatchObject({ kind: "bad", instead: "0.5" });
    expect(readNumber("0.0000000000000005k")).not.toHaveProperty("instead");
  });

  it("reads durations as milliseconds", () => {
    expect(readNumber("500ms")).toEqual({ kind: "duration", milliseconds: 500 });
    expect(readNumber("0.29s")).toEqual({ kind: "duration", milliseconds: 290 });
    expect(readNumber("2m")).toEqual({ kind: "duration", milliseconds: 120_000 });
    expect(readNumber("1h")).toEqual({ kind: "duration", milliseconds: 3_600_000 });
  });

  it.each(["1_", "1__0", "007", "5kb", "1e5", "1000000000000000", "9".repeat(400)])("refuses %s", (written) => {
    expect(readNumber(written).kind).toBe("bad");
  });
});
