import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { coloured, inCi, widthOf } from "../../cli/io.ts";

const stream = (isTTY: boolean, columns = 120): NodeJS.WriteStream =>
  Object.assign(new PassThrough(), { isTTY, columns }) as unknown as NodeJS.WriteStream;

describe("coloured", () => {
  it("is for terminals that can, unless somebody says otherwise", () => {
    expect(coloured(stream(true), {})).toBe(true);
    expect(coloured(stream(false), {})).toBe(false);
    expect(coloured(stream(true), { TERM: "dumb" })).toBe(false);
    expect(coloured(stream(true), { NO_COLOR: "1", FORCE_COLOR: "1" })).toBe(false);
    expect(coloured(stream(false), { FORCE_COLOR: "1" })).toBe(true);
    expect(coloured(stream(true), { FORCE_COLOR: "0" })).toBe(false);
  });
});

describe("inCi", () => {
  it("knows the names that such machines set", () => {
    expect(
      [{}, { CI: "1" }, { CI: "" }, { CI: "false" }, { CI_JOB_ID: "3" }, { CI: "0", CI_JOB_ID: "3" }].map(inCi),
    ).toEqual([false, true, true, false, true, false]);
  });
});

describe("widthOf", () => {
  it("is the terminal's, and 80 elsewhere", () => {
    expect([widthOf(stream(true)), widthOf(stream(true, 0)), widthOf(stream(false))]).toEqual([120, 80, 80]);
  });
});
